import { addDays, type Day, dayOf, type RawDownloads } from "@mosis/domain";
import { Prisma, type PrismaClient } from "./generated/client.ts";
import { countsForCountry, dayColumns, daySums, hourSums } from "./stores/download-store.ts";

/** Summing up a day may take so long, milliseconds: a hundred million rows are read once. */
const rebuildMs = 15 * 60 * 1000;
/** Whoever makes or drops a partition waits no longer for those who use the table: they would wait behind it. */
const lockMs = 5_000;
/** Names the lock under which partitions come and go, and days are summed up: one by one. */
const turn = Prisma.sql`SELECT pg_advisory_xact_lock(hashtextextended('statistics.downloads', 0))`;

export function createRawDownloads(prisma: PrismaClient): RawDownloads {
  return {
    async open({ from, to }) {
      const missing = await listMissing(prisma, from, to);
      if (missing.length === 0) return;
      await prisma.$transaction(async (tx) => {
        await tx.$executeRaw`${turn}`;
        await tx.$executeRaw`SELECT set_config('lock_timeout', ${String(lockMs)}, true)`;
        for (const day of await listMissing(tx, from, to)) await addPartition(tx, day);
      });
    },

    async dropBefore(before) {
      return prisma.$transaction(async (tx) => {
        const old = Prisma.sql`day < ${before}::date AND dropped_at IS NULL`;
        const some = await tx.$queryRaw<unknown[]>`SELECT FROM raw_download_days WHERE ${old} LIMIT 1`;
        if (some.length === 0) return 0;
        await tx.$executeRaw`${turn}`;
        await tx.$executeRaw`SELECT set_config('lock_timeout', ${String(lockMs)}, true)`;
        const days = await tx.$queryRaw<{ day: Date }[]>`
          UPDATE raw_download_days SET dropped_at = now() WHERE ${old} RETURNING day`;
        for (const { day } of days)
          await tx.$executeRawUnsafe(`DROP TABLE statistics.${partitionOf(dayOf(day))}`);
        return days.length;
      });
    },

    async listUnbuilt(before) {
      const rows = await prisma.$queryRaw<{ day: Date }[]>`
        SELECT day FROM raw_download_days
        WHERE day < ${before}::date AND is_whole AND dropped_at IS NULL AND rebuilt_at IS NULL ORDER BY day`;
      return rows.map(({ day }) => dayOf(day));
    },

    rebuild: (day) =>
      prisma.$transaction(
        async (tx) => {
          // Before the statements below look at anything: of two rebuilds the second finds nothing to put right.
          await tx.$executeRaw`${turn}`;
          await tx.$executeRaw`SELECT set_config('statement_timeout', ${String(rebuildMs)}, true)`;
          const [whole] = await tx.$queryRaw<unknown[]>`
            SELECT FROM raw_download_days WHERE day = ${day}::date AND is_whole AND dropped_at IS NULL`;
          if (!whole) return null;
          const differed = await putRight(tx, day);
          const [counted] = await tx.$queryRaw<{ downloads: number }[]>`
            UPDATE raw_download_days SET rebuilt_at = now(), differed = ${differed}, downloads = (
              SELECT count(*) FROM statistics.downloads f WHERE ${isOf(day)}
            ) WHERE day = ${day}::date RETURNING downloads::float8 AS downloads`;
          return { downloads: counted?.downloads ?? 0, differed };
        },
        { maxWait: lockMs, timeout: rebuildMs },
      ),
  };
}

async function listMissing(prisma: Prisma.TransactionClient, from: Day, to: Day): Promise<Day[]> {
  const rows = await prisma.$queryRaw<{ day: Date }[]>`
    SELECT g.day::date AS day FROM generate_series(${from}::date, ${to}::date, interval '1 day') AS g (day)
    WHERE NOT EXISTS (SELECT FROM raw_download_days r WHERE r.day = g.day::date) ORDER BY 1`;
  return rows.map(({ day }) => dayOf(day));
}

/** Made beside the table and then attached, which keeps nobody from counting. */
async function addPartition(tx: Prisma.TransactionClient, day: Day): Promise<void> {
  const name = `statistics.${partitionOf(day)}`;
  await tx.$executeRawUnsafe(`CREATE TABLE ${name} (LIKE statistics.downloads INCLUDING ALL)`);
  await tx.$executeRawUnsafe(
    `ALTER TABLE statistics.downloads ATTACH PARTITION ${name} FOR VALUES FROM ('${day}T00:00:00Z') TO ('${addDays(day, 1)}T00:00:00Z')`,
  );
  await tx.$executeRaw`
    INSERT INTO raw_download_days (day, is_whole)
    SELECT ${day}::date, ${day}::date >= (now() AT TIME ZONE 'UTC')::date
      AND NOT EXISTS (SELECT FROM download_days WHERE day = ${day}::date)`;
}

