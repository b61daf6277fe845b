import type {
  ComparedFiles,
  FileChange,
  Holder,
  PolicyPreview,
  PolicyRevision,
  ReviewMessage,
  ReviewPolicy,
  ReviewPolicyInForce,
  ReviewQueueItem,
  ReviewSheet,
  ReviewStatus,
  ShownFile,
  ThreadMessage,
} from "@mosis/domain";
import { presentHead, presentPage, presentVersion } from "./present.ts";

// Reviews in the API's JSON. What is not written here does not leave.

export function presentQueueItem(item: ReviewQueueItem) {
  return {
    version_id: item.versionId,
    version: item.versionName,
    version_code: item.versionCode,
    size: item.size,
    submitted_at: item.submittedAt.toISOString(),
    app: presentHead(item.app),
    developer: item.developerName,
    first_release: item.firstRelease,
    warnings: item.warnings,
    claimed_by: item.claimedBy?.name ?? null,
    approved_once: item.isApprovedOnce,
    answered: item.isAnswered,
    sample: item.sample,
  };
}

export function presentMessage(message: ReviewMessage | ThreadMessage) {
  return {
    id: message.id,
    kind: message.kind,
    side: message.side,
    author: "author" in message ? message.author : null,
    text: message.text,
    reasons: message.reasons.map(({ code, path, finding }) => ({ code, path, finding })),
    created_at: message.createdAt.toISOString(),
  };
}

const presentHolder = (holder: Holder | null) =>
  holder && { name: holder.name, since: holder.at.toISOString() };

export function presentReview(sheet: ReviewSheet) {
  const { review } = sheet;
  return {
    version: presentVersion(sheet.version),
    published_before: sheet.before && presentVersion(sheet.before),
    claim: presentHolder(sheet.claim),
    approvals_needed: sheet.approvals,
    first_approval: presentHolder(sheet.firstApproval),
    judgement: review?.judgement
      ? {
          policy: review.judgement.policy,
          rule: review.judgement.rule,
          outcome: review.judgement.outcome,
        }
      : null,
    look: review?.afterLook ?? null,
    own: sheet.isOwn,
    thread: sheet.thread.map(presentMessage),
  };
}

export function presentReviewStatus(status: ReviewStatus) {
  return {
    waiting_for: status.wait,
    position: status.place?.position ?? null,
    in_line: status.place?.waiting ?? null,
    usual_time: {
      decisions: status.times.decisions,
      p50_ms: status.times.p50Ms,
      p90_ms: status.times.p90Ms,
    },
    submitted_at: status.submittedAt?.toISOString() ?? null,
    approved_once: status.isApprovedOnce,
    approved_by: status.approvedBy,
    thread: status.thread.map(presentMessage),
  };
}

function presentFileChange({ path, kind, before, after }: FileChange) {
  const facts = (of: FileChange["before"]) =>
    of && { size: of.size, compressed_size: of.compressedSize, sha256: of.sha256 };
  return { path, kind, before: facts(before), after: facts(after) };
}

export function presentComparedFiles({ before, known, files }: ComparedFiles) {
  return {
    published_before: before && { id: before.id, version: before.manifest?.version ?? null },
    known,
    totals: files && {
      added: files.totals.added,
      removed: files.totals.removed,
      changed: files.totals.changed,
      same: files.totals.same,
      added_bytes: files.totals.addedBytes,
      removed_bytes: files.totals.removedBytes,
      grown_bytes: files.totals.grownBytes,
    },
    files: files && presentPage(files.page, presentFileChange),
  };
}

export function presentShownFile(shown: ShownFile) {
  return {
    kind: shown.kind,
    size: shown.file?.size ?? null,
    sha256: shown.file?.sha256 ?? null,
    size_before: shown.before?.file.size ?? null,
    sha256_before: shown.before?.file.sha256 ?? null,
    lines:
      shown.kind === "text"
        ? shown.lines.map(({ kind, before, after, text }) => ({ kind, before, after, text }))
        : null,
    cut: shown.kind === "text" && shown.isCut,
  };
}

export function presentReviewRules(policy: ReviewPolicy) {
  return {
    approvals: policy.approvals,
    trust: {
      by_admin: policy.trust.byAdmin,
      published: policy.trust.published,
      days: policy.trust.days,
    },
    rules: policy.rules.map((rule) => ({
      name: rule.name,
      on: rule.isOn,
      no_new_permission: rule.noNewPermission,
      no_new_finding: rule.noNewFinding,
      not_first: rule.notFirst,
      trusted: rule.trusted,
      most_size_change_percent: rule.mostSizeChange,
    })),
    sample_share: policy.sampleShare,
    look_share: policy.lookShare,
  };
}

export function presentReviewPolicy(known: { inForce: ReviewPolicyInForce; revisions: PolicyRevision[] }) {
  const { inForce, revisions } = known;
  return {
    number: inForce.number,
    policy: presentReviewRules(inForce.policy),
    revisions: revisions.map(({ number, policy, changedBy, changedAt }) => ({
      number,
      policy: presentReviewRules(policy),
      changed_by: changedBy,
      changed_at: changedAt.toISOString(),
    })),
  };
}

export function presentPolicyPreview(preview: PolicyPreview) {
  return {
    days: preview.days,
    submissions: preview.submissions,
    approved: preview.approved,
    samples: preview.samples,
    looks: preview.looks,
    by_rule: preview.byRule.map(({ rule, met }) => ({ rule, met })),
    partial: preview.isPartial,
  };
}

export type ReviewRulesJson = ReturnType<typeof presentReviewRules>;
export type PolicyPreviewJson = ReturnType<typeof presentPolicyPreview>;
export type ReviewStatusJson = ReturnType<typeof presentReviewStatus>;
export type MessageJson = ReturnType<typeof presentMessage>;
