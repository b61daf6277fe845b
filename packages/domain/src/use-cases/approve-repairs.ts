import { requireAdmin, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { InventoryRunId } from "../ids.ts";
import { type FindingKind, findingKinds, type InventoryRun } from "../inventory.ts";
import type { Ports } from "../ports/ports.ts";

/**
 * Approves the plan of a finished run, all of it or the kinds that are named, and has it carried out. Approving again
 * goes on with what is open.
 * @throws DomainError `role_required`, `not_found`, `inventory_state_conflict` while the run is not finished.
 */
export async function approveRepairs(
  { db, clock }: Ports,
  {
    actor,
    runId,
    kinds = findingKinds,
  }: { actor: UserActor; runId: InventoryRunId; kinds?: readonly FindingKind[] },
): Promise<InventoryRun> {
  requireAdmin(actor);
  const at = clock.now();
  return db.transaction(async (stores) => {
    if (!(await stores.inventory.find(runId))) throw new DomainError("not_found");
    const run = await stores.inventory.approve(runId, kinds, actor.userId);
    if (!run) throw new DomainError("inventory_state_conflict");
    const payload = { runId, slice: run.repairSlice };
    await stores.outbox.add({ name: "bucket.repair", payload }, at);
    const data = { kinds: kinds.join(", ") };
    await stores.audit.append({ actor, action: "inventory.approved", subjectId: runId, at, data });
    return run;
  });
}
