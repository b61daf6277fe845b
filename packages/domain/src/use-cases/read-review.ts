import type { Manifest } from "@mosis/format";
import type { UserActor } from "../actor.ts";
import type { App } from "../app.ts";
import { DomainError } from "../errors.ts";
import type { UserId, VersionId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import type { QueuePlace, ThreadMessage } from "../ports/reviews.ts";
import {
  type DeveloperRecord,
  liveClaim,
  type Review,
  type ReviewTimes,
  type ReviewWait,
  waitOf,
} from "../review.ts";
import { sha256Of } from "../sha256.ts";
import type { Version, VersionFinding } from "../version.ts";
import { isConcerned } from "./hold-review.ts";
import { requireSubmitted } from "./read-package-file.ts";
import { requireOwnVersion } from "./require-own-version.ts";

/** A person who has something in hand, since when. */
export interface Holder {
  userId: UserId;
  name: string;
  at: Date;
}

/** A version as reviewers look at it. */
export interface ReviewSheet {
  app: App;
  version: Version;
  review: Review | null;
  /** Who has it in hand. */
  claim: Holder | null;
  firstApproval: Holder | null;
  /** How many people have to approve. */
  approvals: 1 | 2;
  /** The last version that was published before it. */
  before: Version | null;
  /** The actor may not decide: it is their own affair. */
  isOwn: boolean;
  developer: DeveloperRecord | null;
  thread: ThreadMessage[];
}

/** @throws DomainError `role_required`, `not_found`. */
export async function readReview(
  ports: Ports,
  { actor, versionId }: { actor: UserActor; versionId: VersionId },
): Promise<ReviewSheet> {
  const { db, clock } = ports;
  const version = await requireSubmitted(ports, actor, versionId);
  const [app, review, before, { policy }, isOwn, developer] = await Promise.all([
    db.apps.find(actor, version.appId),
    db.reviews.find(versionId),
    db.reviews.findPublishedBefore(version),
    db.reviews.policy(),
    isConcerned(db, actor, version),
    db.queries.readDeveloperRecord(version.developerId),
  ]);
  if (!app) throw new DomainError("not_found");
  const claim = review && liveClaim(review, clock.now());
  const first = review?.firstApproval ?? null;
  const [names, thread] = await Promise.all([
    db.queries.namesOf([claim?.by, first?.by].filter((id) => id !== undefined)),
    db.queries.listThread(versionId, { isInternal: !isOwn }),
  ]);
  const holder = (of: { by: UserId; at: Date } | null): Holder | null =>
    of && { userId: of.by, name: names.get(of.by) ?? "Somebody", at: of.at };
  return {
    app,
    version,
    review,
    claim: holder(claim),
    firstApproval: holder(first),
    approvals: policy.approvals,
    before,
    isOwn,
    developer,
    thread,
  };
}

/** A review as the version's developer sees it. */
export interface ReviewStatus {
  wait: ReviewWait;
  /** Null when the version is not in review. */
  place: QueuePlace | null;
  times: ReviewTimes;
  submittedAt: Date | null;
  /** Approved once, where it takes two. */
  isApprovedOnce: boolean;
  /** By which rule of which policy it was approved without a person. */
  approvedBy: { policy: number; rule: string } | null;
  thread: ThreadMessage[];
  /** Whether one can answer. */
  isOpen: boolean;
}

/** Where the review of one's own version stands. @throws DomainError `not_found`. */
export async function readReviewStatus(
  { db, clock }: Ports,
  { actor, versionId }: { actor: UserActor; versionId: VersionId },
): Promise<ReviewStatus> {
  const version = await requireOwnVersion(db, actor, versionId, "app.read");
  const at = clock.now();
  const [review, place, times, thread] = await Promise.all([
    db.reviews.find(versionId),
    db.queries.readQueuePlace(versionId),
    db.queries.readReviewTimes(at),
    db.queries.listThread(versionId, { isInternal: false }),
  ]);
  const { judgement } = review ?? {};
  const isAutomatic = judgement?.outcome === "approved" && judgement.rule !== null;
  return {
    wait: waitOf(version.status, review, at),
    place,
    times,
    submittedAt: version.submittedAt,
    isApprovedOnce: version.status === "in_review" && review?.firstApproval != null,
    approvedBy: isAutomatic ? { policy: judgement.policy, rule: judgement.rule ?? "" } : null,
    thread,
    isOpen: version.submittedAt !== null,
  };
}

/**
 * A text that is another one whenever something about the review has changed, for whoever watches. Nothing can be read
 * from it. @throws DomainError `not_found`.
 */
export async function readReviewPulse(
  { db, clock }: Ports,
  { actor, versionId }: { actor: UserActor; versionId: VersionId },
): Promise<{ revision: string }> {
  const version = await db.versions.find(actor, versionId);
  if (!version) throw new DomainError("not_found");
  const [review, messages, files] = await Promise.all([
    db.reviews.find(versionId),
    db.reviews.countMessages(versionId),
    db.fileLists.status(versionId),
  ]);
  const claim = review && liveClaim(review, clock.now());
  const { status, statusChangedAt } = version;
  // Not the claim's last sign, which changes nothing that is shown.
  const state = [
    status,
    statusChangedAt,
    claim?.by,
    review?.firstApproval,
    review?.afterLook,
    messages,
    files,
  ];
  const digest = await sha256Of(new TextEncoder().encode(JSON.stringify(state)));
  return { revision: digest.slice(0, 32) };
}

/** A field of the manifest and what it was and is, as text; null where there is none. */
export interface ManifestChange {
  field: string;
  before: string | null;
  after: string | null;
}

/** What changed between two manifests, and what stayed. Permissions are told apart from the rest. */
export interface ManifestComparison {
  changed: ManifestChange[];
  same: number;
  permissions: { added: string[]; removed: string[]; kept: string[] };
}

export function compareManifests(before: Manifest | null, after: Manifest | null): ManifestComparison {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const fields = [...new Set([...Object.keys(now), ...Object.keys(old)])];
  const all = fields.map((field) => ({ field, before: old[field] ?? null, after: now[field] ?? null }));
  const changed = all.filter((one) => one.before !== one.after);
  const [had, has] = [before?.permissions ?? [], after?.permissions ?? []];
  return {
    changed,
    same: all.length - changed.length,
    permissions: {
      added: has.filter((one) => !had.includes(one)),
      removed: had.filter((one) => !has.includes(one)),
      kept: has.filter((one) => had.includes(one)),
    },
  };
}

function fieldsOf(manifest: Manifest | null): Record<string, string> {
  const entries = Object.entries(manifest ?? {}).filter(
    ([field, value]) => field !== "permissions" && value !== undefined,
  );
  return Object.fromEntries(
    entries.map(([field, value]) => [field, Array.isArray(value) ? value.join(", ") : String(value)]),
  );
}

/** What the checks say now and said of the version before: a finding is the same at the same place. */
export function compareFindings(before: readonly VersionFinding[], after: readonly VersionFinding[]) {
  const key = ({ code, path }: VersionFinding) => JSON.stringify([code, path]);
  const [had, has] = [new Set(before.map(key)), new Set(after.map(key))];
  return {
    added: after.filter((one) => !had.has(key(one))),
    gone: before.filter((one) => !has.has(key(one))),
    kept: after.filter((one) => had.has(key(one))),
  };
}
