import type { AnnouncementId, NoticeKind, Told } from "@mosis/domain";
import { Prisma } from "../generated/client.ts";

/** An announcement with names, as the database gives it. */
export interface ToldRow {
  id: string;
  kind: string;
  at: Date;
  developerId: string | null;
  userId: string | null;
  appId: string | null;
  versionId: string | null;
  by: string | null;
  data: unknown;
  once: string | null;
  account: string | null;
  appName: string | null;
  packageId: string | null;
  versionName: string | null;
  versionCode: number | null;
  byName: string | null;
}

/** Of `announcements a`. */
export const toldColumns = Prisma.sql`
  a.id, a.kind, a.at, a.developer_id AS "developerId", a.user_id AS "userId", a.app_id AS "appId",
  a.version_id AS "versionId", a.caused_by AS "by", a.data, a.once, account.name AS account, app.name AS "appName",
  app.package_id AS "packageId", v.manifest->>'version' AS "versionName", v.version_code AS "versionCode",
  causer.name AS "byName"`;
export const toldNames = Prisma.sql`
  LEFT JOIN developers account ON account.id = a.developer_id
  LEFT JOIN apps app ON app.id = a.app_id
  LEFT JOIN versions v ON v.id = a.version_id
  LEFT JOIN users causer ON causer.id = a.caused_by`;

export function toTold(row: ToldRow): Told {
  const { account, appName, packageId, versionName, versionCode, byName, ...announcement } = row;
  return {
    announcement: {
      ...announcement,
      id: row.id as AnnouncementId,
      kind: row.kind as NoticeKind,
      data: row.data,
    } as Told["announcement"],
    names: {
      account,
      app: appName !== null && packageId !== null ? { name: appName, packageId } : null,
      version: versionName !== null ? { name: versionName, code: versionCode } : null,
      by: byName,
    },
  };
}
