import type { UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { AppId, ReleaseId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import { allDevices, nextRaise, type Release } from "../release.ts";
import { changeTracks } from "./change-tracks.ts";
import { completeRelease, noteRelease, type ReleaseStep, stepRelease, takeOff } from "./move-release.ts";
import { requireOwnApp } from "./require-own-app.ts";

interface OneRelease {
  actor: UserActor;
  releaseId: ReleaseId;
}

/**
 * Raises a rolling release to a larger share; the ramp, if it has one, goes on from there.
 * @throws DomainError `not_found`; `release_state_conflict` unless it is rolling; `input_invalid` for a share that is
 *   no larger.
 */
export function raiseRelease(
  ports: Ports,
  { basisPoints, ...input }: OneRelease & { basisPoints: number },
): Promise<Release> {
  return change(ports, input, (stores, step) => raise(stores, step, basisPoints));
}

/** The same inside `changeTracks`. */
export async function raise(stores: Stores, step: ReleaseStep, basisPoints: number): Promise<Release> {
  const { release } = step;
  if (release.status !== "rolling") throw new DomainError("release_state_conflict");
  if (basisPoints <= release.basisPoints || basisPoints > allDevices) {
    const message = "Choose a larger share than now, up to all devices.";
    throw new DomainError("input_invalid", { fields: [{ path: "basis_points", message }] });
  }
  const raisesAt = nextRaise(release.ramp, await stores.releases.now());
  const raised: Release = { ...release, basisPoints, raisesAt };
  await stores.releases.update(raised, release);
  const data = { from: release.basisPoints };
  await noteRelease(stores, { ...step, release: raised }, "release.raised", { data, was: release });
  return raised;
}

/** No more devices get it until it is resumed. @throws DomainError `not_found`, `release_state_conflict`. */
export function pauseRelease(ports: Ports, input: OneRelease): Promise<Release> {
  return change(ports, input, (stores, step) =>
    stepRelease(stores, step, "paused", "release.paused", { set: { pausedFor: "person" } }),
  );
}

/**
 * Lets it go on. What was reported before does not halt it again.
 * @throws DomainError `not_found`, `release_state_conflict`.
 */
export function resumeRelease(ports: Ports, input: OneRelease): Promise<Release> {
  return change(ports, input, async (stores, step) => {
    if (step.release.status !== "paused") throw new DomainError("release_state_conflict");
    const raisesAt = nextRaise(step.release.ramp, await stores.releases.now());
    const resumed = await stepRelease(stores, step, "rolling", "release.resumed", { set: { raisesAt } });
    await stores.releases.forgive(resumed.id);
    return resumed;
  });
}

/** Gives it to all devices of its track. @throws DomainError `not_found`, `release_state_conflict`. */
export function finishRelease(ports: Ports, input: OneRelease): Promise<Release> {
  return change(ports, input, (stores, step) => {
    const { status } = step.release;
    if (status !== "rolling" && status !== "paused") throw new DomainError("release_state_conflict");
    return completeRelease(stores, step);
  });
}

/**
 * Takes it off its track. Devices get what lies beneath; of a complete release that is the one before it whose
 * package is still there, or nothing.
 * @throws DomainError `not_found`, `release_state_conflict`.
 */
export function rollBackRelease(ports: Ports, input: OneRelease): Promise<Release> {
  return change(ports, input, (stores, step) => {
    if (step.release.status === "scheduled") throw new DomainError("release_state_conflict");
    return takeOff(stores, step);
  });
}

/**
 * Cancels what has not begun, and all that was to begin together with it.
 * @throws DomainError `not_found`, `release_state_conflict`.
 */
export function cancelRelease(ports: Ports, input: OneRelease): Promise<Release> {
  return change(ports, input, async (stores, step) => {
    const { release } = step;
    if (release.status !== "scheduled") throw new DomainError("release_state_conflict");
    for (const other of await togetherWith(stores, release))
      if (other.id !== release.id && other.status === "scheduled")
        await takeOff(stores, { ...step, release: other });
    return takeOff(stores, step);
  });
}

async function change(
  { db, clock }: Ports,
  { actor, releaseId }: OneRelease,
  work: (stores: Stores, step: ReleaseStep) => Promise<Release>,
): Promise<Release> {
  const at = clock.now();
  const known = await requireOwnRelease(db, actor, releaseId);
  const appIds: AppId[] = (await togetherWith(db, known)).map(({ appId }) => appId);
  return changeTracks(db, { appIds, at }, async (stores) => {
    const release = await requireOwnRelease(stores, actor, releaseId);
    return work(stores, { actor, release, at });
  });
}

/** What is scheduled belongs together with its group; what has begun goes on alone. */
async function togetherWith(stores: Stores, release: Release): Promise<Release[]> {
  if (release.status !== "scheduled" || release.groupId === null) return [release];
  return stores.releases.listOfGroup(release.groupId);
}

async function requireOwnRelease(stores: Stores, actor: UserActor, id: ReleaseId): Promise<Release> {
  const release = await stores.releases.find(actor, id);
  if (!release) throw new DomainError("not_found");
  await requireOwnApp(stores, actor, release.appId, "release.steer");
  return release;
}
