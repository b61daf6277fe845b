import type { RowReader } from "@mosis/devstack";

/**
 * Everything that stands between two states and waits for the store, not for a person: as `table status: how many`.
 * Empty when all is done.
 */
export async function unsettled(rows: RowReader): Promise<string[]> {
  const found = await rows.read<{ what: string; count: number }>(`
    SELECT 'uploads ' || status AS what, count(*)::int AS count
      FROM uploads WHERE status IN ('open', 'completed') GROUP BY status
    UNION ALL
    SELECT 'versions ' || status || ' ' || coalesce(step, ''), count(*)::int
      FROM versions WHERE status = 'validating' GROUP BY status, step
    UNION ALL
    SELECT 'icons ' || status, count(*)::int FROM icons WHERE status = 'rendering' GROUP BY status
    UNION ALL
    SELECT 'objects ' || status, count(*)::int
      FROM objects WHERE status IN ('pending', 'deleting') GROUP BY status
    UNION ALL
    SELECT 'outbox ' || name, count(*)::int FROM outbox WHERE dispatched_at IS NULL GROUP BY name`);
  return found.map(({ what, count }) => `${what.trim()}: ${count}`);
}
