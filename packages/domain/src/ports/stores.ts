import type { AccessToken } from "../access-token.ts";
import type { Identity, Person, Session, User } from "../account.ts";
import type { Actor } from "../actor.ts";
import type { App } from "../app.ts";
import type { AuditEntry } from "../audit.ts";
import type { Icon } from "../icon.ts";
import type {
  AccessTokenId,
  AppId,
  DeveloperId,
  IconId,
  JobId,
  SessionId,
  UploadId,
  UserId,
  VersionId,
} from "../ids.ts";
import type { JobFailure } from "../job-failure.ts";
import type { Job } from "../jobs.ts";
import type { AccountRole, PlatformRole } from "../permission.ts";
import type { Quota, Usage } from "../quota.ts";
import type { ObjectKind, StoredObject } from "../stored-object.ts";
import type { Upload, UploadStatus } from "../upload.ts";
import type { ReceivedPart } from "../upload-part.ts";
import type { Version } from "../version.ts";
import type { AccountStore } from "./accounts.ts";
import type { AlertQueries, AlertStore } from "./alerts.ts";
import type { AnnouncementStore } from "./announcements.ts";
import type { AuditQueries } from "./audit-queries.ts";
import type { CatalogStore } from "./catalog.ts";
import type { DashboardQueries } from "./dashboard.ts";
import type { DeltaStore } from "./deltas.ts";
import type { DownloadQueries, DownloadStore, RawDownloads } from "./downloads.ts";
import type { FileListQueries, FileListStore } from "./file-lists.ts";
import type { InventoryStore, QuarantineStore } from "./inventory.ts";
import type { InventoryQueries } from "./inventory-queries.ts";
import type { InvitationStore } from "./invitations.ts";
import type { LogFileQueries, LogFileStore } from "./log-files.ts";
import type { NoticeQueries, NoticeStore } from "./notices.ts";
import type { OutboxEntry } from "./outbox-relay.ts";
import type { Queries } from "./queries.ts";
import type { Reconciliation } from "./reconciliation.ts";
import type { ReleaseQueries, ReleaseStore, TrackStore } from "./releases.ts";
import type { RetentionStore } from "./retention.ts";
import type { RetentionQueries } from "./retention-queries.ts";
import type { ReviewQueries, ReviewStore } from "./reviews.ts";
import type { ScreenshotStore, StoreSettingsStore } from "./screenshots.ts";
import type { TransferStore } from "./transfers.ts";
import type { TrustStore } from "./trust.ts";
import type { CostSettingsStore, UsageQueries, UsageStore } from "./usage.ts";
import type { WebhookQueries, WebhookStore } from "./webhooks.ts";

/**
 * Reading and changing what the database holds.
 *
 * Finders take the actor and give null for what that actor may not see: a developer sees their own, a reviewer
 * also every version that has been submitted, the system everything. `update` is a compare-and-set on the
 * status the row was read with, for versions, icons and screenshots also on the attempt, and throws the entity's
 * `*_state_conflict` when another change came first.
 */
export interface Stores {
  users: UserStore;
  sessions: SessionStore;
  tokens: AccessTokenStore;
  accounts: AccountStore;
  invitations: InvitationStore;
  apps: AppStore;
  transfers: TransferStore;
  trust: TrustStore;
  quotas: QuotaStore;
  uploads: UploadStore;
  versions: VersionStore;
  tracks: TrackStore;
  releases: ReleaseStore;
  deltas: DeltaStore;
  downloads: DownloadStore;
  logFiles: LogFileStore;
  icons: IconStore;
  screenshots: ScreenshotStore;
  objects: ObjectLedger;
  inventory: InventoryStore;
  quarantine: QuarantineStore;
  outbox: Outbox;
  audit: AuditLog;
  announcements: AnnouncementStore;
  alerts: AlertStore;
  catalog: CatalogStore;
  notices: NoticeStore;
  webhooks: WebhookStore;
  retention: RetentionStore;
  reviews: ReviewStore;
  fileLists: FileListStore;
  usage: UsageStore;
  costSettings: CostSettingsStore;
  storeSettings: StoreSettingsStore;
}

export interface Database extends Stores {
  queries: Queries &
    AuditQueries &
    ReleaseQueries &
    InventoryQueries &
    RetentionQueries &
    UsageQueries &
    DownloadQueries &
    LogFileQueries &
    AlertQueries &
    DashboardQueries &
    ReviewQueries &
    NoticeQueries &
    WebhookQueries &
    FileListQueries;
  reconciliation: Reconciliation;
  rawDownloads: RawDownloads;
  /** All or nothing. Only database work belongs inside: never storage, never the network. */
  transaction<Result>(work: (stores: Stores) => Promise<Result>): Promise<Result>;
}

