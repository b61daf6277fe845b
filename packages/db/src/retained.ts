import { announceAheadMs, type RetentionPolicy, retentionClasses } from "@mosis/domain";
import { Prisma } from "./generated/client.ts";

const announceAhead = Prisma.sql`(${announceAheadMs}::float8 * interval '1 millisecond')`;
const hours = (column: Prisma.Sql) => Prisma.sql`(${column} * interval '1 hour')`;

/**
 * The rules of a policy as rows of `rules (class, keep_hours, grace_hours, soonest)`; before `soonest` no deletion of
 * the class is announced, whatever the app: what an index can be searched by.
 */
function rulesOf({ rules }: RetentionPolicy): Prisma.Sql {
  const rows = retentionClasses.map(
    (name) => Prisma.sql`(${name}::text, ${rules[name].keepHours}::int, ${rules[name].graceHours}::int)`,
  );
  return Prisma.sql`(
    SELECT class, keep_hours, grace_hours,
      ${hours(Prisma.sql`least(
        keep_hours - grace_hours,
        (SELECT min(o.keep_hours) - grace_hours FROM retention_overrides o WHERE o.class = given.class)
      )`)} - ${announceAhead} AS soonest
    FROM (VALUES ${Prisma.join(rows)}) AS given (class, keep_hours, grace_hours)
    -- Worked out once for a class, not once for a version.
    OFFSET 0
  ) AS rules`;
}

/** Whether a hold keeps the version `v`. */
export const held = Prisma.sql`EXISTS (
  SELECT FROM legal_holds h
  WHERE h.app_id = v.app_id AND h.lifted_at IS NULL AND (h.version_id IS NULL OR h.version_id = v.id)
)`;

/**
 * What follows `FROM` for versions `v` whose bytes go some day by the policy, held ones included, with `period`:
 * `keep` and `grace` as they are for the app, and `due`, when the deletion falls due if it is announced now at the
 * latest.
 */
export function retainedVersions(policy: RetentionPolicy): Prisma.Sql {
  return Prisma.sql`versions v
    JOIN ${rulesOf(policy)} ON rules.class = v.retention_class
    LEFT JOIN retention_overrides o ON o.app_id = v.app_id AND o.class = v.retention_class
    CROSS JOIN LATERAL (
      SELECT keep, least(keep, ${hours(Prisma.sql`rules.grace_hours`)}) AS grace FROM (
        SELECT CASE WHEN o.app_id IS NULL THEN ${hours(Prisma.sql`rules.keep_hours`)}
          ELSE ${hours(Prisma.sql`o.keep_hours`)} END AS keep
      ) kept WHERE keep IS NOT NULL
    ) term
    CROSS JOIN LATERAL (
      SELECT term.keep, term.grace,
        greatest(v.retention_from + term.keep, coalesce(v.purge_announced_at, now()) + term.grace) AS due,
        v.retention_from + term.keep - term.grace - ${announceAhead} AS announced
    ) period`;
}
