import type { App, AppHead, AppId, Category, DeveloperId, IconId } from "@mosis/domain";
import { type App as AppRow, Prisma } from "../generated/client.ts";

/** To be selected from `apps AS a`, under names that other tables leave free. */
export const appHeadColumns = Prisma.sql`
  a.id AS "appId", a.package_id AS "packageId", a.name AS "appName", a.summary, a.category, a.icon_id AS "iconId",
  a.icon_content_hash AS "iconContentHash"`;

export type AppHeadRow = Pick<AppRow, "packageId" | "summary" | "category" | "iconId" | "iconContentHash"> & {
  appId: string;
  appName: string;
};

export function toAppHead(row: AppHeadRow): AppHead {
  return {
    id: row.appId as AppId,
    packageId: row.packageId,
    name: row.appName,
    summary: row.summary,
    category: row.category as Category,
    icon:
      row.iconId === null || row.iconContentHash === null
        ? null
        : { id: row.iconId as IconId, contentHash: row.iconContentHash },
  };
}

export function toApp(row: AppRow): App {
  return {
    ...toAppHead({ ...row, appId: row.id, appName: row.name }),
    developerId: row.developerId as DeveloperId,
    founderId: row.founderId as DeveloperId,
    description: row.description,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** What may change after creation. */
export function changingAppColumns(app: App) {
  return {
    name: app.name,
    summary: app.summary,
    description: app.description,
    category: app.category,
    iconId: app.icon?.id ?? null,
    iconContentHash: app.icon?.contentHash ?? null,
    updatedAt: app.updatedAt,
  } satisfies Partial<AppRow>;
}

export function toAppRow(app: App): Omit<AppRow, "catalogRevision"> {
  return {
    id: app.id,
    developerId: app.developerId,
    founderId: app.founderId,
    packageId: app.packageId,
    createdAt: app.createdAt,
    ...changingAppColumns(app),
  };
}
