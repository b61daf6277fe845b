import type { Actor } from "../actor.ts";
import type {
  AppId,
  InstallReportId,
  ReleaseGroupId,
  ReleaseId,
  TrackId,
  UserId,
  VersionId,
} from "../ids.ts";
import type { ListQuery, Page } from "../listing.ts";
import type { Track } from "../object-keys.ts";
import type { Release } from "../release.ts";
import type { AppTrack, NewTrack, NewTrackDevice, TrackDevice } from "../track.ts";

/** An app's tracks. Those of every app are there from its creation. */
export interface TrackStore {
  find(actor: Actor, id: TrackId): Promise<AppTrack | null>;
  findByName(actor: Actor, appId: AppId, name: Track): Promise<AppTrack | null>;
  /** What the track's document is made of, also of a removed track; null when there never was one of this name. */
  findForDevices(appId: AppId, name: Track): Promise<TrackForDevices | null>;
  /** All of an app's, at most `mostTracks`, in the order in which they were added. */
  list(actor: Actor, appId: AppId): Promise<AppTrack[]>;
  /**
   * Adds a track, or brings back the removed one of this name with its sequence.
   * @throws DomainError `track_name_taken`.
   */
  create(track: NewTrack & Pick<AppTrack, "id" | "appId">): Promise<AppTrack>;
  /** Removes the track and its list of devices: nothing that was on it can be revived. */
  remove(id: TrackId): Promise<void>;
  /** Next numbers for tracks of which devices get something else now. */
  advance(ids: readonly TrackId[]): Promise<AppTrack[]>;
  /** Adds devices, or gives those there are another label. False when more than `most` would be listed. */
  addDevices(id: TrackId, devices: readonly NewTrackDevice[], by: UserId, most: number): Promise<boolean>;
  /** False when it is not listed. */
  removeDevice(id: TrackId, nameSha256: string): Promise<boolean>;
}

export interface TrackForDevices extends Pick<AppTrack, "id" | "sequence"> {
  /** Hashes of the names of the devices that may see it, in order; null for every device. A removed track has none. */
  audience: string[] | null;
}

/** Work by the clock: a release, or a group of them, that begins or is raised. */
export interface DueRelease {
  id: ReleaseId;
  groupId: ReleaseGroupId | null;
  /** Apps that it concerns. */
  appIds: AppId[];
}

export interface InstallReport {
  /** Every report counts once, however often it is delivered. */
  id: InstallReportId;
  releaseId: ReleaseId;
  outcome: "installed" | "failed";
}

/** Versions on tracks. All of an app's are changed under the lock of the app. */
export interface ReleaseStore {
  /** The database's time, which schedules go by. */
  now(): Promise<Date>;
  find(actor: Actor, id: ReleaseId): Promise<Release | null>;
  /** What is rolling, paused or complete on the apps' tracks: two at most of each track. */
  listHeads(appIds: readonly AppId[]): Promise<Release[]>;
  /** The version's releases that keep it (`releasesThatKeep`). */
  listOfVersion(versionId: VersionId): Promise<Release[]>;
  listOfGroup(groupId: ReleaseGroupId): Promise<Release[]>;
  /** Whether one is scheduled on the track. */
  findScheduled(trackId: TrackId): Promise<Release | null>;
  /** What is revived when the track's base is rolled back: the latest superseded base that can still be had. */
  findBeneath(trackId: TrackId): Promise<Release | null>;
  createGroup(group: { id: ReleaseGroupId; by: UserId; at: Date }): Promise<void>;
  /** @throws DomainError `release_under_way` when the track has one rolling, paused or scheduled, as this is. */
  create(release: Release): Promise<void>;
  /** Changes all but what was reported. @throws DomainError `release_state_conflict`. */
  update(release: Release, from: Pick<Release, "status" | "basisPoints">): Promise<void>;
  /** Does not judge again what has been reported of the release up to now. */
  forgive(id: ReleaseId): Promise<void>;
  /** Notes of every version of the apps whether a track leads, will lead or could be rolled back to it. */
  settle(appIds: readonly AppId[]): Promise<void>;
  /**
   * Scheduled releases that are to begin now, and rolling ones that are to be raised: the longest due first. One whose
   * track is taken waits and is not among them.
   */
  listDue(limit: number): Promise<DueRelease[]>;
  /** Counts reports of releases that there are, each once, and gives the releases with what is counted now. */
  count(reports: readonly InstallReport[]): Promise<Release[]>;
  /** Forgets ids of reports that were counted so many days ago, at most `limit`. Gives how many. */
  forgetReports(days: number, limit: number): Promise<number>;
}

export interface ReleaseItem {
  release: Release;
  track: Pick<AppTrack, "id" | "name">;
  version: { id: VersionId; versionCode: number | null; version: string | null };
  /** Name of who made it; null when they are not known any more. */
  createdBy: string | null;
}

/** A release with the version it is of. */
export interface ReleaseOnTrack extends Release {
  version: ReleaseItem["version"];
}

/** A track with what is on it. */
export interface TrackItem {
  track: AppTrack;
  /** How many may see it by its list. */
  devices: number;
  /** What the rest of its devices get: the last complete release. */
  base: ReleaseOnTrack | null;
  /** What is rolling or paused. */
  candidate: ReleaseOnTrack | null;
  scheduled: ReleaseOnTrack | null;
  /** What devices get when the base is rolled back. */
  beneath: ReleaseOnTrack | null;
}

export interface ReleasableVersion {
  id: VersionId;
  versionCode: number;
  version: string;
  publishedAt: Date;
}

export interface ReleaseQueries {
  /** An app's tracks as they stand, in the order in which they were added. */
  listTracks(actor: Actor, appId: AppId): Promise<TrackItem[]>;
  /** Versions of an app that can be released, the highest code first. */
  listReleasable(actor: Actor, appId: AppId, query: ListQuery): Promise<Page<ReleasableVersion>>;
  /** An app's releases, of one track if asked for; the latest first. */
  listReleases(
    actor: Actor,
    appId: AppId,
    query: ListQuery & { trackId: TrackId | null },
  ): Promise<Page<ReleaseItem>>;
  /** The devices that may see a track, by their label. */
  listTrackDevices(actor: Actor, trackId: TrackId, query: ListQuery): Promise<Page<TrackDevice>>;
}
