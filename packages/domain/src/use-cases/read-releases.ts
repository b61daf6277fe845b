import type { UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { AppId, ReleaseId, TrackId } from "../ids.ts";
import type { ListQuery, Page } from "../listing.ts";
import type { Ports } from "../ports/ports.ts";
import type { ReleaseItem } from "../ports/releases.ts";
import type { Release } from "../release.ts";
import type { AppTrack, TrackDevice } from "../track.ts";

/** A track with what is on it. */
export interface TrackState {
  track: AppTrack;
  /** What the rest of its devices get: the last complete release. */
  base: Release | null;
  /** What is rolling or paused. */
  candidate: Release | null;
}

/** An app's tracks as they stand. @throws DomainError `not_found`. */
export async function listTracks(
  { db }: Ports,
  { actor, appId }: { actor: UserActor; appId: AppId },
): Promise<TrackState[]> {
  if (!(await db.apps.find(actor, appId))) throw new DomainError("not_found");
  const heads = await db.releases.listHeads([appId]);
  return (await db.tracks.list(actor, appId)).map((track) => {
    const own = heads.filter(({ trackId }) => trackId === track.id);
    return {
      track,
      base: own.find(({ status }) => status === "complete") ?? null,
      candidate: own.find(({ status }) => status !== "complete") ?? null,
    };
  });
}

/** @throws DomainError `not_found`. */
export async function getRelease(
  { db }: Ports,
  { actor, releaseId }: { actor: UserActor; releaseId: ReleaseId },
): Promise<Release> {
  const release = await db.releases.find(actor, releaseId);
  if (!release) throw new DomainError("not_found");
  return release;
}

/** @throws DomainError `not_found`. */
export async function listReleases(
  { db }: Ports,
  {
    actor,
    appId,
    trackId = null,
    query,
  }: { actor: UserActor; appId: AppId; trackId?: TrackId | null; query: ListQuery },
): Promise<Page<ReleaseItem>> {
  if (!(await db.apps.find(actor, appId))) throw new DomainError("not_found");
  return db.queries.listReleases(actor, appId, { ...query, trackId });
}

/** @throws DomainError `not_found`. */
export async function listTrackDevices(
  { db }: Ports,
  { actor, trackId, query }: { actor: UserActor; trackId: TrackId; query: ListQuery },
): Promise<Page<TrackDevice>> {
  const track = await db.tracks.find(actor, trackId);
  const app = track && (await db.apps.find(actor, track.appId));
  // Whose devices they are is nobody else's business, a reviewer's neither.
  if (!app || app.developerId !== actor.developerId) throw new DomainError("not_found");
  return db.queries.listTrackDevices(actor, trackId, query);
}
