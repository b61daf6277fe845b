import { type QuarantineStore, quarantineMs } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { toQuarantined } from "../rows/inventory-row.ts";

export function createQuarantineStore({ prisma, atomically }: Connection): QuarantineStore {
  return {
    expect: ({ id, key, runId, originalKey, reason, size, etag, contentType, cacheControl }) =>
      atomically(async (tx) => {
        await tx.$executeRaw`
          INSERT INTO objects (key, kind, status, created_at, updated_at)
          VALUES (${key}, 'quarantine', 'pending', clock_timestamp(), clock_timestamp())
          ON CONFLICT (key) DO NOTHING`;
        await tx.$executeRaw`
          INSERT INTO quarantined_objects (id, key, run_id, original_key, reason, size, etag, content_type,
            cache_control, status, created_at, changed_at, kept_until)
          VALUES (${id}::uuid, ${key}, ${runId}::uuid, ${originalKey}, ${reason}, ${BigInt(size)}, ${etag},
            ${contentType}, ${cacheControl}, 'moving', clock_timestamp(), clock_timestamp(),
            clock_timestamp() + ${quarantineMs}::float8 * interval '1 millisecond')
          ON CONFLICT (key) DO NOTHING`;
        return toQuarantined(await tx.quarantinedObject.findUniqueOrThrow({ where: { key } }));
      }),

    async held(id, { size, etag }) {
      await prisma.$executeRaw`
        UPDATE quarantined_objects SET status = 'held', size = ${BigInt(size)}, etag = ${etag},
          changed_at = clock_timestamp()
        WHERE id = ${id}::uuid AND status = 'moving'`;
    },

    async find(id) {
      const row = await prisma.quarantinedObject.findUnique({ where: { id } });
      return row && toQuarantined(row);
    },

    async findByKey(key) {
      const row = await prisma.quarantinedObject.findUnique({ where: { key } });
      return row && toQuarantined(row);
    },

    async listOfSize(size, limit) {
      const rows = await prisma.quarantinedObject.findMany({
        where: { size: BigInt(size), status: "held" },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        take: limit,
      });
      return rows.map(toQuarantined);
    },

    async listExpired(limit) {
      const rows = await prisma.$queryRaw<{ id: string }[]>`
        SELECT id FROM quarantined_objects WHERE status = 'held' AND kept_until < clock_timestamp()
        ORDER BY kept_until LIMIT ${limit}`;
      const found = await prisma.quarantinedObject.findMany({
        where: { id: { in: rows.map(({ id }) => id) } },
      });
      return found.map(toQuarantined);
    },

    async end(id, status) {
      const count = await prisma.$executeRaw`
        UPDATE quarantined_objects SET status = ${status}, changed_at = clock_timestamp()
        WHERE id = ${id}::uuid AND status IN ('moving', 'held')`;
      return count === 1;
    },
  };
}
