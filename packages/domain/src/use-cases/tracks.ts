import { system, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import { type AppId, newId, type TrackId } from "../ids.ts";
import { stable } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import {
  type AppTrack,
  isCoreTrack,
  mostTrackDevices,
  mostTracks,
  type NewTrack,
  type NewTrackDevice,
} from "../track.ts";
import { changeTracks } from "./change-tracks.ts";
import { takeOff } from "./move-release.ts";
import { requireOwnApp } from "./require-own-app.ts";

/** Adds a track of one's own. @throws DomainError `not_found`, `track_limit_reached`, `track_name_taken`. */
export async function addTrack(
  { db, clock }: Ports,
  { actor, appId, track }: { actor: UserActor; appId: AppId; track: NewTrack },
): Promise<AppTrack> {
  const at = clock.now();
  return changeTracks(db, { appIds: [appId], at }, async (stores) => {
    await requireOwnApp(stores, actor, appId, "track.change");
    if ((await stores.tracks.list(actor, appId)).length >= mostTracks)
      throw new DomainError("track_limit_reached");
    const added = await stores.tracks.create({ id: newId<"track">(at), appId, ...track });
    await stores.audit.append({
      actor,
      action: "track.created",
      subjectId: added.id,
      appId,
      at,
      data: { app: appId, name: track.name, audience: track.audience },
    });
    return added;
  });
}

/**
 * Removes a track of one's own with its list of devices: devices find nothing on it any more.
 * @throws DomainError `not_found`, `track_required`, `release_under_way`.
 */
export async function removeTrack(
  { db, clock }: Ports,
  { actor, trackId }: { actor: UserActor; trackId: TrackId },
): Promise<void> {
  const at = clock.now();
  const { appId, name } = await requireOwnTrack(db, actor, trackId);
  if (isCoreTrack(name)) throw new DomainError("track_required");
  await changeTracks(db, { appIds: [appId], at, also: [trackId] }, async (stores) => {
    await requireOwnTrack(stores, actor, trackId);
    const heads = (await stores.releases.listHeads([appId])).filter((one) => one.trackId === trackId);
    const isBusy = heads.some(({ status }) => status !== "complete");
    if (isBusy || (await stores.releases.findScheduled(trackId))) throw new DomainError("release_under_way");
    // Before its base is taken off, so that nothing beneath is revived.
    await stores.tracks.remove(trackId);
    for (const release of heads) await takeOff(stores, { actor, release, at }, { because: "track.removed" });
    await stores.audit.append({
      actor,
      action: "track.removed",
      subjectId: trackId,
      appId,
      at,
      data: { name },
    });
  });
}

/** Lets devices see a track. @throws DomainError `not_found`, `track_devices_exceeded`. */
export async function addTrackDevices(
  { db, clock }: Ports,
  { actor, trackId, devices }: { actor: UserActor; trackId: TrackId; devices: readonly NewTrackDevice[] },
): Promise<void> {
  const at = clock.now();
  if (devices.length > mostTrackDevices) throw new DomainError("track_devices_exceeded");
  const { appId } = await requireOwnTrack(db, actor, trackId);
  await changeTracks(db, { appIds: [appId], at, also: [trackId] }, async (stores) => {
    await requireOwnTrack(stores, actor, trackId);
    const isRoom = await stores.tracks.addDevices(trackId, devices, actor.userId, mostTrackDevices);
    if (!isRoom) throw new DomainError("track_devices_exceeded");
    const data = { devices: devices.length };
    await stores.audit.append({ actor, action: "track.devices_added", subjectId: trackId, appId, at, data });
  });
}

/** A device that sees the track no more keeps what it has installed. @throws DomainError `not_found`. */
export async function removeTrackDevice(
  { db, clock }: Ports,
  { actor, trackId, nameSha256 }: { actor: UserActor; trackId: TrackId; nameSha256: string },
): Promise<void> {
  const at = clock.now();
  const { appId } = await requireOwnTrack(db, actor, trackId);
  await changeTracks(db, { appIds: [appId], at, also: [trackId] }, async (stores) => {
    await requireOwnTrack(stores, actor, trackId);
    if (!(await stores.tracks.removeDevice(trackId, nameSha256))) throw new DomainError("not_found");
    const data = { device: nameSha256 };
    await stores.audit.append({ actor, action: "track.device_removed", subjectId: trackId, appId, at, data });
  });
}

async function requireOwnTrack(stores: Stores, actor: UserActor, id: TrackId): Promise<AppTrack> {
  const track = await stores.tracks.find(actor, id);
  if (!track) throw new DomainError("not_found");
  await requireOwnApp(stores, actor, track.appId, "track.change");
  return track;
}

/** Has the documents of an app's tracks written, as what they say of the app itself has changed. */
export async function retellDevices(stores: Stores, appId: AppId, at: Date): Promise<void> {
  const tracks = await stores.tracks.list(system, appId);
  const told = new Set((await stores.releases.listHeads([appId])).map(({ trackId }) => trackId));
  const jobs = tracks
    .filter(({ id, name }) => name === stable || told.has(id))
    .map(({ name }) => ({ name: "feed.write" as const, payload: { appId, track: name } }));
  await stores.outbox.addAll(jobs, at);
}
