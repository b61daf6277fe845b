import {
  defaultRetentionPolicy,
  type ForecastApp,
  type ForecastItem,
  type HoldItem,
  type LegalHoldId,
  type OverrideItem,
  type PurgeItem,
  type RetainedItem,
  type RetainedQuery,
  type RetentionClass,
  RetentionPolicy,
  type RetentionQueries,
  retainedDays,
  type SweepRun,
  type VersionHead,
  type VersionId,
  type VersionStatus,
} from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { held, retainedVersions } from "../retained.ts";
import { type AppHeadRow, appHeadColumns, toAppHead } from "../rows/app-row.ts";
import { contains, readPage } from "./search.ts";

type VersionHeadRow = {
  versionId: string;
  versionName: string | null;
  versionCode: number | null;
  fileName: string;
  size: bigint;
  status: string;
};
const versionHeadColumns = Prisma.sql`v.id AS "versionId", v.manifest->>'version' AS "versionName",
  v.version_code AS "versionCode", v.file_name AS "fileName", v.size, v.status`;

function toVersionHead(row: VersionHeadRow): VersionHead {
  return {
    id: row.versionId as VersionId,
    versionName: row.versionName,
    versionCode: row.versionCode,
    fileName: row.fileName,
    size: Number(row.size),
    status: row.status as VersionStatus,
  };
}

type RetainedRow = AppHeadRow &
  VersionHeadRow & { class: RetentionClass; dueAt: Date | null; announcedAt: Date | null; isHeld: boolean };

const retainedColumns = Prisma.sql`${versionHeadColumns}, ${appHeadColumns}, v.retention_class AS class,
  period.due AS "dueAt", v.purge_announced_at AS "announcedAt", ${held} AS "isHeld"`;

const toRetained = (row: RetainedRow): RetainedItem => ({
  version: toVersionHead(row),
  app: toAppHead(row),
  class: row.class,
  dueAt: row.isHeld ? null : row.dueAt,
  announcedAt: row.announcedAt,
  isHeld: row.isHeld,
});

type RunRow = {
  [Column in keyof Omit<SweepRun, "due">]: SweepRun[Column] extends number ? bigint : SweepRun[Column];
} & {
  dueVersions: bigint;
  dueBytes: bigint;
  keptVersions: bigint;
  keptBytes: bigint;
};
const runColumns = Prisma.sql`r.id, r.outcome, r.started_at AS "startedAt", r.finished_at AS "finishedAt",
  r.announced::bigint, r.retracted::bigint, r.purged::bigint, r.purged_bytes AS "purgedBytes",
  r.due_versions::bigint AS "dueVersions", r.due_bytes AS "dueBytes", r.kept_versions::bigint AS "keptVersions",
  r.kept_bytes AS "keptBytes", u.name AS "approvedBy", r.approved_at AS "approvedAt",
  r.outcome = 'stopped' AND r.approved_at IS NULL AND NOT EXISTS (
    SELECT FROM sweep_runs later WHERE later.started_at > r.started_at AND later.outcome <> 'running'
  ) AS "isWaiting"`;
const runTables = Prisma.sql`sweep_runs r LEFT JOIN users u ON u.id = r.approved_by`;

function toRun({ dueVersions, dueBytes, keptVersions, keptBytes, ...row }: RunRow): SweepRun {
  return {
    ...row,
    announced: Number(row.announced),
    retracted: Number(row.retracted),
    purged: Number(row.purged),
    purgedBytes: Number(row.purgedBytes),
    due: {
      versions: Number(dueVersions),
      bytes: Number(dueBytes),
      keptVersions: Number(keptVersions),
      keptBytes: Number(keptBytes),
    },
  };
}

/** The day, UTC, on which something is done that falls due then: what is overdue is done today. */
const dayOf = (due: Prisma.Sql) => Prisma.sql`date_trunc('day', greatest(${due}, now()), 'UTC')`;
const appColumns = [Prisma.sql`a.name`, Prisma.sql`a.package_id`];
/** What falls due before a moment; the first condition, which follows from the second, is one for the index. */
const dueBefore = (end: Prisma.Sql) =>
  Prisma.sql`v.retention_from <= ${end} - rules.soonest AND period.due < ${end}`;
const daysAhead = (days: number) => Prisma.sql`(now() + ${days}::int * interval '1 day')`;
const within = (days: number) => Prisma.sql`${dueBefore(daysAhead(days))} AND NOT ${held}`;

/** Which versions on their way out a list shows, by what it can be searched by. */
function shown({ show, day }: Pick<RetainedQuery, "show" | "day">): Prisma.Sql {
  const conditions: Prisma.Sql[] = [];
  if (show === "announced") conditions.push(Prisma.sql`v.purge_announced_at IS NOT NULL`);
  if (show === "held") conditions.push(held);
  if (day !== null) {
    const start = Prisma.sql`(${day}::date::timestamp AT TIME ZONE 'UTC')`;
    conditions.push(dueBefore(Prisma.sql`(greatest(${start}, now()) + interval '1 day')`));
    conditions.push(Prisma.sql`${dayOf(Prisma.sql`period.due`)} = ${start} AND NOT ${held}`);
  } else if (show === "all") conditions.push(dueBefore(daysAhead(retainedDays)));
  return Prisma.join(conditions, " AND ");
}

