/** The columns of an event `e` in the order in which they are hashed, as text; the trigger has the same list. */
export const eventColumns = [
  "e.id::text",
  "(extract(epoch FROM e.at) * 1000)::bigint::text",
  "e.actor_user_id::text",
  "e.actor_developer_id::text",
  "e.access_token_id::text",
  "e.came_from",
  "e.action",
  "e.subject_id::text",
  "e.developer_id::text",
  "e.app_id::text",
  "e.data::text",
  "e.before::text",
  "e.after::text",
] as const;

/**
 * An event as it is hashed: each column with its length in bytes before it, a dash for one that is null. What
 * `audit_event_text` in the database gives, computed outside of it: a function there can be replaced by whoever
 * changes rows there.
 */
export function eventText(columns: readonly (string | null)[]): string {
  const parts = columns.map((text) => (text === null ? "-" : `${Buffer.byteLength(text)}:${text}`));
  return ["mosis.audit.1", ...parts].join(",");
}
