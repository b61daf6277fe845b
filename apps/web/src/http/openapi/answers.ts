import {
  type Category,
  categories,
  iconStatuses,
  releaseStatuses,
  screenshotStatuses,
  tokenScopes,
  trackAudiences,
  uploadKinds,
  uploadStatuses,
  validationSteps,
  versionStatuses,
} from "@mosis/domain";
import { z } from "zod";
import { at, bytes, count, id, pageOf, sha256 } from "./pieces.ts";

// What the API answers to developers. openapi.test.ts holds these against what present.ts writes.

const category = z.enum(Object.keys(categories) as Category[]);
const icon = z.object({ content_hash: z.string() }).nullable();
const head = { id, package_id: z.string(), name: z.string(), summary: z.string(), category, icon };

export const App = z.object({ ...head, description: z.string(), created_at: at, updated_at: at });
export const AppListItem = z.object({
  ...head,
  versions: count,
  latest: z
    .object({ id, status: z.enum(versionStatuses), version: z.string().nullable(), created_at: at })
    .nullable(),
  live: z.object({ version: z.string(), version_code: z.int(), published_at: at }).nullable(),
});
export const CatalogItem = z.object({
  ...head,
  developer: z.string(),
  version: z.string(),
  version_code: z.int(),
  size: bytes,
  published_at: at,
  first_published_at: at,
  downloads_30_days: count.describe("Of the last 30 days, cut to two digits, as last counted."),
});
export const FoundApps = pageOf(CatalogItem).extend({
  more_match: z.boolean().describe("A search gives the best 1,000."),
  searched_instead: z
    .string()
    .nullable()
    .describe("What was searched for instead, as nothing has the words that were asked for."),
});
export const CatalogEntry = CatalogItem.extend({
  description: z.string(),
  release_notes: z.string(),
  sha256,
  permissions: z.array(z.string()).readonly(),
});
export const CategoryCounts = z.object({
  items: z.array(z.object({ id: category, name: z.string(), apps: count })),
});
export const PublicVersion = z.object({
  version: z.string(),
  version_code: z.int().nullable(),
  size: bytes,
  published_at: at.nullable(),
  release_notes: z.string(),
});

const upload = {
  id,
  app_id: id,
  kind: z.enum(uploadKinds),
  file_name: z.string(),
  size: bytes,
  sha256,
  status: z.enum(uploadStatuses),
  part_size: z
    .int()
    .nullable()
    .describe("Bytes of every part but the last; null when it is sent in one piece."),
  part_count: z.int().nullable(),
  expires_at: at,
};
export const Upload = z.object(upload);
export const OpenUpload = z.object({ ...upload, received_bytes: bytes });
const put = {
  method: z.literal("PUT"),
  url: z.url(),
  headers: z.record(z.string(), z.string()).describe("To be sent exactly as they are."),
  expires_at: at,
};
export const StartedUpload = z.object({ upload: Upload, put: z.object(put).nullable() });
export const ReceivedPart = z.object({ part_number: z.int(), size: bytes });
export const SignedPart = z.object({ part_number: z.int(), size: bytes, ...put });

const finding = z.object({
  code: z.string(),
  severity: z.enum(["error", "warning"]),
  path: z.string().nullable().describe("In the package; null for the whole of it."),
  message: z.string(),
  fix: z.string(),
});
export const Version = z.object({
  id,
  app_id: id,
  status: z.enum(versionStatuses),
  step: z.enum(validationSteps).nullable(),
  version: z.string().nullable(),
  version_code: z.int().nullable(),
  file_name: z.string(),
  size: bytes,
  sha256,
  findings: z.array(finding).readonly(),
  can_retry: z.boolean().describe("The store broke the check off and can take it up again."),
  decision_reason: z.string().nullable(),
  release_notes: z.string(),
  created_at: at,
  status_changed_at: at,
  published_at: at.nullable(),
  purged_at: at.nullable().describe("When its package was deleted."),
});

