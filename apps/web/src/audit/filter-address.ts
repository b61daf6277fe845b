import type { AuditQuery } from "@mosis/domain";

/** The filter as an address says it; whatever is not set is left out. */
export function filterOf(query: Partial<AuditQuery>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query)
      .filter(([, value]) => value !== null && value !== "" && value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );
}

export function addressOf(path: string, query: Partial<AuditQuery>): string {
  const filter = new URLSearchParams(filterOf(query)).toString();
  return filter === "" ? path : `${path}?${filter}`;
}

/** What narrows the list down besides the form's own fields. */
export function keptBeside(query: AuditQuery): Record<string, string> {
  const { user, account, app, subject } = query;
  return filterOf({ user, account, app, subject });
}
