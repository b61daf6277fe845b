import { jobNames } from "../../jobs.ts";
import type { OutboxRelay } from "../../ports/outbox-relay.ts";
import type { Access } from "./state.ts";

export function memoryOutboxRelay({ write, now }: Access): Omit<OutboxRelay, "onOutbox"> {
  return {
    claimOutbox: (limit, leaseMs) =>
      write(({ outbox }) => {
        const at = now();
        const lease = Math.max(leaseMs, 0.001);
        const due = [...outbox.values()]
          .filter(
            ({ failed, claimedUntil, job }) => !failed && claimedUntil <= at && jobNames.includes(job.name),
          )
          .sort((a, b) => a.claimedUntil - b.claimedUntil)
          .slice(0, limit);
        for (const row of due) {
          const growth = Math.min(0.5, Math.max(0, at - row.createdAt.getTime()) / (20 * lease));
          outbox.set(row.id, { ...row, claimedUntil: at + lease * (1 + growth) });
        }
        return due.map(({ id, generation, job, trace }) => ({
          id,
          generation,
          job: structuredClone(job),
          trace,
        }));
      }),

    finishOutbox: (ids) =>
      write(({ outbox }) => {
        for (const id of ids) outbox.delete(id);
      }),
  };
}
