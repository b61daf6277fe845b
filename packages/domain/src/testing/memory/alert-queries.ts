import type { AlertQueries } from "../../ports/alerts.ts";
import { isInterrupted } from "../../version.ts";
import { cut } from "./queries.ts";
import type { State } from "./state.ts";

const hourMs = 60 * 60 * 1000;

export function memoryAlertQueries(read: () => State): AlertQueries {
  return {
    async countSignals(at, jobs) {
      const { uploads, versions, downloadHours, outbox, sweepRuns, users, inventoryRuns, findings } = read();
      const ended = [...uploads.values()].filter(
        ({ status, statusChangedAt }) =>
          (status === "consumed" || status === "expired") &&
          at.getTime() - statusChangedAt.getTime() < hourMs,
      );
      const interrupted = new Set(
        [...versions.values()].filter(isInterrupted).map(({ uploadId }) => uploadId),
      );
      const failed = ended.filter(({ id, status }) => status === "expired" || interrupted.has(id));
      const since = Math.floor(at.getTime() / hourMs) * hourMs - hourMs;
      const hours = [...downloadHours.values()].filter(
        ({ hour }) => hour.getTime() >= since && hour.getTime() <= at.getTime(),
      );
      const waiting = [...outbox.values()].filter(
        ({ failed: gaveUp, job }) => gaveUp === null && jobs.includes(job.name),
      );
      const sweeps = [...sweepRuns.values()].flatMap(({ finishedAt }) => finishedAt ?? []);
      const joined = [...users.values()].map(({ createdAt }) => createdAt.getTime());
      const lastSweep =
        sweeps.length > 0 ? Math.max(...sweeps) : joined.length > 0 ? Math.min(...joined) : null;
      const [lastRun] = [...inventoryRuns.values()]
        .filter(({ finishedAt }) => finishedAt !== null)
        .sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime() || (a.id < b.id ? 1 : -1));
      return {
        uploads: { ended: ended.length, failed: failed.length },
        downloads: {
          requests: hours.reduce((sum, { requests }) => sum + requests, 0),
          failures: hours.reduce((sum, { failures }) => sum + failures, 0),
        },
        oldestJobAt:
          waiting.length > 0
            ? new Date(Math.min(...waiting.map(({ createdAt }) => createdAt.getTime())))
            : null,
        lastSweepAt: lastSweep === null ? null : new Date(lastSweep),
        openFindings: [...findings.values()].filter(
          ({ runId, outcome }) => runId === lastRun?.id && (outcome === "open" || outcome === "needs_person"),
        ).length,
      };
    },

    listAlerts: async () => structuredClone(read().alerts),

    async listAlertEpisodes(query) {
      const episodes = [...read().alertEpisodes.values()].sort(
        (a, b) => b.firedAt.getTime() - a.firedAt.getTime() || (a.id < b.id ? 1 : -1),
      );
      return cut(episodes, query);
    },
  };
}
