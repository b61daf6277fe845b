import { canReview, isOwn, type UserActor } from "../../actor.ts";
import type { App, AppHead } from "../../app.ts";
import { internalActions } from "../../audit.ts";
import { type ListQuery, type Page, pageOf, pageSize } from "../../listing.ts";
import type { CatalogQueries } from "../../ports/catalog.ts";
import type { AppListItem, Queries, VersionListItem } from "../../ports/queries.ts";
import type { ScreenshotQueries } from "../../ports/screenshots.ts";
import { sizeOfPart } from "../../upload-part.ts";
import type { Version, VersionStatus } from "../../version.ts";
import type { State } from "./state.ts";
import { onStable } from "./version-store.ts";
import { seesVersion } from "./visibility.ts";

/** Reads for pages, over whatever `read` gives at the time. */
export function memoryQueries(
  read: () => State,
): Omit<
  Queries,
  | "listFailedJobs"
  | "countJobs"
  | "listPeople"
  | "listHalted"
  | keyof CatalogQueries
  | keyof ScreenshotQueries
> {
  const appOf = (appId: string): App => {
    const app = read().apps.get(appId);
    if (!app) throw new Error(`there is no app ${appId}`);
    return app;
  };
  const versionsOf = (appId: string) => [...read().versions.values()].filter((one) => one.appId === appId);

  return {
    async listApps(actor, query) {
      const items = [...read().apps.values()]
        .filter((app) => isOwn(actor, { ...app, appId: app.id }))
        .filter((app) => contains(query.search, [app.name, app.packageId, app.summary]))
        .sort(latestFirst(({ updatedAt }) => updatedAt))
        .map((app) => appListItem(read(), app, versionsOf(app.id)));
      return cut(items, query);
    },

    async listVersions(actor, appId, query) {
      const items = versionsOf(appId)
        .filter((version) => isOwn(actor, version))
        .filter(({ manifest, versionCode, fileName }) =>
          contains(query.search, [manifest?.version, versionCode?.toString(), fileName]),
        )
        .sort(latestFirst(({ createdAt }) => createdAt))
        .map(versionListItem);
      return cut(items, query);
    },

    async listOwnAppNames(actor, limit) {
      return [...read().apps.values()]
        .filter((app) => isOwn(actor, { ...app, appId: app.id }))
        .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1))
        .slice(0, limit)
        .map(({ id, name }) => ({ id, name }));
    },

    async listOpenUploads(actor, appId) {
      const { uploads, parts } = read();
      return [...uploads.values()]
        .filter((upload) => upload.appId === appId && isOwn(actor, upload))
        .filter(({ status }) => status === "open")
        .sort(latestFirst(({ createdAt }) => createdAt))
        .slice(0, 20)
        .map((upload) => ({
          ...structuredClone(upload),
          receivedBytes: [...(parts.get(upload.id)?.keys() ?? [])].reduce(
            (sum, number) => sum + sizeOfPart(upload, number),
            0,
          ),
        }));
    },

    async listAttention(actor, limit) {
      return [...read().versions.values()]
        .filter((version) => needsAttention(actor, version, versionsOf(version.appId)))
        .sort(latestFirst(({ statusChangedAt }) => statusChangedAt))
        .slice(0, limit)
        .map((version) => ({ version: versionListItem(version), app: headOf(appOf(version.appId)) }));
    },

    async listHistory(actor, versionId) {
      const { versions, audit, users } = read();
      const version = versions.get(versionId);
      if (!version || !seesVersion(actor, version)) return [];
      const isInternal = actor.kind === "system" || canReview(actor);
      const left: readonly string[] = isInternal ? [] : internalActions;
      return audit
        .filter(({ subjectId, action }) => subjectId === versionId && !left.includes(action))
        .map(({ action, at, actor, data = {} }) => ({
          action,
          at,
          by: actor.kind === "user" ? (users.get(actor.userId)?.name ?? null) : null,
          data: { ...data },
        }));
    },
  };
}

export function contains(search: string, texts: readonly (string | undefined)[]): boolean {
  const wanted = search.toLowerCase();
  return wanted === "" || texts.some((text) => text?.toLowerCase().includes(wanted));
}

export function cut<Item>(items: Item[], { page }: ListQuery): Page<Item> {
  const start = (page - 1) * pageSize;
  return pageOf(structuredClone(items.slice(start, start + pageSize)), items.length, page);
}

export function latestFirst<Item extends { id: string }>(when: (item: Item) => Date) {
  return (a: Item, b: Item) => when(b).getTime() - when(a).getTime() || (a.id < b.id ? 1 : -1);
}

export function headOf({ id, packageId, name, summary, category, icon }: App): AppHead {
  return { id, packageId, name, summary, category, icon };
}

function appListItem(state: State, app: App, versions: Version[]): AppListItem {
  const [latest] = [...versions].sort(latestFirst(({ createdAt }) => createdAt));
  const live = onStable(state, app.id);
  return {
    ...headOf(app),
    updatedAt: app.updatedAt,
    versions: versions.length,
    latest: latest
      ? {
          id: latest.id,
          status: latest.status,
          versionName: latest.manifest?.version ?? null,
          createdAt: latest.createdAt,
        }
      : null,
    live:
      live?.manifest && live.versionCode !== null && live.publishedAt
        ? { versionName: live.manifest.version, versionCode: live.versionCode, publishedAt: live.publishedAt }
        : null,
  };
}

export function versionListItem(version: Version): VersionListItem {
  const { id, status, step, versionCode, fileName, size, createdAt, statusChangedAt } = version;
  const count = (severity: string) => version.findings.filter((one) => one.severity === severity).length;
  return {
    id,
    status,
    step,
    versionCode,
    fileName,
    size,
    createdAt,
    statusChangedAt,
    versionName: version.manifest?.version ?? null,
    errors: count("error"),
    warnings: count("warning"),
  };
}

const underWay: readonly VersionStatus[] = ["validating", "in_review", "approved"];
/** These need the developer until something newer has been uploaded to the app. */
const untilSuperseded: readonly VersionStatus[] = ["draft", "failed", "rejected"];

function needsAttention(actor: UserActor, version: Version, siblings: Version[]): boolean {
  if (!isOwn(actor, version)) return false;
  if (underWay.includes(version.status)) return true;
  const [newest] = [...siblings].sort(latestFirst(({ createdAt }) => createdAt));
  return untilSuperseded.includes(version.status) && newest?.id === version.id;
}
