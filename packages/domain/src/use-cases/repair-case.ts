import type { Finding, FindingOutcome, InventoryRun, LedgerEntry, OutcomeNote } from "../inventory.ts";
import type { StoredObjectFacts } from "../ports/object-store.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";

/** What a repair works on: the finding, and both sides as they are at this moment. */
export interface RepairCase {
  run: InventoryRun;
  finding: Finding;
  row: LedgerEntry | null;
  object: StoredObjectFacts | null;
  signal: AbortSignal | undefined;
}

/** Leaves a finding unrepaired, and says why. */
export async function leave(
  { db }: Ports,
  finding: Finding,
  outcome: "skipped" | "needs_person",
  note: OutcomeNote,
): Promise<FindingOutcome> {
  await db.inventory.settle(finding.id, outcome, note);
  return outcome;
}

/** Notes a repair in the transaction that makes it. */
export async function noteRepaired(stores: Stores, finding: Finding): Promise<void> {
  await stores.inventory.settle(finding.id, "repaired", null);
}