export const EndedVersion = Version.extend({
  /** Whether the edge refuses its downloads already; if not, they stop as soon as storage answers. */
  downloads_stopped: z.boolean(),
});
export const VersionListItem = z.object({
  id,
  status: z.enum(versionStatuses),
  version: z.string().nullable(),
  version_code: z.int().nullable(),
  file_name: z.string(),
  size: bytes,
  errors: count,
  warnings: count,
  created_at: at,
  status_changed_at: at,
});

const refusal = z.object({ code: z.string(), message: z.string(), fix: z.string() }).nullable();
export const Icon = z.object({
  id,
  app_id: id,
  status: z.enum(iconStatuses),
  refusal,
  content_hash: z.string().nullable(),
});
export const Screenshot = z.object({
  id,
  app_id: id,
  status: z.enum(screenshotStatuses),
  position: z.int().nullable(),
  alt_text: z.string(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  content_hash: z.string().nullable(),
  file_name: z.string(),
  refusal,
  created_at: at,
});
export const Screenshots = z.object({ items: z.array(Screenshot) });
export const CompletedUpload = z.union([
  z.object({ kind: z.literal("package"), version: Version }),
  z.object({ kind: z.literal("icon"), icon: Icon }),
  z.object({ kind: z.literal("screenshot"), screenshot: Screenshot }),
]);

const basisPoints = z.int().min(1).max(10_000).describe("Hundredths of a percent: 10000 is every device.");
const release = {
  id,
  app_id: id,
  track_id: id,
  version_id: id,
  status: z.enum(releaseStatuses),
  status_changed_at: at,
  basis_points: basisPoints,
  starts_at: at.nullable(),
  ramp: z.object({ step_basis_points: basisPoints, every_hours: z.int() }).nullable(),
  raises_at: at.nullable().describe("When the ramp raises it next."),
  paused_for: z.enum(["person", "failures"]).nullable(),
  halt_threshold: basisPoints,
  installed: count,
  failed: count,
  judged: z
    .object({ failed: z.int(), reports: z.int(), failing_share_at_least: z.number().min(0).max(1) })
    .describe("Reports since a person last resumed it, with the lower bound of Wilson's interval (95 %)."),
  group_id: id.nullable().describe("What it was started together with."),
  created_at: at,
};
const versionOf = z.object({ id, version: z.string().nullable(), version_code: z.int().nullable() });
export const Release = z.object(release);
export const ReleaseOnTrack = z.object({ ...release, version: versionOf });
export const ReleaseListItem = z.object({
  ...release,
  track: z.object({ id, name: z.string() }),
  version: versionOf,
  created_by: z.string().nullable(),
});
const track = {
  id,
  app_id: id,
  name: z.string(),
  audience: z.enum(trackAudiences),
  sequence: z.int().describe("Grows with every change of what devices get."),
};
export const Track = z.object(track);
export const TrackListItem = z.object({
  ...track,
  devices: count,
  base: ReleaseOnTrack.nullable(),
  candidate: ReleaseOnTrack.nullable(),
  scheduled: ReleaseOnTrack.nullable(),
  beneath: ReleaseOnTrack.nullable(),
});
export const Tracks = z.object({ items: z.array(TrackListItem) });
export const TrackDevice = z.object({
  name_sha256: sha256,
  label: z.string(),
  added_by: z.string().nullable(),
  added_at: at,
});
export const Releasable = z.object({ id, version: z.string(), version_code: z.int(), published_at: at });

export const Session = z.object({
  id,
  provider: z.string(),
  user_agent: z.string(),
  created_at: at,
  last_seen_at: at,
  expires_at: at,
  current: z.boolean(),
});
export const AccessToken = z.object({
  id,
  name: z.string(),
  account_id: id,
  scopes: z.array(z.enum(tokenScopes)),
  app_id: id.nullable().describe("The one app it is good for; null for all of the account's."),
  start: z.string(),
  status: z.enum(["live", "expired", "revoked"]),
  created_at: at,
  expires_at: at,
  last_used_at: at.nullable(),
  revoked_at: at.nullable(),
});
export const CreatedToken = AccessToken.extend({
  token: z.string().describe("The token itself. It is never shown again."),
});

export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("For people."),
    code: z.string().describe("Stable, for programs."),
    request_id: z.string(),
    fields: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .readonly()
      .optional(),
  })
  .describe("A problem document (RFC 9457).");
