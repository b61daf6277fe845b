import { z } from "zod";
import { type Actor, system, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import { type AppId, newId, type ReleaseGroupId, type ReleaseId, type VersionId } from "../ids.ts";
import type { Track } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import {
  allDevices,
  BasisPoints,
  defaultHaltThreshold,
  HaltThreshold,
  moveRelease,
  nextRaise,
  noInstalls,
  Ramp,
  type Release,
} from "../release.ts";
import type { Version } from "../version.ts";
import { changeTracks } from "./change-tracks.ts";
import { noteRelease, supersedeBase } from "./move-release.ts";
import { requireOwnVersion } from "./require-own-version.ts";

/** How a release goes out. */
export const Rollout = z
  .object({
    basisPoints: BasisPoints.default(allDevices),
    /** Null: now. */
    startsAt: z.date().nullable().default(null),
    /** Null: people raise it. */
    ramp: Ramp.nullable().default(null),
    haltThreshold: HaltThreshold.default(defaultHaltThreshold),
  })
  .refine(({ basisPoints, ramp }) => ramp === null || basisPoints < allDevices, {
    path: ["ramp"],
    error: "What begins with all devices has nothing to grow to.",
  });
export type Rollout = z.infer<typeof Rollout>;

/** Most apps that are released together. */
export const mostTogether = 20;

/**
 * Releases a version, of the app if that is named, on a track: to a share of its devices, or to all of them, which completes it; now or later.
 * @throws DomainError `not_found`, `version_not_published`, `version_purged`, `release_under_way`,
 *   `release_state_conflict` when it is what the track leads to already.
 */
export async function startRelease(
  ports: Ports,
  {
    appId,
    versionId,
    track,
    ...input
  }: { actor: UserActor; appId?: AppId; versionId: VersionId; track: Track; rollout: Rollout },
): Promise<Release> {
  const version = await requireOwnVersion(ports.db, input.actor, versionId, "release.steer");
  if (appId && version.appId !== appId) throw new DomainError("not_found");
  const [release] = await start(ports, { ...input, releases: [{ versionId, track }], groupId: null });
  if (!release) throw new Error("one release gave none");
  return release;
}

/**
 * Releases versions of several apps together or not at all.
 * @throws DomainError as `startRelease` does; `input_invalid` for too many, or two on one track.
 */
export async function startReleases(
  ports: Ports,
  input: { actor: UserActor; releases: readonly { versionId: VersionId; track: Track }[]; rollout: Rollout },
): Promise<Release[]> {
  const count = input.releases.length;
  if (count < 2 || count > mostTogether) {
    const message = `Choose 2 to ${mostTogether} releases.`;
    throw new DomainError("input_invalid", { fields: [{ path: "releases", message }] });
  }
  return start(ports, { ...input, groupId: newId(ports.clock.now()) });
}

async function start(
  { db, clock }: Ports,
  input: {
    actor: UserActor;
    releases: readonly { versionId: VersionId; track: Track }[];
    rollout: Rollout;
    groupId: ReleaseGroupId | null;
  },
): Promise<Release[]> {
  const { actor, releases, rollout, groupId } = input;
  const at = clock.now();
  const versions: Version[] = [];
  for (const { versionId } of releases)
    versions.push(await requireOwnVersion(db, actor, versionId, "release.steer"));
  const appIds = versions.map(({ appId }) => appId);
  const places = new Set(releases.map(({ track }, at) => `${appIds[at]} ${track}`));
  if (places.size < releases.length) {
    const message = "Choose one version for each track.";
    throw new DomainError("input_invalid", { fields: [{ path: "releases", message }] });
  }
  return changeTracks(db, { appIds, at }, async (stores) => {
    if (groupId) await stores.releases.createGroup({ id: groupId, by: actor.userId, at });
    const started: Release[] = [];
    for (const { versionId, track } of releases)
      started.push(await addRelease(stores, { actor, versionId, track, rollout, groupId, at }));
    return started;
  });
}

/** A release of a version, inside `changeTracks`. What is for all devices is complete at once. */
export async function addRelease(
  stores: Stores,
  input: {
    actor: UserActor;
    versionId: VersionId;
    track: Track;
    rollout: Rollout;
    groupId: ReleaseGroupId | null;
    at: Date;
  },
): Promise<Release> {
  const { actor, versionId, rollout, groupId, at } = input;
  // Read again under the lock of the app.
  const version = await requireOwnVersion(stores, actor, versionId, "release.steer");
  const track = await stores.tracks.findByName(actor, version.appId, input.track);
  if (!track) throw new DomainError("not_found");
  requireReleasable(version);
  const { basisPoints, startsAt, ramp, haltThreshold } = rollout;
  const waiting: Release = {
    id: newId<"release">(at) as ReleaseId,
    appId: version.appId,
    trackId: track.id,
    versionId,
    status: "scheduled",
    statusChangedAt: at,
    basisPoints,
    startsAt: startsAt ?? at,
    ramp,
    pausedFor: null,
    haltThreshold,
    raisesAt: null,
    completedIn: null,
    groupId,
    counts: noInstalls,
    createdBy: actor.userId,
    createdAt: at,
  };
  if (startsAt) {
    if (await stores.releases.findScheduled(track.id)) throw new DomainError("release_under_way");
    await stores.releases.create(waiting);
    const data = { starts_at: startsAt.toISOString() };
    await noteRelease(stores, { actor, release: waiting, at }, "release.scheduled", { data });
    return waiting;
  }
  const begun = await begin(stores, { actor, release: waiting, at });
  await stores.releases.create(begun);
  await noteRelease(stores, { actor, release: begun, at }, actionOf(begun));
  return begun;
}

/**
 * What a release that waited becomes as it begins, inside `changeTracks`; what it supersedes has made room then.
 * @throws DomainError `release_under_way`; `release_state_conflict` when the track leads to the version already.
 */
async function begin(
  stores: Stores,
  { actor, release, at }: { actor: Actor; release: Release; at: Date },
): Promise<Release> {
  const heads = (await stores.releases.listHeads([release.appId])).filter(
    ({ trackId }) => trackId === release.trackId,
  );
  if (heads.some(({ status }) => status !== "complete")) throw new DomainError("release_under_way");
  if (heads.some(({ versionId }) => versionId === release.versionId)) {
    const message = "This version is what the track leads to already.";
    throw new DomainError("release_state_conflict", { message });
  }
  const now = await stores.releases.now();
  if (release.basisPoints < allDevices)
    return { ...moveRelease(release, "rolling", at), raisesAt: nextRaise(release.ramp, now) };
  const completedIn = await supersedeBase(stores, { actor, release, at });
  return { ...moveRelease(release, "complete", at), completedIn };
}

/** Begins what was scheduled, inside `changeTracks`. @throws DomainError as `begin` does. */
export async function beginScheduled(stores: Stores, release: Release, at: Date): Promise<void> {
  const begun = await begin(stores, { actor: system, release, at });
  await stores.releases.update(begun, release);
  await noteRelease(stores, { actor: system, release: begun, at }, actionOf(begun));
}

const actionOf = ({ status }: Release) => (status === "complete" ? "release.completed" : "release.started");

/** @throws DomainError `version_not_published`, `version_purged`. */
export function requireReleasable({ status, purgedAt }: Version): void {
  if (status !== "published") throw new DomainError("version_not_published");
  if (purgedAt !== null) throw new DomainError("version_purged");
}
