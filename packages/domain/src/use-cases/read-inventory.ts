import { requireAdmin, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { InventoryRunId } from "../ids.ts";
import type { Finding, InventoryRun, QuarantinedObject } from "../inventory.ts";
import type { FindingsQuery, ListQuery, Page } from "../listing.ts";
import type { FindingCount, FindingMark, InventoryRunItem } from "../ports/inventory-queries.ts";
import type { Ports } from "../ports/ports.ts";

/** Comparisons of bucket and ledger, and how much lies in quarantine. @throws DomainError `role_required`. */
export async function listInventoryRuns(
  { db }: Ports,
  { actor, query }: { actor: UserActor; query: ListQuery },
): Promise<{ runs: Page<InventoryRunItem>; quarantine: { objects: number; bytes: number } }> {
  requireAdmin(actor);
  const [runs, quarantine] = await Promise.all([
    db.queries.listInventoryRuns(query),
    db.queries.measureQuarantine(),
  ]);
  return { runs, quarantine };
}

/** One comparison with what it found, counted. @throws DomainError `role_required`, `not_found`. */
export async function getInventoryRun(
  { db }: Ports,
  { actor, runId }: { actor: UserActor; runId: InventoryRunId },
): Promise<{ run: InventoryRun; counts: FindingCount[] }> {
  requireAdmin(actor);
  const [run, counts] = await Promise.all([db.inventory.find(runId), db.queries.countFindings(runId)]);
  if (!run) throw new DomainError("not_found");
  return { run, counts };
}

/** A page of what a comparison found. @throws DomainError `role_required`. */
export async function listFindings(
  { db }: Ports,
  { actor, runId, query }: { actor: UserActor; runId: InventoryRunId; query: FindingsQuery },
): Promise<Page<Finding>> {
  requireAdmin(actor);
  return db.queries.listFindings(runId, query);
}

const exportBatch = 1_000;

/** All that a comparison found, read in batches as it is taken. @throws DomainError `role_required`, `not_found`. */
export async function exportFindings(
  { db }: Ports,
  { actor, runId }: { actor: UserActor; runId: InventoryRunId },
): Promise<AsyncIterable<Finding[]>> {
  requireAdmin(actor);
  if (!(await db.inventory.find(runId))) throw new DomainError("not_found");
  async function* batches(): AsyncGenerator<Finding[]> {
    let after: FindingMark | null = null;
    for (;;) {
      const findings: Finding[] = await db.queries.readFindings(runId, after, exportBatch);
      if (findings.length > 0) yield findings;
      if (findings.length < exportBatch) return;
      after = findings.at(-1) ?? null;
    }
  }
  return batches();
}

/** A page of what lies in quarantine. @throws DomainError `role_required`. */
export async function listQuarantine(
  { db }: Ports,
  { actor, query }: { actor: UserActor; query: ListQuery },
): Promise<Page<QuarantinedObject>> {
  requireAdmin(actor);
  return db.queries.listQuarantine(query);
}
