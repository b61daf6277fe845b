import { requireAdmin, requirePermission, type UserActor } from "../actor.ts";
import type { AuditExport, AuditHead, AuditItem, AuditPage, AuditQuery } from "../audit-query.ts";
import type { Ports } from "../ports/ports.ts";

const auditPageSize = 50;
const exportBatch = 1_000;

/** A page of the whole log, and where its chain ends now. @throws DomainError `role_required`. */
export async function listAudit(
  { db }: Ports,
  { actor, query }: { actor: UserActor; query: AuditQuery },
): Promise<AuditPage & { head: AuditHead | null }> {
  requireAdmin(actor);
  const [page, head] = await Promise.all([readPage(db, query), db.queries.findAuditHead()]);
  return { ...page, head };
}

/**
 * A page of what is the affair of the account the actor acts for, whoever did it. Where somebody who does not belong
 * to the account came from is not told.
 * @throws DomainError `account_role_required`; `token_not_allowed`.
 */
export async function listAccountAudit(
  { db }: Ports,
  { actor, query }: { actor: UserActor; query: AuditQuery },
): Promise<AuditPage> {
  requirePermission(actor, "account.audit");
  const page = await readPage(db, { ...query, account: actor.developerId });
  return { ...page, items: page.items.map((item) => asSeenBy(actor, item)) };
}

function asSeenBy(actor: UserActor, item: AuditItem): AuditItem {
  return item.by?.accountId === actor.developerId ? item : { ...item, cameFrom: null };
}

async function readPage(db: Ports["db"], query: AuditQuery): Promise<AuditPage> {
  const items = await db.queries.listAudit(query, auditPageSize + 1);
  const shown = items.slice(0, auditPageSize);
  return { items: shown, next: items.length > auditPageSize ? (shown.at(-1)?.id ?? null) : null };
}

/** All that matches, the latest first, read in batches as it is taken. @throws DomainError `role_required`. */
export async function exportAudit(
  { db }: Ports,
  { actor, query }: { actor: UserActor; query: AuditExport },
): Promise<AsyncIterable<AuditItem[]>> {
  requireAdmin(actor);
  async function* batches(): AsyncGenerator<AuditItem[]> {
    let before: bigint | null = null;
    for (;;) {
      const items: AuditItem[] = await db.queries.listAudit({ ...query, before }, exportBatch);
      if (items.length > 0) yield items;
      if (items.length < exportBatch) return;
      before = items.at(-1)?.id ?? null;
    }
  }
  return batches();
}
