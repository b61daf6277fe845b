import type { Actor, UserActor } from "../actor.ts";
import type { AppHead } from "../app.ts";
import type { AuditAction } from "../audit.ts";
import type { AppId, DeveloperId, JobId, UserId, VersionId } from "../ids.ts";
import type { JobFailure } from "../job-failure.ts";
import type { FailedJobsQuery, ListQuery, Page, PeopleQuery } from "../listing.ts";
import type { AccountRole, PlatformRole } from "../permission.ts";
import type { Upload } from "../upload.ts";
import type { Version, VersionStatus } from "../version.ts";
import type { CatalogQueries } from "./catalog.ts";
import type { ReleaseItem, ReleaseOnTrack } from "./releases.ts";
import type { ScreenshotQueries } from "./screenshots.ts";

/** Reads made for pages: each one statement or two, whatever the number of rows. */
export interface Queries extends CatalogQueries, ScreenshotQueries {
  /** The actor's own apps, the most recently changed first. */
  listApps(actor: UserActor, query: ListQuery): Promise<Page<AppListItem>>;
  /** The actor's apps by their names, at most `limit`: to choose among. */
  listOwnAppNames(actor: UserActor, limit: number): Promise<{ id: AppId; name: string }[]>;
  /** Newest first; `search` matches version names, version codes and file names. Empty for a foreign app. */
  listVersions(actor: UserActor, appId: AppId, query: ListQuery): Promise<Page<VersionListItem>>;
  /** Uploads of the app that are under way or were broken off, the latest first, at most 20. */
  listOpenUploads(actor: UserActor, appId: AppId): Promise<OpenUpload[]>;
  /** Versions of the actor's apps that need them or are under way, the most recent first, at most `limit`. */
  listAttention(actor: UserActor, limit: number): Promise<AttentionItem[]>;
  /** Rollouts of the actor's apps that paused by themselves, the latest first, at most `limit`; of one app if asked for. */
  listHalted(actor: UserActor, query: { appId?: AppId; limit: number }): Promise<HaltedItem[]>;
  /** What happened to a version, oldest first; to reviewers also `internalActions`. Empty for what the actor may not see. */
  listHistory(actor: Actor, versionId: VersionId): Promise<HistoryItem[]>;
  /** Jobs that were given up, the latest first. Callers check the role. */
  listFailedJobs(query: FailedJobsQuery): Promise<Page<FailedJobItem>>;
  /** Who joined last first; `search` matches names, addresses and identities. Callers check the role. */
  listPeople(query: PeopleQuery): Promise<Page<PersonItem>>;
  /** Jobs that are still to be done, by name. Callers check the role. */
  countJobs(): Promise<JobCount[]>;
}

/** Accounts that a list of people names for each. */
export const mostAccountsShown = 5;

/** A person as admins see them. */
export interface PersonItem {
  id: UserId;
  name: string;
  email: string | null;
  avatarUrl: string | null;
  role: PlatformRole;
  createdAt: Date;
  /** Of any session; null when they never came back after their first sign-in. */
  lastSeenAt: Date | null;
  /** How they sign in, as `provider:subject`. */
  identities: string[];
  /** The first `mostAccountsShown` accounts they belong to. */
  accounts: { id: DeveloperId; name: string; role: AccountRole }[];
  accountCount: number;
}

export interface FailedJobItem {
  id: JobId;
  name: string;
  failure: JobFailure;
  failedAt: Date;
  createdAt: Date;
  /** What the job was about, as far as it is there. */
  app: (AppHead & { published: boolean }) | null;
  version: { id: VersionId; fileName: string; submitted: boolean } | null;
  /** Key of the object that was to be deleted. */
  objectKey: string | null;
}

export interface JobCount {
  name: string;
  /** Not handed to a worker yet. */
  waiting: number;
  /** With the workers: in their queue or running. */
  handedOver: number;
  /** When the one that waits longest was added. */
  oldest: Date;
}

export type OpenUpload = Upload & {
  /** Bytes of the parts that have arrived. */
  receivedBytes: number;
};

export interface AppListItem extends AppHead {
  updatedAt: Date;
  versions: number;
  /** The most recent upload. */
  latest: { id: VersionId; status: VersionStatus; versionName: string | null; createdAt: Date } | null;
  /** What all devices of `stable` get. */
  live: { versionName: string; versionCode: number; publishedAt: Date } | null;
}

export type VersionListItem = Pick<
  Version,
  "id" | "status" | "step" | "versionCode" | "fileName" | "size" | "createdAt" | "statusChangedAt"
> & { versionName: string | null; errors: number; warnings: number };

export interface ReviewQueueItem {
  versionId: VersionId;
  versionName: string;
  versionCode: number;
  size: number;
  submittedAt: Date;
  app: AppHead;
  developerName: string;
  /** Whether this would be the app's first published version. */
  firstRelease: boolean;
  warnings: number;
  /** Who has it in hand. */
  claimedBy: { id: UserId; name: string } | null;
  /** It was approved once and takes another reviewer. */
  isApprovedOnce: boolean;
  /** The last word is the developer's. */
  isAnswered: boolean;
  /** It met a rule, and was drawn for a person: to decide, or to look at what was approved. */
  sample: "decide" | "look" | null;
}

export interface AttentionItem {
  version: VersionListItem;
  app: AppHead;
}

/** A rollout that paused by itself. */
export interface HaltedItem {
  app: AppHead;
  track: ReleaseItem["track"];
  release: ReleaseOnTrack;
}

export interface HistoryItem {
  action: AuditAction;
  at: Date;
  /** Name of who did it; null for the store itself. */
  by: string | null;
  data: Record<string, string | number | boolean | null>;
}
