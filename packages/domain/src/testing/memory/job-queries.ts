import type { FailedJobItem, JobCount, Queries } from "../../ports/queries.ts";
import { contains, cut, headOf } from "./queries.ts";
import type { OutboxRow, State } from "./state.ts";
import { onStable } from "./version-store.ts";

/** Reads of the outbox for pages, over whatever `read` gives at the time. */
export function memoryJobQueries(read: () => State): Pick<Queries, "listFailedJobs" | "countJobs"> {
  return {
    async listFailedJobs(query) {
      const items = [...read().outbox.values()]
        .flatMap((row) => (row.failed ? [failedJobItem(read(), row, row.failed)] : []))
        .filter(({ name, failure }) => {
          return (query.name ?? name) === name && (query.class ?? failure.class) === failure.class;
        })
        .filter(({ failure, app, version, objectKey }) =>
          contains(query.search, [
            failure.code,
            failure.message,
            failure.incidentId,
            app?.name,
            app?.packageId,
            version?.fileName,
            objectKey ?? undefined,
          ]),
        )
        .reverse()
        .sort((a, b) => b.failedAt.getTime() - a.failedAt.getTime());
      return cut(items, query);
    },

    async countJobs() {
      const counts = new Map<string, JobCount>();
      for (const { job, failed, claimedUntil, createdAt } of read().outbox.values()) {
        if (failed) continue;
        const count = counts.get(job.name) ?? {
          name: job.name,
          waiting: 0,
          handedOver: 0,
          oldest: createdAt,
        };
        if (claimedUntil === 0) count.waiting += 1;
        else count.handedOver += 1;
        if (createdAt < count.oldest) count.oldest = createdAt;
        counts.set(job.name, count);
      }
      return [...counts.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

function failedJobItem(
  state: State,
  { id, job, createdAt }: OutboxRow,
  { failure, at }: NonNullable<OutboxRow["failed"]>,
): FailedJobItem {
  const payload = job.payload as Partial<
    Record<"versionId" | "iconId" | "screenshotId" | "appId" | "key", string>
  >;
  const version = state.versions.get(payload.versionId ?? "");
  const icon = state.icons.get(payload.iconId ?? "");
  const screenshot = state.screenshots.get(payload.screenshotId ?? "");
  const app = state.apps.get(version?.appId ?? icon?.appId ?? screenshot?.appId ?? payload.appId ?? "");
  return {
    id,
    name: job.name,
    failure: { ...failure },
    failedAt: at,
    createdAt,
    app: app ? { ...headOf(app), published: onStable(state, app.id) !== null } : null,
    version: version
      ? { id: version.id, fileName: version.fileName, submitted: version.submittedAt !== null }
      : null,
    objectKey: payload.key ?? null,
  };
}
