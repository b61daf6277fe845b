import type { AuditHead, AuditItem, AuditQuery } from "../audit-query.ts";

/** Reads of the audit log. Callers check who may. */
export interface AuditQueries {
  /** Entries that match, the latest first, at most `limit`. */
  listAudit(query: AuditQuery, limit: number): Promise<AuditItem[]>;
  findAuditHead(): Promise<AuditHead | null>;
}
