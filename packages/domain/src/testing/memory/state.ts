import type { AccessToken } from "../../access-token.ts";
import type { Identity, Person, Session } from "../../account.ts";
import type { AlertName } from "../../alert.ts";
import type { Announcement } from "../../announcement.ts";
import type { App } from "../../app.ts";
import type { AppTransfer } from "../../app-transfer.ts";
import type { AuditEntry } from "../../audit.ts";
import type { CostSettings } from "../../cost-settings.ts";
import type { Delta } from "../../delta.ts";
import type { ListedFile } from "../../file-change.ts";
import type { Icon } from "../../icon.ts";
import type {
  AnnouncementId,
  AppId,
  DeveloperId,
  JobId,
  SweepRunId,
  TrackId,
  UserId,
  VersionId,
} from "../../ids.ts";
import type { Finding, InventoryRun, QuarantinedObject } from "../../inventory.ts";
import type { Invitation } from "../../invitation.ts";
import type { JobFailure } from "../../job-failure.ts";
import type { Job } from "../../jobs.ts";
import type { NoticeChoice } from "../../notice.ts";
import type { AccountRole } from "../../permission.ts";
import type { AlertEpisode, AlertRow } from "../../ports/alerts.ts";
import type { Topic } from "../../ports/change-feed.ts";
import type {
  CountryDay,
  DownloadHour,
  DownloadSums,
  RawDownload,
  RebuiltDay,
} from "../../ports/downloads.ts";
import type { FileListStatus } from "../../ports/file-lists.ts";
import type { LogFile } from "../../ports/log-files.ts";
import type { SweepEnd } from "../../ports/retention.ts";
import type { Quota } from "../../quota.ts";
import type { Release } from "../../release.ts";
import type {
  LegalHold,
  Retained,
  RetentionClass,
  RetentionOverride,
  RetentionPolicyInForce,
} from "../../retention.ts";
import type { Review, ReviewMessage } from "../../review.ts";
import type { ReviewPolicyInForce } from "../../review-policy.ts";
import type { Screenshot } from "../../screenshot.ts";
import type { StoreSettings } from "../../store-settings.ts";
import type { StoredObject } from "../../stored-object.ts";
import type { AppTrack, NewTrackDevice } from "../../track.ts";
import type { TrustedExchange, TrustedPublisher } from "../../trusted-publisher.ts";
import type { Upload } from "../../upload.ts";
import type { Day, UsageDay } from "../../usage.ts";
import type { Version } from "../../version.ts";
import type { Webhook, WebhookDelivery } from "../../webhook.ts";

export interface MembershipRow {
  developerId: DeveloperId;
  userId: UserId;
  role: AccountRole;
  createdAt: Date;
}

/** A person; for which account they act depends on the session. */
export type PersonRow = Person;

export interface OutboxRow {
  id: JobId;
  generation: number;
  job: Job;
  createdAt: Date;
  /** 0 until it is claimed. */
  claimedUntil: number;
  failed: { failure: JobFailure; at: Date } | null;
  trace: string | null;
}

export interface SweepRunRow {
  startedAt: number;
  finishedAt: number | null;
  end: SweepEnd | null;
  approvedBy: string | null;
  approvedAt: number | null;
}

/** A track that was removed keeps its sequence for when it comes back. */
export interface TrackRow extends AppTrack {
  isRemoved: boolean;
}

export interface TrackDeviceRow extends NewTrackDevice {
  trackId: TrackId;
  addedBy: UserId;
  addedAt: Date;
}

/** An entry, and whose affair it is. */
export interface AuditRow extends AuditEntry {
  affairOf: DeveloperId | null;
}

export interface NoticeRow {
  userId: UserId;
  announcementId: AnnouncementId;
  shown: boolean;
  readAt: Date | null;
}

export interface VersionDayRow extends Omit<DownloadSums, "deltas"> {
  appId: AppId;
  day: Day;
  versionCode: number;
  part: RawDownload["part"];
}

