import { isOwn, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { AppId, ReleaseId, TrackId } from "../ids.ts";
import type { ListQuery, Page } from "../listing.ts";
import type { Ports } from "../ports/ports.ts";
import type { ReleasableVersion, ReleaseItem, TrackItem } from "../ports/releases.ts";
import type { Release } from "../release.ts";
import type { TrackDevice } from "../track.ts";
import { requireOwnApp } from "./require-own-app.ts";

/** An app's tracks as they stand. @throws DomainError `not_found`. */
export async function listTracks(
  { db }: Ports,
  { actor, appId }: { actor: UserActor; appId: AppId },
): Promise<TrackItem[]> {
  if (!(await db.apps.find(actor, appId))) throw new DomainError("not_found");
  return db.queries.listTracks(actor, appId);
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

/** What can be released of one's own app. @throws DomainError `not_found`. */
export async function listReleasable(
  { db }: Ports,
  { actor, appId, query }: { actor: UserActor; appId: AppId; query: ListQuery },
): Promise<Page<ReleasableVersion>> {
  await requireOwnApp(db, actor, appId, "app.read");
  return db.queries.listReleasable(actor, appId, query);
}

/** @throws DomainError `not_found`. */
export async function listTrackDevices(
  { db }: Ports,
  { actor, trackId, query }: { actor: UserActor; trackId: TrackId; query: ListQuery },
): Promise<Page<TrackDevice>> {
  const track = await db.tracks.find(actor, trackId);
  const app = track && (await db.apps.find(actor, track.appId));
  // Whose devices they are is nobody else's business, a reviewer's neither.
  if (!app || !isOwn(actor, { ...app, appId: app.id })) throw new DomainError("not_found");
  return db.queries.listTrackDevices(actor, trackId, query);
}
