import type { DashboardQueries, Steps, UploadTimes } from "../../ports/dashboard.ts";
import type { Upload } from "../../upload.ts";
import { isInterrupted } from "../../version.ts";
import type { State } from "./state.ts";

export function memoryDashboardQueries(read: () => State): DashboardQueries {
  const isWithin = (at: Date, { from, until }: Steps) => at >= from && at <= until;
  const startOf = (at: Date, { stepMs }: Steps) => Math.floor(at.getTime() / stepMs) * stepMs;

  function timesOf(uploads: readonly Upload[]): UploadTimes {
    const versions = new Map([...read().versions.values()].map((version) => [version.uploadId, version]));
    const failed = uploads.filter(({ id, status }) => {
      const version = versions.get(id);
      return status === "expired" || (version !== undefined && isInterrupted(version));
    });
    const took = uploads
      .flatMap(({ id, status, statusChangedAt }) => {
        const version = versions.get(id);
        return status === "consumed" && version
          ? statusChangedAt.getTime() - version.createdAt.getTime()
          : [];
      })
      .sort((a, b) => a - b);
    const share = (of: number) => took[Math.max(0, Math.ceil(of * took.length) - 1)] ?? null;
    return { ended: uploads.length, failed: failed.length, p50Ms: share(0.5), p95Ms: share(0.95) };
  }

  return {
    async countStanding() {
      const { versions, reviews, outbox, retention, users } = read();
      const waits = [...versions.values()].filter(
        ({ id, status }) => status === "in_review" || reviews.get(id)?.afterLook === "waiting",
      );
      return {
        inReview: waits.length,
        failedJobs: [...outbox.values()].filter(({ failed }) => failed !== null).length,
        announced: [...retention.values()].filter(({ announcedAt }) => announcedAt !== null).length,
        people: users.size,
      };
    },

    async readUploadTimes(steps) {
      const ended = [...read().uploads.values()].filter(
        ({ status, statusChangedAt }) =>
          (status === "consumed" || status === "expired") && isWithin(statusChangedAt, steps),
      );
      const byStep = Map.groupBy(ended, ({ statusChangedAt }) => startOf(statusChangedAt, steps));
      return {
        whole: timesOf(ended),
        steps: [...byStep]
          .sort(([a], [b]) => a - b)
          .map(([at, uploads]) => ({ at: new Date(at), ...timesOf(uploads) })),
      };
    },

    async readDownloadTimes(steps) {
      const hours = [...read().downloadHours.values()].filter(({ hour }) => isWithin(hour, steps));
      const byStep = Map.groupBy(hours, ({ hour }) => startOf(hour, steps));
      const sum = (of: typeof hours, field: "requests" | "failures" | "bytes" | "cachedBytes") =>
        of.reduce((total, hour) => total + hour[field], 0);
      return [...byStep]
        .sort(([a], [b]) => a - b)
        .map(([at, of]) => ({
          at: new Date(at),
          requests: sum(of, "requests"),
          failures: sum(of, "failures"),
          bytes: sum(of, "bytes"),
          cachedBytes: sum(of, "cachedBytes"),
        }));
    },
  };
}