export function retentionQueries(prisma: PrismaClient): RetentionQueries {
  async function inForce(): Promise<RetentionPolicy> {
    const row = await prisma.retentionPolicy.findFirst({ orderBy: { number: "desc" } });
    return row ? RetentionPolicy.parse(row.policy) : defaultRetentionPolicy;
  }

  return {
    async forecast(policy, days) {
      const rows = await prisma.$queryRaw<(Omit<ForecastItem, "bytes"> & { bytes: bigint })[]>`
        SELECT ${dayOf(Prisma.sql`period.due`)} AS day, v.retention_class AS class,
          count(*)::int AS versions, sum(v.size)::bigint AS bytes
        FROM ${retainedVersions(policy)} WHERE ${within(days)}
        GROUP BY 1, 2 ORDER BY 1, 2`;
      return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }));
    },

    listForecastApps: (policy, days, query) =>
      readPage<AppHeadRow & { versions: number; bytes: bigint; first: Date }, ForecastApp>(prisma, query, {
        select: Prisma.sql`${appHeadColumns}, sums.versions, sums.bytes, sums.first`,
        from: Prisma.sql`(
          SELECT v.app_id, count(*)::int AS versions, sum(v.size)::bigint AS bytes,
            min(greatest(period.due, now())) AS first
          FROM ${retainedVersions(policy)} WHERE ${within(days)} GROUP BY v.app_id
        ) sums JOIN apps a ON a.id = sums.app_id`,
        where: contains(query.search, appColumns),
        orderBy: Prisma.sql`sums.bytes DESC, a.id`,
        toItem: (row) => ({
          app: toAppHead(row),
          versions: row.versions,
          bytes: Number(row.bytes),
          first: row.first,
        }),
      }),

    listRetained: async (query) =>
      readPage<RetainedRow, RetainedItem>(prisma, query, {
        select: retainedColumns,
        from: Prisma.sql`${retainedVersions(await inForce())} JOIN apps a ON a.id = v.app_id`,
        where: Prisma.sql`${contains(query.search, [...appColumns, Prisma.sql`v.file_name`])}
          AND (${query.class}::text IS NULL OR v.retention_class = ${query.class})
          AND ${shown(query)}`,
        orderBy: Prisma.sql`period.due, v.id`,
        toItem: toRetained,
      }),

    async findRetained(id) {
      const [row] = await prisma.$queryRaw<RetainedRow[]>`
        SELECT ${retainedColumns} FROM ${retainedVersions(await inForce())} JOIN apps a ON a.id = v.app_id WHERE v.id = ${id}::uuid`;
      return row ? toRetained(row) : null;
    },

    listSweepRuns: (query) =>
      readPage<RunRow, SweepRun>(prisma, query, {
        select: runColumns,
        from: runTables,
        where: Prisma.sql`true`,
        orderBy: Prisma.sql`r.started_at DESC, r.id DESC`,
        toItem: toRun,
      }),

    async findSweepRun(id, query) {
      const [row] = await prisma.$queryRaw<RunRow[]>`
        SELECT ${runColumns} FROM ${runTables} WHERE r.id = ${id}::uuid`;
      if (!row) return null;
      const purges = await readPage<
        AppHeadRow & VersionHeadRow & Pick<PurgeItem, "class" | "dueAt" | "purgedAt">,
        PurgeItem
      >(prisma, query, {
        select: Prisma.sql`${versionHeadColumns}, ${appHeadColumns}, p.class, p.due_at AS "dueAt",
          p.purged_at AS "purgedAt"`,
        from: Prisma.sql`purges p JOIN versions v ON v.id = p.version_id JOIN apps a ON a.id = v.app_id`,
        where: Prisma.sql`p.run_id = ${id}::uuid
          AND ${contains(query.search, [...appColumns, Prisma.sql`v.file_name`])}`,
        orderBy: Prisma.sql`p.size DESC, p.version_id`,
        toItem: (item) => ({
          version: toVersionHead(item),
          app: toAppHead(item),
          class: item.class,
          dueAt: item.dueAt,
          purgedAt: item.purgedAt,
        }),
      });
      return { run: toRun(row), purges };
    },

    listHolds: (query) =>
      readPage<
        AppHeadRow & Partial<VersionHeadRow> & Omit<HoldItem, "app" | "version" | "id"> & { holdId: string },
        HoldItem
      >(prisma, query, {
        select: Prisma.sql`h.id AS "holdId", h.reason, u.name AS "placedBy", h.placed_at AS "placedAt",
          ${versionHeadColumns}, ${appHeadColumns}`,
        from: Prisma.sql`legal_holds h JOIN apps a ON a.id = h.app_id`,
        lookups: Prisma.sql`LEFT JOIN versions v ON v.id = h.version_id LEFT JOIN users u ON u.id = h.placed_by`,
        where: Prisma.sql`h.lifted_at IS NULL
          AND ${contains(query.search, [...appColumns, Prisma.sql`h.reason`])}`,
        orderBy: Prisma.sql`h.placed_at DESC, h.id`,
        toItem: (row) => ({
          id: row.holdId as LegalHoldId,
          app: toAppHead(row),
          version: row.versionId ? toVersionHead(row as VersionHeadRow) : null,
          reason: row.reason,
          placedBy: row.placedBy,
          placedAt: row.placedAt,
        }),
      }),

    listOverrides: (query) =>
      readPage<AppHeadRow & Omit<OverrideItem, "app">, OverrideItem>(prisma, query, {
        select: Prisma.sql`o.class, o.keep_hours AS "keepHours", o.reason, u.name AS "setBy", o.set_at AS "setAt",
          ${appHeadColumns}`,
        from: Prisma.sql`retention_overrides o JOIN apps a ON a.id = o.app_id`,
        lookups: Prisma.sql`LEFT JOIN users u ON u.id = o.set_by`,
        where: contains(query.search, [...appColumns, Prisma.sql`o.reason`]),
        orderBy: Prisma.sql`o.set_at DESC, o.app_id, o.class`,
        toItem: (row) => ({
          app: toAppHead(row),
          class: row.class,
          keepHours: row.keepHours,
          reason: row.reason,
          setBy: row.setBy,
          setAt: row.setAt,
        }),
      }),
  };
}