export interface UserStore {
  findByIdentity(provider: Identity["provider"], subject: string): Promise<User | null>;
  /** Adds the person, their developer account and the identity. Idempotent per identity: gives who is there. */
  create(user: User, identity: Pick<Identity, "provider" | "subject">): Promise<User>;
  updateProfile(user: User): Promise<void>;
  /** Who administers the store, held until the transaction ends: such roles change one by one. */
  holdAdmins(): Promise<UserId[]>;
  /** False when there is no such person. */
  setRole(id: UserId, role: PlatformRole): Promise<boolean>;
  findPerson(id: UserId): Promise<Person | null>;
}

export interface SessionStore {
  create(session: Session): Promise<void>;
  /** The session with its person, in one read: it happens on every request. */
  find(id: SessionId): Promise<{ session: Session; user: User } | null>;
  listLive(userId: UserId, at: Date): Promise<Session[]>;
  touch(id: SessionId, at: Date): Promise<void>;
  /** Has the session act for one of its person's accounts. False when it is none, or this person has no such session. */
  choose(userId: UserId, id: SessionId, developerId: DeveloperId): Promise<boolean>;
  /** False when this person has no such live session. */
  revoke(userId: UserId, id: SessionId, at: Date): Promise<boolean>;
}

export interface AccessTokenStore {
  /** False when the person has `most` live tokens already, also when several are made at once. */
  create(token: AccessToken, hash: string, most: number): Promise<boolean>;
  /**
   * By the hash of its text, in one read: it happens on every request of a program. Null also when its person no
   * longer belongs to the token's developer account. With it goes what the person is there now.
   */
  findByHash(hash: string): Promise<{ token: AccessToken; accountRole: AccountRole } | null>;
  /** The newest first. */
  listLive(userId: UserId, at: Date): Promise<AccessToken[]>;
  /** Those that expired or were revoked after `since` and up to `until`: the latest end first, at most `limit`. */
  listEnded(userId: UserId, span: { since: Date; until: Date; limit: number }): Promise<AccessToken[]>;
  /** Notes a use; never an earlier one than is known. */
  touch(id: AccessTokenId, at: Date): Promise<void>;
  /** False when this person has no such live token. */
  revoke(userId: UserId, id: AccessTokenId, at: Date): Promise<boolean>;
  /** Ends all that a person has for an account, or all that are good for one app alone. */
  revokeAll(of: { userId: UserId; developerId: DeveloperId } | { appId: AppId }, at: Date): Promise<void>;
  /**
   * Live ones that expire by `until`, are past the middle of their life and whose person has not been told: notes that
   * they are told now, and gives at most `limit`, the first to expire first.
   */
  claimExpiring(span: { at: Date; until: Date; limit: number }): Promise<AccessToken[]>;
}

export interface AppStore {
  find(actor: Actor, id: AppId): Promise<App | null>;
  findByPackageId(actor: Actor, packageId: string): Promise<App | null>;
  /** @throws DomainError `package_id_taken`. */
  create(app: App): Promise<void>;
  update(app: App): Promise<void>;
  /** The accounts that have these apps. */
  ownersOf(ids: readonly AppId[]): Promise<Map<AppId, DeveloperId>>;
  /** Holds the app's row until the transaction ends, so that decisions about the app's versions queue up. */
  lock(id: AppId): Promise<void>;
}

export interface QuotaStore {
  /** The developer's limits, held until the transaction ends: the account's uploads are admitted one by one. */
  hold(id: DeveloperId): Promise<Quota>;
  usage(id: DeveloperId, at: Date): Promise<Usage>;
  /** Sets limits; null takes the store's own again. False when there is no such account. */
  set(id: DeveloperId, limits: { [Limit in keyof Quota]?: number | null }): Promise<boolean>;
}

