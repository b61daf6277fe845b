import type { Actor } from "../actor.ts";
import { type AuditAction, type AuditEntry, changeOf } from "../audit.ts";
import { DomainError } from "../errors.ts";
import type { Stores } from "../ports/stores.ts";
import { moveRelease, type Release, type ReleaseStatus } from "../release.ts";

/** A release's next step inside `changeTracks`, with the audit entry beside it. */
export interface ReleaseStep {
  actor: Actor;
  release: Release;
  at: Date;
}

export async function stepRelease(
  stores: Stores,
  { actor, release, at }: ReleaseStep,
  to: ReleaseStatus,
  action: AuditAction,
  { set = {}, data = {} }: { set?: Partial<Release>; data?: AuditEntry["data"] } = {},
): Promise<Release> {
  const next: Release = { ...moveRelease(release, to, at), ...set };
  await stores.releases.update(next, release);
  await noteRelease(stores, { actor, release: next, at }, action, { data, was: release });
  return next;
}

export async function noteRelease(
  stores: Stores,
  { actor, release, at }: ReleaseStep,
  action: AuditAction,
  { data = {}, was }: { data?: AuditEntry["data"]; was?: Release } = {},
): Promise<void> {
  const facts = { track: release.trackId, version: release.versionId, basis_points: release.basisPoints };
  await stores.audit.append({
    actor,
    action,
    subjectId: release.id,
    appId: release.appId,
    at,
    data: { ...facts, ...data },
    ...(was && changeOf(stateOf(was), stateOf(release))),
  });
}

const stateOf = ({ status, basisPoints }: Release) => ({ status, basis_points: basisPoints });

/** Makes room on a track for a release that is complete, and says which sequence that is. */
export async function supersedeBase(stores: Stores, { actor, release, at }: ReleaseStep): Promise<number> {
  const heads = await stores.releases.listHeads([release.appId]);
  const base = heads.find(({ trackId, status }) => trackId === release.trackId && status === "complete");
  if (base) {
    const by = { data: { by: release.id } };
    await stepRelease(stores, { actor, release: base, at }, "superseded", "release.superseded", by);
  }
  return nextSequence(stores, release);
}

/** The release beneath what is complete becomes the base, and devices of the track get it. */
export async function completeRelease(stores: Stores, step: ReleaseStep): Promise<Release> {
  const completedIn = await supersedeBase(stores, step);
  return stepRelease(stores, step, "complete", "release.completed", { set: { completedIn } });
}

/** Takes a release off its track; where it was the base, the one beneath is that again. */
export async function takeOff(
  stores: Stores,
  step: ReleaseStep,
  data: AuditEntry["data"] = {},
): Promise<Release> {
  const { actor, release, at } = step;
  if (release.status === "scheduled")
    return stepRelease(stores, step, "cancelled", "release.cancelled", { data });
  const next = await stepRelease(stores, step, "rolled_back", "release.rolled_back", { data });
  const beneath = release.status === "complete" && (await stores.releases.findBeneath(release.trackId));
  if (beneath) {
    const set = { completedIn: await nextSequence(stores, release) };
    const revived = { actor, release: beneath, at };
    await stepRelease(stores, revived, "complete", "release.revived", { set, data: { after: release.id } });
  }
  return next;
}

async function nextSequence(stores: Stores, { trackId }: Release): Promise<number> {
  const track = await stores.tracks.find({ kind: "system" }, trackId);
  if (!track) throw new DomainError("not_found");
  return track.sequence + 1;
}
