import { type Actor, requireAdmin, system, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import { type InventoryRunId, newId } from "../ids.ts";
import {
  type InventoryPhase,
  type InventoryRun,
  inventoryMinAgeMs,
  inventoryPhases,
  inventorySampleSize,
} from "../inventory.ts";
import type { Ports } from "../ports/ports.ts";
import { announce } from "./announce.ts";
import { compareObjects, type InventoryStep } from "./compare-objects.ts";
import { findKnownUnjoined, findListedUnjoined } from "./find-unjoined.ts";

/** For experiments and tests; the store itself always takes the defaults. */
export interface InventoryOptions {
  minAgeMs?: number;
  sampleSize?: number;
}

/**
 * Begins a comparison of the bucket with the ledger, by the hand of an admin.
 * @throws DomainError `role_required`, `inventory_running`.
 */
export async function startInventory(
  ports: Ports,
  { actor, options = {} }: { actor: UserActor; options?: InventoryOptions },
): Promise<InventoryRun> {
  requireAdmin(actor);
  const run = await beginInventory(ports, actor, options);
  if (!run) throw new DomainError("inventory_running");
  return run;
}

/** Begins a run; null while another one is under way. */
export function beginInventory(
  { db, clock }: Ports,
  actor: Actor,
  { minAgeMs = inventoryMinAgeMs, sampleSize = inventorySampleSize }: InventoryOptions = {},
): Promise<InventoryRun | null> {
  return db.transaction(async (stores) => {
    const startedBy = actor.kind === "user" ? actor.userId : null;
    const run = await stores.inventory.start({ id: newId(), startedBy, minAgeMs, sampleSize });
    if (!run) return null;
    const at = clock.now();
    await stores.outbox.add({ name: "bucket.inventory", payload: { runId: run.id, slice: run.slice } }, at);
    await stores.audit.append({ actor, action: "inventory.started", subjectId: run.id, at });
    return run;
  });
}

/** How much one job does before it hands on to the next. */
export interface SliceLimits {
  pageKeys: number;
  sliceKeys: number;
  sliceMs: number;
}
const defaultLimits: SliceLimits = { pageKeys: 1_000, sliceKeys: 20_000, sliceMs: 30_000 };

/**
 * Goes on with a run from where it stands, for a bounded while, then hands on to the next job. Findings and cursor are
 * written together, page by page: cut off anywhere it loses at most a page, and finds nothing twice.
 *
 * It changes nothing but its own tables.
 * @throws DomainError `inventory_state_conflict` when another job does the same slice.
 */
export async function takeInventory(
  ports: Ports,
  { runId, slice, signal }: { runId: InventoryRunId; slice: number; signal?: AbortSignal },
  limits: SliceLimits = defaultLimits,
): Promise<void> {
  const { db, clock } = ports;
  let run = await db.inventory.find(runId);
  if (run?.status !== "running" || run.slice !== slice) return;
  const began = clock.now().getTime();
  let handled = 0;
  const compare = run.phase === "objects" ? compareObjects(ports, run, { ...limits, signal }) : null;
  while (run.status === "running" && run.slice === slice) {
    signal?.throwIfAborted();
    const step: InventoryStep = await takeStep(ports, run, { compare, limit: limits.pageKeys });
    handled += step.handled;
    const isOver = handled >= limits.sliceKeys || clock.now().getTime() - began >= limits.sliceMs;
    run = await record(ports, run, step, isOver);
  }
}

function takeStep(
  ports: Ports,
  run: InventoryRun,
  { compare, limit }: { compare: ((run: InventoryRun) => Promise<InventoryStep>) | null; limit: number },
): Promise<InventoryStep> {
  if (run.phase === "objects" && compare) return compare(run);
  if (run.phase === "listed") return findListedUnjoined(ports, run, limit);
  return findKnownUnjoined(ports, run, limit);
}

function nextPhase(phase: InventoryPhase): InventoryPhase {
  return inventoryPhases[inventoryPhases.indexOf(phase) + 1] ?? "done";
}

function record(
  { db, clock }: Ports,
  run: InventoryRun,
  { findings, counts, cursor }: InventoryStep,
  isOver: boolean,
): Promise<InventoryRun> {
  const phase = cursor === null ? nextPhase(run.phase) : run.phase;
  const handsOn = isOver && phase !== "done";
  const slice = handsOn ? run.slice + 1 : run.slice;
  return db.transaction(async (stores) => {
    const progress = { phase, cursor: cursor ?? "", slice, counts };
    const advanced = await stores.inventory.advance(run, progress);
    if (findings.length > 0) await stores.inventory.addFindings(run.id, findings);
    if (handsOn)
      await stores.outbox.add({ name: "bucket.inventory", payload: { runId: run.id, slice } }, clock.now());
    if (phase === "done" && advanced.counts.findings > 0) {
      const data = { run: run.id, findings: advanced.counts.findings };
      await announce(stores, { kind: "inventory.finished", actor: system, at: clock.now(), data });
    }
    return advanced;
  });
}
