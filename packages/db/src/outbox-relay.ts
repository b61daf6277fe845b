import type { Job, OutboxRelay } from "@mosis/domain";
import type { PrismaClient } from "./generated/client.ts";

/** The relay's side of the outbox, but for hearing of new entries. All times are the database's clock. */
export function createOutboxRelay(prisma: PrismaClient): Omit<OutboxRelay, "onOutbox"> {
  return {
    async claimOutbox(limit, leaseMs) {
      const rows = await prisma.$queryRaw<{ id: bigint; name: string; payload: unknown }[]>`
        WITH next AS MATERIALIZED (
          SELECT id FROM outbox
          WHERE dispatched_at IS NULL AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())
          ORDER BY id LIMIT ${limit}
          FOR UPDATE SKIP LOCKED
        ), claimed AS (
          UPDATE outbox o SET claimed_until = clock_timestamp() + ${leaseMs}::float8 * interval '1 millisecond'
          FROM next WHERE o.id = next.id
          RETURNING o.id, o.name, o.payload
        )
        SELECT id, name, payload FROM claimed ORDER BY id`;
      return rows.map(({ id, name, payload }) => ({ id: String(id), job: { name, payload } as Job }));
    },

    async markDispatched(ids) {
      await prisma.$executeRaw`
        UPDATE outbox SET dispatched_at = clock_timestamp()
        WHERE id = ANY(${ids.map(BigInt)}::bigint[]) AND dispatched_at IS NULL`;
    },

    async deleteDispatched(olderThanMs, limit) {
      return prisma.$executeRaw`
        DELETE FROM outbox WHERE id IN (
          SELECT id FROM outbox
          WHERE dispatched_at < clock_timestamp() - ${olderThanMs}::float8 * interval '1 millisecond'
          ORDER BY dispatched_at LIMIT ${limit}
        )`;
    },
  };
}
