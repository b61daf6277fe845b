import type { AuditAction, AuditLog, Database, Stores } from "@mosis/domain";
import type { Metrics } from "./metrics/metrics.ts";
import type { Tracing } from "./tracing.ts";

/** How an upload ends, by what the audit log calls it. */
const uploadOutcomes: Partial<Record<AuditAction, string>> = {
  "version.passed": "passed",
  "version.failed": "refused",
  "version.interrupted": "interrupted",
  "upload.expired": "expired",
  "upload.aborted": "aborted",
};

/**
 * The same database, each transaction of which is a part of the trace at hand and counts among the metrics. What the
 * audit log was told in it counts too, once it is committed: a change that was undone did not happen.
 */
export function observeTransactions<Db extends Database>(
  db: Db,
  { metrics, tracing }: { metrics: Metrics; tracing: Tracing },
): Db {
  return {
    ...db,
    async transaction(work) {
      const from = performance.now();
      const done = (outcome: string) =>
        metrics.database.transactions.observe({ outcome }, (performance.now() - from) / 1000);
      return tracing.part({ name: "database transaction", kind: "client" }, async () => {
        let happened: AuditAction[] = [];
        try {
          const result = await db.transaction((stores) => {
            happened = [];
            return work({ ...stores, audit: noting(stores.audit, happened) } satisfies Stores);
          });
          done("committed");
          for (const action of happened) count(metrics, action);
          return result;
        } catch (error) {
          done("rolled_back");
          throw error;
        }
      });
    },
  };
}

function noting(audit: AuditLog, happened: AuditAction[]): AuditLog {
  return {
    append(entry) {
      happened.push(entry.action);
      return audit.append(entry);
    },
    appendAll(entries) {
      happened.push(...entries.map(({ action }) => action));
      return audit.appendAll(entries);
    },
  };
}

function count({ events, uploads }: Metrics, action: AuditAction): void {
  events.inc({ action });
  const outcome = uploadOutcomes[action];
  if (outcome) uploads.inc({ outcome });
}