/** Everything the database holds. Rows are never changed in place, so that a copy of the maps is a snapshot. */
export interface State {
  users: Map<string, PersonRow>;
  /** From `provider subject` to the person's id. */
  identities: Map<string, string>;
  /** By `developer user`. */
  memberships: Map<string, MembershipRow>;
  /** Names of developer accounts. */
  developers: Map<string, string>;
  /** When accounts were made. */
  developersSince: Map<string, Date>;
  sessions: Map<string, Session>;
  invitations: Map<string, Invitation & { hash: string | null }>;
  transfers: Map<string, AppTransfer & { hash: string }>;
  publishers: Map<string, TrustedPublisher & { removedAt: Date | null }>;
  exchanges: Map<string, TrustedExchange & { identitySha256: string; hash: string }>;
  tokens: Map<string, AccessToken & { hash: string }>;
  /** Tokens whose person was told that they expire. */
  reminded: Set<string>;
  apps: Map<string, App>;
  /** Limits of their own, by developer. */
  quotas: Map<string, Partial<Quota>>;
  uploads: Map<string, Upload>;
  /** By upload: the entity tags of the parts that have arrived, by their number. */
  parts: Map<string, ReadonlyMap<number, string>>;
  versions: Map<string, Version>;
  tracks: Map<string, TrackRow>;
  /** By `track device`. */
  trackDevices: Map<string, TrackDeviceRow>;
  releases: Map<string, Release>;
  /** By `version base`. */
  deltas: Map<string, Delta>;
  /** By version: the digest of the stored list of its contents. */
  contentLists: Map<string, string>;
  /** By `app day version part`. */
  downloadDays: Map<string, VersionDayRow>;
  /** By `app day country version`. */
  downloadCountries: Map<string, CountryDay & { appId: AppId }>;
  /** By `milliseconds id`. */
  rawDownloads: Map<string, RawDownload & { savedBytes: number }>;
  /** Days that single downloads are kept of, or were. */
  rawDays: Map<Day, { isWhole: boolean; isDropped: boolean; rebuilt: RebuiltDay | null }>;
  /** By `etag key`. */
  logFiles: Map<string, LogFile>;
  /** By the hour in ISO 8601. */
  downloadHours: Map<string, DownloadHour>;
  /** When an object with events was read, by its key. */
  eventObjects: Map<string, number>;
  /** When a report was counted, by its id. */
  reports: Map<string, number>;
  icons: Map<string, Icon>;
  screenshots: Map<string, Screenshot>;
  objects: Map<string, StoredObject>;
  inventoryRuns: Map<string, InventoryRun>;
  findings: Map<bigint, Finding>;
  quarantine: Map<string, QuarantinedObject>;
  /** In the order in which they were added. */
  outbox: Map<JobId, OutboxRow>;
  audit: AuditRow[];
  announcements: Map<string, Announcement>;
  alerts: Map<AlertName, AlertRow>;
  alertEpisodes: Map<string, AlertEpisode>;
  /** By `user announcement`. */
  notices: Map<string, NoticeRow>;
  /** By `user kind`. */
  noticeChoices: Map<string, NoticeChoice>;
  webhooks: Map<string, Webhook>;
  deliveries: Map<string, WebhookDelivery>;
  /** By `day developer`. */
  usageDays: Map<string, UsageDay>;
  storeUsageDays: Map<string, UsageDay>;
  /** Null as long as nobody has set any. */
  costSettings: CostSettings | null;
  storeSettings: StoreSettings | null;
  /** By the id of a version, an icon or a screenshot: its last sign of life, by the database's clock. */
  stepChanged: Map<string, number>;
  /** By the id of a version: why its bytes are kept for a time only, since when, and when its deletion was announced. */
  retention: Map<string, { class: RetentionClass | null } & Retained>;
  /** Every policy there has been. */
  policies: RetentionPolicyInForce[];
  /** By `app class`. */
  overrides: Map<string, RetentionOverride & { setBy: string; setAt: Date }>;
  fileLists: Map<string, { status: FileListStatus; files: ListedFile[] }>;
  /** By version. */
  reviews: Map<string, Review>;
  /** In the order in which they were written. */
  reviewMessages: ReviewMessage[];
  /** Every review policy there has been. */
  reviewPolicies: ReviewPolicyInForce[];
  /** By `developer user`: when they last left. */
  formerMembers: Map<string, number>;
  /** By developer account: since when admins trust it. */
  trusted: Map<string, number>;
  /** Those that have not been lifted. */
  holds: Map<string, LegalHold>;
  sweepRuns: Map<string, SweepRunRow>;
  purges: { id: VersionId; run: SweepRunId; class: RetentionClass; dueAt: number }[];
  /** How often the state has been changed. */
  /** Downloads of an app as last counted, and in how many apps a word was. */
  popularity: Map<AppId, number>;
  catalogWords: Map<string, number>;
  commits: number;
  /** What listeners are to be told once this state is the committed one. */
  changed: Set<Topic | "outbox">;
}

