import type { Clock } from "../../ports/clock.ts";
import type { OutboxRelay } from "../../ports/outbox-relay.ts";
import type { Access } from "./state.ts";

export function memoryOutboxRelay({ write }: Access, clock: Clock): Omit<OutboxRelay, "onOutbox"> {
  return {
    claimOutbox: (limit, leaseMs) =>
      write(({ outbox }) => {
        const now = clock.now().getTime();
        const free = [...outbox.values()]
          .filter((row) => row.dispatchedAt === null && (row.claimedUntil ?? 0) <= now)
          .slice(0, limit);
        for (const row of free) outbox.set(row.id, { ...row, claimedUntil: now + leaseMs });
        return free.map(({ id, job }) => ({ id: String(id), job: structuredClone(job) }));
      }),

    markDispatched: (ids) =>
      write(({ outbox }) => {
        for (const id of ids) {
          const row = outbox.get(Number(id));
          if (row?.dispatchedAt === null) outbox.set(row.id, { ...row, dispatchedAt: clock.now().getTime() });
        }
      }),

    deleteDispatched: (olderThanMs, limit) =>
      write(({ outbox }) => {
        const before = clock.now().getTime() - olderThanMs;
        const old = [...outbox.values()]
          .filter(({ dispatchedAt }) => dispatchedAt !== null && dispatchedAt < before)
          .slice(0, limit);
        for (const { id } of old) outbox.delete(id);
        return old.length;
      }),
  };
}