export interface UploadStore {
  find(actor: Actor, id: UploadId): Promise<Upload | null>;
  /**
   * The latest upload of the same bytes to the same app that need not be repeated: an open one, or for packages
   * one that has become a version which still counts (`versionsThatCount`).
   */
  findTwin(upload: Pick<Upload, "appId" | "kind" | "size" | "sha256">): Promise<Upload | null>;
  /** @throws DomainError `upload_state_conflict` when an open upload of the same bytes to the app exists. */
  create(upload: Upload): Promise<void>;
  update(upload: Upload, from: UploadStatus): Promise<void>;
  /** Notes what storage calls the open upload, once, and gives the name that stands; null when it is not open. */
  beginParts(id: UploadId, storageUploadId: string): Promise<string | null>;
  /**
   * Notes parts that have arrived and when the upload ends; a part noted before gets the new tag. False when the
   * upload is not open.
   */
  noteParts(id: UploadId, parts: readonly ReceivedPart[], expiresAt: Date): Promise<boolean>;
  /** By their number. */
  listParts(id: UploadId): Promise<ReceivedPart[]>;
  /** Forgets the parts of an open upload and what storage called it: they have to be sent again. */
  forgetParts(id: UploadId): Promise<void>;
  /** Open uploads whose time has passed, oldest first. */
  listOverdue(at: Date, limit: number): Promise<Upload[]>;
}

export interface VersionStore {
  find(actor: Actor, id: VersionId): Promise<Version | null>;
  findByUpload(actor: Actor, uploadId: UploadId): Promise<Version | null>;
  create(version: Version): Promise<void>;
  /**
   * Begins a run of the check: takes the next attempt, which shuts out every earlier run, and is `reading` from now
   * on. Null when the version is not `validating`.
   */
  begin(id: VersionId): Promise<Version | null>;
  update(version: Version, from: Pick<Version, "status" | "attempt" | "purgedAt">): Promise<void>;
  /** Writes what is new in a version. False when it is past the statuses `versionsDescribed`. */
  describe(id: VersionId, releaseNotes: string): Promise<boolean>;
  /** The greatest version code any version of the app has claimed, 0 when none has. */
  greatestCode(appId: AppId): Promise<number>;
}

export interface IconStore {
  find(actor: Actor, id: IconId): Promise<Icon | null>;
  findByUpload(actor: Actor, uploadId: UploadId): Promise<Icon | null>;
  /** Whether a later picture of the same app is shown, or may yet be. */
  hasNewer(icon: Pick<Icon, "appId" | "createdAt">): Promise<boolean>;
  create(icon: Icon): Promise<void>;
  /** Begins a run of the renderer: takes the next attempt. Null when the icon is not `rendering`. */
  begin(id: IconId): Promise<Icon | null>;
  update(icon: Icon, from: Pick<Icon, "status" | "attempt">): Promise<void>;
}

/** Every object that should exist, so that bucket and database can be compared in both directions. */
export interface ObjectLedger {
  find(key: string): Promise<StoredObject | null>;
  /** Announces an object before it is written; announcing it again is harmless. */
  expect(object: {
    key: string;
    kind: ObjectKind;
    /** It counts for the account that has the app now. Null for what is the store's own. */
    appId: AppId | null;
    at: Date;
  }): Promise<void>;
  stored(object: { key: string; size: number; etag: string; sha256: string | null; at: Date }): Promise<void>;
  /** Gives those of the keys that are on their way out from now on: not what is deleted or being deleted already. */
  deleting(keys: readonly string[], at: Date): Promise<string[]>;
  deleted(key: string, at: Date): Promise<void>;
  /** Of release documents that were written before `since`: the oldest first, at most `limit`. */
  listOldFeeds(since: Date, limit: number): Promise<string[]>;
}

/** Jobs to be done once the transaction has been committed. */
export interface Outbox {
  add(job: Job, at: Date): Promise<void>;
  /** The same for several, in one statement. */
  addAll(jobs: readonly Job[], at: Date): Promise<void>;
  /** Adds the job, or has it wait again where it stands as given up. */
  requeue(job: Job, at: Date): Promise<void>;
  /** Notes that a job is not tried any more. False when this generation of it has been done or given up before. */
  giveUp(entry: Pick<OutboxEntry, "id" | "generation">, failure: JobFailure, at: Date): Promise<boolean>;
  /** Has a job that was given up wait again, and gives it as it stands; null when there is no such. */
  retry(id: JobId): Promise<UncheckedJob | null>;
  /** Forgets a job that was given up, and gives it as it stands; null when there is no such. */
  discard(id: JobId): Promise<UncheckedJob | null>;
}

/** What stands in the outbox, of whatever age: see `parseJob`. */
export interface UncheckedJob {
  name: string;
  payload: unknown;
}

export interface AuditLog {
  append(entry: AuditEntry): Promise<void>;
  /** The same for several, in one statement. */
  appendAll(entries: readonly AuditEntry[]): Promise<void>;
}
