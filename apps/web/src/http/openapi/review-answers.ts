import { fileChangeKinds, messageKinds, reasonCodes, reviewSides } from "@mosis/domain";
import { z } from "zod";
import { Version } from "./answers.ts";
import { at, bytes, count, id, pageOf, sha256 } from "./pieces.ts";

// What the API answers about reviews.

const name = z.string();
const share = z.int().min(0).max(10_000).describe("Hundredths of a percent.");

export const ReviewMessage = z.object({
  id,
  kind: z.enum(messageKinds),
  side: z.enum(reviewSides),
  author: name.nullable(),
  text: z.string(),
  reasons: z.array(
    z.object({ code: z.enum(reasonCodes), path: z.string().nullable(), finding: z.string().nullable() }),
  ),
  created_at: at,
});
const head = z.object({
  id,
  package_id: z.string(),
  name,
  summary: z.string(),
  category: z.string(),
  icon: z.object({ content_hash: z.string() }).nullable(),
});
export const ReviewQueueItem = z.object({
  version_id: id,
  version: z.string(),
  version_code: z.int(),
  size: bytes,
  submitted_at: at,
  app: head,
  developer: name,
  first_release: z.boolean(),
  warnings: count,
  claimed_by: name.nullable(),
  approved_once: z.boolean(),
  answered: z.boolean().describe("The last word is the developer's."),
  sample: z.enum(["decide", "look"]).nullable().describe("Drawn from what a rule approves."),
});
export const ReviewQueue = pageOf(ReviewQueueItem);

const holder = z.object({ name, since: at }).nullable();
export const Review = z.object({
  version: Version,
  published_before: Version.nullable(),
  claim: holder,
  approvals_needed: z.union([z.literal(1), z.literal(2)]),
  first_approval: holder,
  judgement: z
    .object({
      policy: count.describe("Its number; 0 is the store's default."),
      rule: name.nullable(),
      outcome: z.enum(["approved", "sample", "person"]),
    })
    .nullable(),
  look: z.enum(["waiting", "done"]).nullable(),
  own: z.boolean().describe("It is the caller's own affair: another reviewer decides."),
  thread: z.array(ReviewMessage),
});
export const ReviewPulse = z.object({
  revision: z.string().describe("Another one whenever something about the review has changed."),
});
export const ReviewStatus = z.object({
  waiting_for: z.enum(["line", "claimed", "second_approval", "your_answer", "changes", "nothing"]),
  position: z.int().min(1).nullable(),
  in_line: count.nullable(),
  usual_time: z
    .object({ decisions: count, p50_ms: z.number().nullable(), p90_ms: z.number().nullable() })
    .describe("From submission to decision by people, in the last 30 days; null below five decisions."),
  submitted_at: at.nullable(),
  approved_once: z.boolean(),
  approved_by: z.object({ policy: count, rule: name }).nullable(),
  thread: z.array(ReviewMessage),
});

const facts = z.object({ size: bytes, compressed_size: bytes, sha256 }).nullable();
export const ComparedFiles = z.object({
  published_before: z.object({ id, version: z.string().nullable() }).nullable(),
  known: z
    .enum(["listed", "listing", "failed"])
    .describe("`listing`: the lists are being made; ask again shortly."),
  totals: z
    .object({
      added: count,
      removed: count,
      changed: count,
      same: count,
      added_bytes: bytes,
      removed_bytes: bytes,
      grown_bytes: z.int(),
    })
    .nullable(),
  files: pageOf(
    z.object({ path: z.string(), kind: z.enum(fileChangeKinds), before: facts, after: facts }),
  ).nullable(),
});
export const PackageFile = z.object({
  kind: z.enum(["text", "picture", "hidden"]),
  size: bytes.nullable(),
  sha256: sha256.nullable(),
  size_before: bytes.nullable(),
  sha256_before: sha256.nullable(),
  lines: z
    .array(
      z.object({
        kind: z.enum(["same", "added", "removed"]),
        before: z.int().nullable(),
        after: z.int().nullable(),
        text: z.string(),
      }),
    )
    .nullable()
    .describe("Line by line against the last published version; null for what is no text."),
  cut: z.boolean(),
});

const rules = z.object({
  approvals: z.union([z.literal(1), z.literal(2)]),
  trust: z.object({ by_admin: z.boolean(), published: z.int().nullable(), days: z.int() }),
  rules: z.array(
    z.object({
      name,
      on: z.boolean(),
      no_new_permission: z.boolean(),
      no_new_finding: z.boolean(),
      not_first: z.boolean(),
      trusted: z.boolean(),
      most_size_change_percent: z.int().nullable(),
    }),
  ),
  sample_share: share,
  look_share: share,
});
export const ReviewPolicy = z.object({
  number: count,
  policy: rules,
  revisions: z.array(z.object({ number: count, policy: rules, changed_by: name.nullable(), changed_at: at })),
});
export const ReviewPolicyPreview = z.object({
  days: count,
  submissions: count,
  approved: count,
  samples: count,
  looks: count,
  by_rule: z.array(z.object({ rule: name, met: count })),
  partial: z.boolean(),
});
