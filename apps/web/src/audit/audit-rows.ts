import type { AuditItem } from "@mosis/domain";

const columns: readonly (readonly [name: string, of: (item: AuditItem) => unknown])[] = [
  ["sequence", ({ sequence }) => Number(sequence)],
  ["id", ({ id }) => Number(id)],
  ["at", ({ at }) => at.toISOString()],
  ["actor_user_id", ({ by }) => by?.id ?? null],
  ["actor_name", ({ by }) => by?.name ?? null],
  ["actor_developer_id", ({ by }) => by?.accountId ?? null],
  ["access_token_id", ({ accessTokenId }) => accessTokenId],
  ["came_from", ({ cameFrom }) => cameFrom],
  ["action", ({ action }) => action],
  ["subject_id", ({ subjectId }) => subjectId],
  ["developer_id", ({ account }) => account?.id ?? null],
  ["app_id", ({ app }) => app?.id ?? null],
  ["package_id", ({ app }) => app?.packageId ?? null],
  ["data", ({ data }) => data],
  ["before", ({ before }) => before],
  ["after", ({ after }) => after],
];

export const auditColumns = columns.map(([name]) => name);

/** An entry as a row of CSV: what is structured, as JSON. */
export function auditRow(item: AuditItem): (string | number | null)[] {
  return columns.map(([, of]) => {
    const value = of(item);
    if (value === null || typeof value === "string" || typeof value === "number") return value;
    return JSON.stringify(value);
  });
}

/** An entry as a line of NDJSON. */
export function auditLine(item: AuditItem): string {
  return JSON.stringify(Object.fromEntries(columns.map(([name, of]) => [name, of(item)])));
}
