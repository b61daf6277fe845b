import { system } from "../actor.ts";
import { isDomainError } from "../errors.ts";
import type { InventoryRunId } from "../ids.ts";
import { type Finding, type FindingOutcome, findingKinds, type InventoryRun } from "../inventory.ts";
import type { Ports } from "../ports/ports.ts";
import { repairFinding } from "./repair-finding.ts";

/** How much one job repairs before it hands on to the next. */
export interface RepairLimits {
  /** Findings read at once. */
  batch: number;
  sliceFindings: number;
  sliceMs: number;
}
const defaultLimits: RepairLimits = { batch: 50, sliceFindings: 500, sliceMs: 30_000 };

/**
 * Repairs what an admin approved of a run's findings, for a bounded while, then hands on to the next job. Every repair
 * looks again at the moment it acts: what has changed since it was found, or within the last day, is left alone and
 * noted so. Any step may be repeated or cut off.
 * @throws DomainError `service_unavailable` when storage does not answer.
 */
export async function repairBucket(
  ports: Ports,
  { runId, slice, signal }: { runId: InventoryRunId; slice: number; signal?: AbortSignal },
  limits: RepairLimits = defaultLimits,
): Promise<void> {
  const { db, clock } = ports;
  const run = await db.inventory.find(runId);
  if (run?.status !== "finished" || run.repairSlice !== slice || run.repairedAt) return;
  const began = clock.now().getTime();
  const settled: Record<FindingOutcome, number> = { open: 0, repaired: 0, skipped: 0, needs_person: 0 };
  let [handled, isOver] = [0, false];
  for (const kind of findingKinds.filter((one) => run.approvedKinds.includes(one))) {
    while (!isOver) {
      const findings = await db.inventory.listOpen(runId, kind, limits.batch);
      if (findings.length === 0) break;
      const cutoff = new Date((await db.inventory.now()).getTime() - run.minAgeMs);
      for (const finding of findings) {
        signal?.throwIfAborted();
        const outcome = await repairOne(ports, { run, finding, cutoff, signal });
        settled[outcome] += 1;
        handled += 1;
      }
      isOver = handled >= limits.sliceFindings || clock.now().getTime() - began >= limits.sliceMs;
    }
  }
  await db.transaction(async (stores) => {
    if (!(await stores.inventory.advanceRepair(run, !isOver))) return;
    const at = clock.now();
    if (handled > 0) {
      const { repaired, skipped, needs_person } = settled;
      const data = { repaired, skipped, needs_person };
      await stores.audit.append({ actor: system, action: "inventory.repaired", subjectId: runId, at, data });
    }
    if (isOver) await stores.outbox.add({ name: "bucket.repair", payload: { runId, slice: slice + 1 } }, at);
  });
}

/** Repairs one finding. What changes under its feet is as it is: the next run looks again. */
async function repairOne(
  ports: Ports,
  given: { run: InventoryRun; finding: Finding; cutoff: Date; signal: AbortSignal | undefined },
): Promise<FindingOutcome> {
  try {
    return await repairFinding(ports, given);
  } catch (error) {
    if (!isDomainError(error, "object_changed") && !isDomainError(error, "object_missing")) throw error;
    await ports.db.inventory.settle(given.finding.id, "skipped", "changed");
    return "skipped";
  }
}