/** @throws Error for what is no day: it becomes part of a statement. */
function partitionOf(day: Day): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw new Error(`${day} is no day`);
  return `downloads_${day.replaceAll("-", "")}`;
}

function isOf(day: Day): Prisma.Sql {
  return Prisma.sql`f.at >= ${`${day}T00:00:00Z`}::timestamptz AND f.at < ${`${addDays(day, 1)}T00:00:00Z`}::timestamptz`;
}

/** A table of sums: its key, its sums, how they are made, and which of its rows are the day's. */
interface Sums {
  table: string;
  keys: readonly string[];
  amounts: readonly string[];
  made: Prisma.Sql;
  isOfDay: Prisma.Sql;
}

async function putRight(tx: Prisma.TransactionClient, day: Day): Promise<number> {
  const ofDay = Prisma.sql`day = ${day}::date`;
  const tables: Sums[] = [
    {
      table: "download_days",
      keys: ["app_id", "day", "version_code", "part", "country", "cache"],
      amounts: dayColumns,
      made: Prisma.sql`
        SELECT f.app_id, ${day}::date AS day, f.version_code, f.part::text AS part, '*' AS country, '*' AS cache, ${daySums}
        FROM statistics.downloads f WHERE ${isOf(day)} GROUP BY 1, 2, 3, 4`,
      isOfDay: Prisma.sql`${ofDay} AND country = '*' AND cache = '*'`,
    },
    {
      table: "download_countries",
      keys: ["app_id", "day", "country", "version_code"],
      amounts: ["downloads"],
      made: Prisma.sql`
        SELECT f.app_id, ${day}::date AS day, f.country, f.version_code, count(*) AS downloads
        FROM statistics.downloads f WHERE ${isOf(day)} AND ${countsForCountry} GROUP BY 1, 2, 3, 4`,
      isOfDay: ofDay,
    },
    {
      table: "download_hours",
      keys: ["hour"],
      amounts: ["requests", "failures", "bytes", "cached_bytes"],
      made: Prisma.sql`
        SELECT h.hour, h.requests, h.failures, h.bytes, h."cachedBytes" AS cached_bytes FROM (
          SELECT date_trunc('hour', f.at, 'UTC') AS hour, ${hourSums}
          FROM statistics.downloads f WHERE ${isOf(day)} GROUP BY 1
        ) h`,
      isOfDay: Prisma.sql`hour >= ${`${day}T00:00:00Z`}::timestamptz AND hour < ${`${addDays(day, 1)}T00:00:00Z`}::timestamptz`,
    },
  ];
  let differed = 0;
  for (const sums of tables) differed += await putTableRight(tx, sums);
  return differed;
}

/**
 * A download and its sums are written by one transaction, so that whoever sees one sees the other: what the sums lack in
 * the eyes of this statement is added to them, and what is counted meanwhile is added beside it.
 */
async function putTableRight(
  tx: Prisma.TransactionClient,
  { table, keys, amounts, made, isOfDay }: Sums,
): Promise<number> {
  const list = (names: readonly string[], write: (name: string) => string, between = ", ") =>
    Prisma.raw(names.map(write).join(between));
  const name = Prisma.raw(table);
  const [row] = await tx.$queryRaw<{ differed: number }[]>`
    WITH made AS MATERIALIZED (
      ${made}
    ), differing AS MATERIALIZED (
      SELECT ${list(keys, (key) => key)}, k.is_there,
        ${list(amounts, (of) => `(coalesce(m.${of}, 0) - coalesce(k.${of}, 0))::bigint AS ${of}`)}
      FROM made m FULL JOIN (SELECT *, true AS is_there FROM ${name} WHERE ${isOfDay}) k
        USING (${list(keys, (key) => key)})
      WHERE ${list(amounts, (of) => `coalesce(m.${of}, 0) <> coalesce(k.${of}, 0)`, " OR ")}
    ), changed AS (
      UPDATE ${name} t SET ${list(amounts, (of) => `${of} = t.${of} + d.${of}`)}
      FROM differing d WHERE d.is_there AND ${list(keys, (key) => `t.${key} = d.${key}`, " AND ")}
    ), added AS (
      INSERT INTO ${name} AS t (${list([...keys, ...amounts], (of) => of)})
      SELECT ${list([...keys, ...amounts], (of) => of)} FROM differing WHERE is_there IS NULL
      ON CONFLICT (${list(keys, (key) => key)}) DO UPDATE SET ${list(amounts, (of) => `${of} = t.${of} + excluded.${of}`)}
    )
    SELECT count(*)::int AS differed FROM differing`;
  // What nothing is left of goes, unless something came meanwhile.
  await tx.$executeRaw`
    DELETE FROM ${name} WHERE ${isOfDay} AND ${list(amounts, (of) => `${of} = 0`, " AND ")}`;
  return row?.differed ?? 0;
}
