import { requireAdmin, system, type UserActor } from "../actor.ts";
import { changeOf } from "../audit.ts";
import { DomainError } from "../errors.ts";
import { type AppId, type LegalHoldId, newId, type SweepRunId, type VersionId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import type {
  LegalHold,
  RetentionClass,
  RetentionOverride,
  RetentionPolicy,
  RetentionPolicyInForce,
} from "../retention.ts";

/** The policy in force. @throws DomainError `role_required`. */
export async function getRetentionPolicy(
  { db }: Ports,
  { actor }: { actor: UserActor },
): Promise<RetentionPolicyInForce> {
  requireAdmin(actor);
  return db.retention.policy();
}

/** Puts another policy in force, from the next run of the sweep on. @throws DomainError `role_required`. */
export async function changeRetentionPolicy(
  { db, clock }: Ports,
  { actor, policy }: { actor: UserActor; policy: RetentionPolicy },
): Promise<void> {
  requireAdmin(actor);
  const at = clock.now();
  const id = newId<"retention-policy">(at);
  await db.transaction(async (stores) => {
    const { policy: before } = await stores.retention.policy();
    await stores.retention.changePolicy(id, policy, actor.userId);
    await stores.audit.append({
      actor,
      action: "retention.changed",
      subjectId: id,
      at,
      ...changeOf(before, policy),
    });
  });
}

/** Gives one app another period. @throws DomainError `role_required`, `not_found`. */
export async function setRetentionOverride(
  { db, clock }: Ports,
  { actor, override }: { actor: UserActor; override: RetentionOverride },
): Promise<void> {
  requireAdmin(actor);
  const { appId, class: of, keepHours, reason } = override;
  const at = clock.now();
  await db.transaction(async (stores) => {
    if (!(await stores.apps.find(system, appId))) throw new DomainError("not_found");
    await stores.retention.setOverride(override, actor.userId);
    await stores.audit.append({
      actor,
      action: "retention.override_set",
      subjectId: appId,
      appId,
      at,
      data: { class: of, keep_hours: keepHours, reason },
    });
  });
}

/** Has the store's own period count for the app again. @throws DomainError `role_required`, `not_found`. */
export async function removeRetentionOverride(
  { db, clock }: Ports,
  { actor, appId, of }: { actor: UserActor; appId: AppId; of: RetentionClass },
): Promise<void> {
  requireAdmin(actor);
  await db.transaction(async (stores) => {
    if (!(await stores.retention.removeOverride(appId, of))) throw new DomainError("not_found");
    await stores.audit.append({
      actor,
      action: "retention.override_removed",
      subjectId: appId,
      appId,
      at: clock.now(),
      data: { class: of },
    });
  });
}

/**
 * Keeps the bytes of a version, or of all of an app's, until the hold is lifted; what is deleted by then is gone.
 * @throws DomainError `role_required`, `not_found`.
 */
export async function placeHold(
  { db, clock }: Ports,
  { actor, ...hold }: { actor: UserActor; appId: AppId; versionId: VersionId | null; reason: string },
): Promise<{ id: LegalHoldId }> {
  requireAdmin(actor);
  const { appId, versionId, reason } = hold;
  const at = clock.now();
  const id: LegalHold["id"] = newId(at);
  await db.transaction(async (stores) => {
    const subject = versionId ? await stores.versions.find(system, versionId) : { appId };
    if (subject?.appId !== appId || !(await stores.apps.find(system, appId)))
      throw new DomainError("not_found");
    await stores.retention.placeHold({ id, ...hold, placedBy: actor.userId });
    await stores.audit.append({
      actor,
      action: "hold.placed",
      subjectId: versionId ?? appId,
      appId,
      at,
      data: { hold: id, reason },
    });
  });
  return { id };
}

/** Lifts a hold: retention counts again, with its grace period. @throws DomainError `role_required`, `not_found`. */
export async function liftHold(
  { db, clock }: Ports,
  { actor, holdId }: { actor: UserActor; holdId: LegalHoldId },
): Promise<void> {
  requireAdmin(actor);
  await db.transaction(async (stores) => {
    const hold = await stores.retention.liftHold(holdId, actor.userId);
    if (!hold) throw new DomainError("not_found");
    await stores.audit.append({
      actor,
      action: "hold.lifted",
      subjectId: hold.versionId ?? hold.appId,
      appId: hold.appId,
      at: clock.now(),
      data: { hold: holdId },
    });
  });
}

/**
 * Calls an announced deletion off; the version's time begins anew.
 * @throws DomainError `role_required`, `deletion_not_announced`.
 */
export async function postponeDeletion(
  { db, clock }: Ports,
  { actor, versionId }: { actor: UserActor; versionId: VersionId },
): Promise<void> {
  requireAdmin(actor);
  await db.transaction(async (stores) => {
    if (!(await stores.retention.postpone(versionId))) throw new DomainError("deletion_not_announced");
    const version = await stores.versions.find(system, versionId);
    await stores.audit.append({
      actor,
      action: "version.postponed",
      subjectId: versionId,
      ...(version && { appId: version.appId }),
      at: clock.now(),
    });
  });
}

/**
 * Has a run go on that was stopped because it would delete too much: what was due then, and little more.
 * @throws DomainError `role_required`, `sweep_not_stopped`.
 */
export async function approveSweep(
  { db, clock }: Ports,
  { actor, runId }: { actor: UserActor; runId: SweepRunId },
): Promise<void> {
  requireAdmin(actor);
  const at = clock.now();
  await db.transaction(async (stores) => {
    if (!(await stores.retention.approveRun(runId, actor.userId))) throw new DomainError("sweep_not_stopped");
    await stores.audit.append({ actor, action: "sweep.approved", subjectId: runId, at });
    await stores.outbox.add({ name: "store.sweep", payload: { approvedRun: runId } }, at);
  });
}
