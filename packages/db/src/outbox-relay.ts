import { type Job, type JobId, jobNames, type OutboxRelay } from "@mosis/domain";
import type { PrismaClient } from "./generated/client.ts";

/** The relay's side of the outbox, but for hearing of new entries. All times are the database's clock. */
export function createOutboxRelay(prisma: PrismaClient): Omit<OutboxRelay, "onOutbox"> {
  return {
    async claimOutbox(limit, leaseMs) {
      // now() is the same throughout the statement, which lets the index find what is due.
      const rows = await prisma.$queryRaw<
        { key: string; generation: number; name: string; payload: unknown; trace: string | null }[]
      >`
        WITH due AS MATERIALIZED (
          SELECT id, claimed_until FROM outbox
          WHERE failed_at IS NULL AND claimed_until <= now() AND name = ANY(${jobNames})
          ORDER BY claimed_until, id LIMIT ${limit}
          FOR UPDATE SKIP LOCKED
        ), claimed AS (
          UPDATE outbox o SET claimed_until = clock_timestamp() + lease * (1 + least(0.5, greatest(
            0, extract(epoch FROM now() - o.created_at) / (20 * extract(epoch FROM lease)))))
          FROM due, (SELECT greatest(${leaseMs}::float8, 0.001) * interval '1 millisecond' AS lease) l
          WHERE o.id = due.id
          RETURNING o.id, o.key, o.generation, o.name, o.payload, o.traceparent AS trace,
            due.claimed_until AS since
        )
        SELECT key, generation, name, payload, trace FROM claimed ORDER BY since, id`;
      return rows.map(({ key, generation, name, payload, trace }) => ({
        id: key as JobId,
        generation,
        job: { name, payload } as Job,
        trace,
      }));
    },

    async finishOutbox(ids) {
      await prisma.$executeRaw`DELETE FROM outbox WHERE key = ANY(${ids}::uuid[])`;
    },
  };
}
