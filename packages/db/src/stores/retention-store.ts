import {
  type DeveloperId,
  type DueTotals,
  defaultRetentionPolicy,
  type LegalHold,
  type PurgedVersion,
  type RetentionClass,
  RetentionPolicy,
  type RetentionPolicyInForce,
  type RetentionStore,
  type VersionFinding,
  type VersionStatus,
} from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { held, retainedVersions } from "../retained.ts";

type PurgedRow = {
  [Column in keyof PurgedVersion]: Column extends "size" ? bigint : PurgedVersion[Column];
};

export function createRetentionStore({ prisma, inTransaction }: Connection): RetentionStore {
  async function policyInForce(): Promise<RetentionPolicyInForce> {
    const [row] = await prisma.$queryRaw<RetentionPolicyInForce[]>`
      SELECT r.policy, r.id, u.name AS "changedBy", r.changed_at AS "changedAt"
      FROM retention_policies r LEFT JOIN users u ON u.id = r.changed_by ORDER BY r.number DESC LIMIT 1`;
    if (!row) return { policy: defaultRetentionPolicy, id: null, changedBy: null, changedAt: null };
    return { ...row, policy: RetentionPolicy.parse(row.policy) };
  }

  const inForce = async (): Promise<RetentionPolicy> => (await policyInForce()).policy;

  return {
    policy: policyInForce,

    async changePolicy(id, policy, by) {
      await prisma.retentionPolicy.createMany({ data: { id, policy, changedBy: by } });
    },

    async setOverride({ appId, class: of, keepHours, reason }, by) {
      await prisma.$executeRaw`
        INSERT INTO retention_overrides (app_id, class, keep_hours, reason, set_by)
        VALUES (${appId}::uuid, ${of}, ${keepHours}::int, ${reason}, ${by}::uuid)
        ON CONFLICT (app_id, class) DO UPDATE
          SET keep_hours = excluded.keep_hours, reason = excluded.reason, set_by = excluded.set_by, set_at = now()`;
    },

    async removeOverride(appId, of) {
      const { count } = await prisma.retentionOverride.deleteMany({ where: { appId, class: of } });
      return count === 1;
    },

    async placeHold({ id, appId, versionId, reason, placedBy }) {
      if (!inTransaction) throw new Error("a hold can be placed inside a transaction only");
      // `claimDue` locks the apps of what it takes: after this, no run has anything of the app in its hands.
      await prisma.$queryRaw`SELECT FROM apps WHERE id = ${appId}::uuid FOR NO KEY UPDATE`;
      await prisma.legalHold.createMany({ data: { id, appId, versionId, reason, placedBy } });
    },

    async liftHold(id, by) {
      const [row] = await prisma.$queryRaw<LegalHold[]>`
        UPDATE legal_holds SET lifted_at = now(), lifted_by = ${by}::uuid
        WHERE id = ${id}::uuid AND lifted_at IS NULL
        RETURNING id, app_id AS "appId", version_id AS "versionId", reason, placed_by AS "placedBy",
          placed_at AS "placedAt"`;
      return row ?? null;
    },

    async postpone(id) {
      const count = await prisma.$executeRaw`
        UPDATE versions SET purge_announced_at = NULL, retention_from = now()
        WHERE id = ${id}::uuid AND purge_announced_at IS NOT NULL AND purged_at IS NULL`;
      return count === 1;
    },

    async announce(limit) {
      const policy = await inForce();
      return prisma.$executeRaw`
        WITH due AS MATERIALIZED (
          SELECT v.id FROM ${retainedVersions(policy)}
          WHERE v.purge_announced_at IS NULL AND v.retention_from <= now() - rules.soonest
            AND period.announced <= now() AND NOT ${held}
          ORDER BY v.retention_from LIMIT ${limit} FOR NO KEY UPDATE OF v SKIP LOCKED
        )
        UPDATE versions v SET purge_announced_at = now() FROM due
        WHERE v.id = due.id AND v.retention_class IS NOT NULL AND v.purge_announced_at IS NULL`;
    },

    listAnnounced: (run, { after, limit }) => prisma.$queryRaw<
      { developerId: DeveloperId; versions: number }[]
    >`
      WITH this AS (SELECT started_at FROM sweep_runs WHERE id = ${run}::uuid),
        before AS (SELECT max(r.finished_at) AS at FROM sweep_runs r, this WHERE r.finished_at <= this.started_at)
      SELECT v.developer_id AS "developerId", count(*)::int AS versions
      FROM versions v, this, before
      WHERE v.purge_announced_at IS NOT NULL AND v.purged_at IS NULL
        AND (v.purge_announced_at > before.at OR before.at IS NULL AND v.purge_announced_at >= this.started_at)
        AND (${after}::uuid IS NULL OR v.developer_id > ${after}::uuid)
      GROUP BY v.developer_id ORDER BY v.developer_id LIMIT ${limit}`,

    async retract(limit) {
      const policy = await inForce();
      return prisma.$executeRaw`
        WITH standing AS MATERIALIZED (
          SELECT v.id FROM ${retainedVersions(policy)}
          WHERE v.purge_announced_at IS NOT NULL AND period.announced <= now() AND NOT ${held}
        ), fallen AS MATERIALIZED (
          SELECT v.id FROM versions v
          WHERE v.purge_announced_at IS NOT NULL AND v.id NOT IN (SELECT id FROM standing)
          LIMIT ${limit} FOR NO KEY UPDATE OF v SKIP LOCKED
        )
        UPDATE versions v SET purge_announced_at = NULL FROM fallen WHERE v.id = fallen.id`;
    },

    async dueTotals() {
      const policy = await inForce();
      const [row] = await prisma.$queryRaw<{ [Column in keyof DueTotals]: bigint }[]>`
        WITH due AS (
          SELECT v.size FROM ${retainedVersions(policy)}
          WHERE v.purge_announced_at IS NOT NULL AND period.due <= now() AND NOT ${held}
        )
        SELECT (SELECT count(*) FROM due) AS versions, (SELECT coalesce(sum(size), 0)::bigint FROM due) AS bytes,
          count(*) AS "keptVersions", coalesce(sum(size), 0)::bigint AS "keptBytes"
        FROM versions WHERE purged_at IS NULL AND status <> 'validating'`;
      return {
        versions: Number(row?.versions ?? 0),
        bytes: Number(row?.bytes ?? 0),
        keptVersions: Number(row?.keptVersions ?? 0),
        keptBytes: Number(row?.keptBytes ?? 0),
      };
    },

    async claimDue(run, limit) {
      if (!inTransaction) throw new Error("versions can be claimed inside a transaction only");
      const policy = await inForce();
      // Locked first and judged again then: a statement sees nothing that was committed after it began, such as a
      // hold that was placed while it waited.
      const locked = await prisma.$queryRaw<{ id: string }[]>`
        SELECT v.id FROM ${retainedVersions(policy)} JOIN apps a ON a.id = v.app_id
        WHERE v.purge_announced_at IS NOT NULL AND period.due <= now() AND NOT ${held}
        ORDER BY v.purge_announced_at, v.id LIMIT ${limit} FOR NO KEY UPDATE OF v, a SKIP LOCKED`;
      if (locked.length === 0) return [];
      const rows = await prisma.$queryRaw<PurgedRow[]>`
        WITH due AS MATERIALIZED (
          SELECT v.id, v.retention_class AS class, period.due FROM ${retainedVersions(policy)}
          WHERE v.id = ANY(${locked.map(({ id }) => id)}::uuid[]) AND v.purge_announced_at IS NOT NULL
            AND period.due <= now() AND NOT ${held}
        ), purged AS (
          UPDATE versions v SET purged_at = now()
          FROM due WHERE v.id = due.id
          RETURNING v.id, v.app_id, v.founder_id, v.upload_id, v.version_code, v.status, v.size, v.findings,
            due.class, due.due
        ), noted AS (
          INSERT INTO purges (version_id, run_id, class, size, due_at)
          SELECT id, ${run}::uuid, class, size, due FROM purged
        )
        SELECT id, app_id AS "appId", founder_id AS "founderId", upload_id AS "uploadId",
          version_code AS "versionCode", status, size, findings, class FROM purged`;
      return rows.map((row) => ({
        ...row,
        size: Number(row.size),
        status: row.status as VersionStatus,
        findings: row.findings as unknown as VersionFinding[],
        class: row.class as RetentionClass,
      }));
    },

    async beginRun(id) {
      await prisma.sweepRun.createMany({ data: { id }, skipDuplicates: true });
    },

    async endRun(id, { due, purgedBytes, ...end }) {
      await prisma.$executeRaw`
        UPDATE sweep_runs SET finished_at = now(), outcome = ${end.outcome}, announced = ${end.announced},
          retracted = ${end.retracted}, purged = ${end.purged}, purged_bytes = ${purgedBytes}::bigint,
          due_versions = ${due.versions}, due_bytes = ${due.bytes}::bigint,
          kept_versions = ${due.keptVersions}, kept_bytes = ${due.keptBytes}::bigint
        WHERE id = ${id}::uuid`;
    },

    async approveRun(id, by) {
      const count = await prisma.$executeRaw`
        UPDATE sweep_runs SET approved_by = ${by}::uuid, approved_at = now()
        WHERE id = ${id}::uuid AND outcome = 'stopped' AND approved_at IS NULL
          AND NOT EXISTS (
            SELECT FROM sweep_runs later, sweep_runs this
            WHERE this.id = ${id}::uuid AND later.started_at > this.started_at AND later.outcome <> 'running'
          )`;
      return count === 1;
    },

    async findApproved(id) {
      const row = await prisma.sweepRun.findFirst({ where: { id, approvedAt: { not: null } } });
      return (
        row && {
          versions: row.dueVersions,
          bytes: Number(row.dueBytes),
          keptVersions: row.keptVersions,
          keptBytes: Number(row.keptBytes),
        }
      );
    },
  };
}
