import type { PlainDatabase } from "@mosis/devstack";

/**
 * Everything that stands between two states and waits for the store, not for a person: as `table status: how many`.
 * Empty when all is done.
 */
export async function unsettled(rows: PlainDatabase): Promise<string[]> {
  const found = await rows.query<{ what: string; count: number }>(`
    SELECT 'uploads ' || status AS what, count(*)::int AS count
      FROM uploads WHERE status IN ('open', 'completed') GROUP BY status
    UNION ALL
    SELECT 'versions ' || status || ' ' || coalesce(step, ''), count(*)::int
      FROM versions WHERE status = 'validating' GROUP BY status, step
    UNION ALL
    SELECT 'icons ' || status, count(*)::int FROM icons WHERE status = 'rendering' GROUP BY status
    UNION ALL
    SELECT 'screenshots ' || status, count(*)::int FROM screenshots WHERE status = 'rendering' GROUP BY status
    UNION ALL
    SELECT 'deltas ' || status, count(*)::int FROM deltas WHERE status = 'making' GROUP BY status
    UNION ALL
    SELECT 'objects ' || status, count(*)::int
      FROM objects WHERE status IN ('pending', 'deleting') GROUP BY status
    UNION ALL
    SELECT 'outbox ' || name || CASE WHEN failed_at IS NULL THEN '' ELSE ' given up' END, count(*)::int
      FROM outbox GROUP BY name, failed_at IS NULL`);
  return found.map(({ what, count }) => `${what.trim()}: ${count}`);
}
