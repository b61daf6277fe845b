import { abandonedObjectMs, deletionRestMs, type Job, longestAges, type Reconciliation } from "@mosis/domain";
import { Prisma, type PrismaClient } from "./generated/client.ts";
import { outboxChannel } from "./notify.ts";
import { waitingAgain } from "./stores/outbox.ts";

const ago = (ms: number) => Prisma.sql`(now() - ${ms}::float8 * interval '1 millisecond')`;

/** The ages as rows of `ages (step, quiet_ms, give_up_ms)`. */
const ages = Prisma.join(
  Object.entries(longestAges).map(
    ([step, { quietMs, giveUpMs }]) => Prisma.sql`(${step}::text, ${quietMs}::float8, ${giveUpMs}::float8)`,
  ),
);

/** All that is under way: which job does it, since when, and its last sign of life. */
const underWay = Prisma.sql`(
  SELECT 'version.' || v.step AS step, 'version.validate' AS name, jsonb_build_object('versionId', v.id) AS payload,
    v.status_changed_at AS begun_at, v.step_changed_at AS quiet_since
  FROM versions v WHERE v.status = 'validating'
  UNION ALL
  SELECT 'icon.rendering', 'icon.render', jsonb_build_object('iconId', i.id), i.status_changed_at, i.step_changed_at
  FROM icons i WHERE i.status = 'rendering'
  UNION ALL
  SELECT 'screenshot.rendering', 'screenshot.render', jsonb_build_object('screenshotId', s.id), s.status_changed_at,
    s.step_changed_at
  FROM screenshots s WHERE s.status = 'rendering'
  UNION ALL
  SELECT 'object.deleting', 'object.delete', jsonb_build_object('key', o.key), o.updated_at, o.updated_at
  FROM objects o WHERE o.status = 'deleting'
)`;

/**
 * Adds a job for each row of `wanted (name, payload)`, or has it wait again where it was given up. Follows a WITH
 * that ends in `wanted`.
 */
const requeueWanted = Prisma.sql`
  again AS (
    UPDATE outbox o SET ${waitingAgain} FROM wanted w
    WHERE o.failed_at IS NOT NULL AND o.name = w.name AND o.payload = w.payload
    RETURNING o.name, o.payload
  ), added AS (
    INSERT INTO outbox (name, payload, created_at)
    SELECT w.name, w.payload, now() FROM wanted w
    WHERE NOT EXISTS (SELECT FROM again a WHERE a.name = w.name AND a.payload = w.payload)
  ), told AS (
    SELECT pg_notify(${outboxChannel}, '') FROM (SELECT FROM wanted LIMIT 1) one
  )`;

export function createReconciliation(prisma: PrismaClient): Reconciliation {
  return {
    async requeueForgotten(limit) {
      return prisma.$queryRaw<Job[]>`
        WITH wanted AS MATERIALIZED (
          SELECT u.name, u.payload
          FROM ${underWay} u JOIN (VALUES ${ages}) a (step, quiet_ms, give_up_ms) ON a.step = u.step
          WHERE u.quiet_since < now() - a.quiet_ms * interval '1 millisecond'
            AND NOT EXISTS (
              SELECT FROM outbox o WHERE o.name = u.name AND o.payload = u.payload AND (
                o.failed_at IS NULL OR u.name <> 'object.delete' OR o.failed_at > ${ago(deletionRestMs)}
              )
            )
          ORDER BY u.quiet_since LIMIT ${limit}
        ), ${requeueWanted}
        SELECT w.name, w.payload FROM wanted w LEFT JOIN told ON true`;
    },

    async listOverlong(limit) {
      return prisma.$queryRaw<Job[]>`
        SELECT u.name, u.payload
        FROM ${underWay} u JOIN (VALUES ${ages}) a (step, quiet_ms, give_up_ms) ON a.step = u.step
        WHERE u.begun_at < now() - a.give_up_ms * interval '1 millisecond'
        ORDER BY u.quiet_since LIMIT ${limit}`;
    },

    async freeAbandoned(limit) {
      // Keys as objectKeys builds them. CASE keeps the casts to the kinds whose keys have such parts.
      const rows = await prisma.$queryRaw<{ key: string }[]>`
        WITH abandoned AS MATERIALIZED (
          SELECT o.key FROM objects o
          WHERE o.status = 'pending' AND o.updated_at < ${ago(abandonedObjectMs)} AND CASE
            WHEN o.kind = 'upload' THEN EXISTS (
              SELECT FROM uploads u
              WHERE u.id = split_part(o.key, '/', 2)::uuid AND u.status IN ('consumed', 'expired', 'aborted')
            )
            WHEN o.kind IN ('package', 'manifest') THEN EXISTS (
              SELECT FROM versions v JOIN uploads u ON u.id = v.upload_id
              WHERE v.app_id = o.app_id AND v.version_code = split_part(o.key, '/', 4)::int
                AND v.status = 'failed' AND u.status = 'consumed'
            )
            ELSE false END
          ORDER BY o.updated_at LIMIT ${limit}
          FOR UPDATE SKIP LOCKED
        ), freed AS (
          UPDATE objects o SET status = 'deleting', updated_at = now() FROM abandoned a WHERE o.key = a.key
          RETURNING o.key
        ), wanted AS MATERIALIZED (
          SELECT 'object.delete' AS name, jsonb_build_object('key', f.key) AS payload, f.key FROM freed f
        ), ${requeueWanted}
        SELECT w.key FROM wanted w LEFT JOIN told ON true`;
      return rows.map(({ key }) => key);
    },
  };
}