export function emptyState(): State {
  return {
    users: new Map(),
    identities: new Map(),
    memberships: new Map(),
    developers: new Map(),
    developersSince: new Map(),
    sessions: new Map(),
    invitations: new Map(),
    transfers: new Map(),
    publishers: new Map(),
    exchanges: new Map(),
    tokens: new Map(),
    reminded: new Set(),
    apps: new Map(),
    quotas: new Map(),
    uploads: new Map(),
    parts: new Map(),
    versions: new Map(),
    tracks: new Map(),
    trackDevices: new Map(),
    releases: new Map(),
    deltas: new Map(),
    contentLists: new Map(),
    downloadDays: new Map(),
    downloadCountries: new Map(),
    rawDownloads: new Map(),
    rawDays: new Map(),
    logFiles: new Map(),
    downloadHours: new Map(),
    eventObjects: new Map(),
    reports: new Map(),
    icons: new Map(),
    screenshots: new Map(),
    objects: new Map(),
    inventoryRuns: new Map(),
    findings: new Map(),
    quarantine: new Map(),
    outbox: new Map(),
    audit: [],
    announcements: new Map(),
    alerts: new Map(),
    alertEpisodes: new Map(),
    notices: new Map(),
    noticeChoices: new Map(),
    webhooks: new Map(),
    deliveries: new Map(),
    usageDays: new Map(),
    storeUsageDays: new Map(),
    costSettings: null,
    storeSettings: null,
    stepChanged: new Map(),
    retention: new Map(),
    policies: [],
    overrides: new Map(),
    fileLists: new Map(),
    reviews: new Map(),
    reviewMessages: [],
    reviewPolicies: [],
    formerMembers: new Map(),
    trusted: new Map(),
    holds: new Map(),
    sweepRuns: new Map(),
    purges: [],
    popularity: new Map(),
    catalogWords: new Map(),
    commits: 0,
    changed: new Set(),
  };
}

export function copyState(state: State): State {
  return {
    users: new Map(state.users),
    identities: new Map(state.identities),
    memberships: new Map(state.memberships),
    developers: new Map(state.developers),
    developersSince: new Map(state.developersSince),
    sessions: new Map(state.sessions),
    invitations: new Map(state.invitations),
    transfers: new Map(state.transfers),
    publishers: new Map(state.publishers),
    exchanges: new Map(state.exchanges),
    tokens: new Map(state.tokens),
    reminded: new Set(state.reminded),
    apps: new Map(state.apps),
    quotas: new Map(state.quotas),
    uploads: new Map(state.uploads),
    parts: new Map(state.parts),
    versions: new Map(state.versions),
    tracks: new Map(state.tracks),
    trackDevices: new Map(state.trackDevices),
    releases: new Map(state.releases),
    deltas: new Map(state.deltas),
    contentLists: new Map(state.contentLists),
    downloadDays: new Map(state.downloadDays),
    downloadCountries: new Map(state.downloadCountries),
    rawDownloads: new Map(state.rawDownloads),
    rawDays: new Map(state.rawDays),
    logFiles: new Map(state.logFiles),
    downloadHours: new Map(state.downloadHours),
    eventObjects: new Map(state.eventObjects),
    reports: new Map(state.reports),
    icons: new Map(state.icons),
    screenshots: new Map(state.screenshots),
    objects: new Map(state.objects),
    inventoryRuns: new Map(state.inventoryRuns),
    findings: new Map(state.findings),
    quarantine: new Map(state.quarantine),
    outbox: new Map(state.outbox),
    audit: [...state.audit],
    announcements: new Map(state.announcements),
    alerts: new Map(state.alerts),
    alertEpisodes: new Map(state.alertEpisodes),
    notices: new Map(state.notices),
    noticeChoices: new Map(state.noticeChoices),
    webhooks: new Map(state.webhooks),
    deliveries: new Map(state.deliveries),
    usageDays: new Map(state.usageDays),
    storeUsageDays: new Map(state.storeUsageDays),
    costSettings: state.costSettings,
    storeSettings: state.storeSettings,
    stepChanged: new Map(state.stepChanged),
    retention: new Map(state.retention),
    policies: [...state.policies],
    overrides: new Map(state.overrides),
    fileLists: new Map(state.fileLists),
    reviews: new Map(state.reviews),
    reviewMessages: [...state.reviewMessages],
    reviewPolicies: [...state.reviewPolicies],
    formerMembers: new Map(state.formerMembers),
    trusted: new Map(state.trusted),
    holds: new Map(state.holds),
    sweepRuns: new Map(state.sweepRuns),
    purges: [...state.purges],
    popularity: new Map(state.popularity),
    catalogWords: new Map(state.catalogWords),
    commits: state.commits + 1,
    changed: new Set(),
  };
}

export function identityKey(provider: Identity["provider"], subject: string): string {
  return `${provider} ${subject}`;
}

/** The state as one caller reaches it: in a transaction its own copy, outside what has been committed. */
export interface Access {
  inTransaction: boolean;
  /** The database's clock. */
  now(): number;
  read(): State;
  /** All or nothing: what `change` did before it threw is undone. Outside a transaction it waits for open ones. */
  write<Result>(change: (state: State) => Result): Promise<Result>;
}

/** Nothing that a caller holds is the database's own row. */
export function copyOf<Row>(row: Row | undefined | null): Row | null {
  return row == null ? null : structuredClone(row);
}
