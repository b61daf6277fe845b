import { NewApp, SignedDocument, stable, Track } from "@mosis/domain";
import { z } from "zod";
import { problemCodes } from "../http/problem.ts";

export { SignedDocument };

const size = z.int().positive().describe("Bytes.");
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const address = z.url().describe("Signed; works for an hour at most.");

/** The largest version code there is, as in manifests. */
export const largestVersionCode = 2_147_483_647;

/** Characters of the longest name that a device may have. */
export const longestName = 200;
/** Characters of the longest tag that is looked at; ours are shorter. */
export const longestTag = 100;

export const DeviceName = z
  .string()
  .min(1)
  .max(longestName)
  .describe(
    "The name that the device chose for itself, always the same. Without it: only what everybody gets.",
  );
export const InstalledVersionCode = z.int().min(1).max(largestVersionCode).describe("What is installed.");
export const PackageIdParam = NewApp.shape.packageId.meta({
  description: "Reverse domain name.",
  examples: ["com.example.notes"],
});
export const TrackName = Track.describe("Name of the track.");

/** What there is to install. */
export const Update = z.object({
  version: z.string(),
  version_code: z.int().positive(),
  size,
  sha256,
  min_os_version: z.string().nullable(),
  download_url: address,
  expires_at: z.iso.datetime().describe("When the addresses end."),
  contents_url: address.nullable().describe("List of the package's contents; null when there is none."),
  delta: z
    .object({ from_version_code: z.int().positive(), size, sha256, download_url: address })
    .nullable()
    .describe("The way from what is installed; null when there is none."),
});

export const UpdateAnswer = z.object({
  document: SignedDocument.describe("What to believe: the signed release document of the track."),
  update: Update.nullable().describe("Null when nothing newer than what is installed is released."),
});
export type UpdateAnswer = z.infer<typeof UpdateAnswer>;

/** Most apps in one call. */
export const mostApps = 1_000;

export const AskedApp = z.object({
  package_id: PackageIdParam,
  track: TrackName.default(stable),
  version_code: InstalledVersionCode.optional(),
  known: z.string().max(longestTag).optional().describe("The `tag` of the answer that the device has."),
});

export const UpdatesRequest = z.object({
  device: DeviceName.optional(),
  apps: z.array(AskedApp).min(1).max(mostApps),
});
export type UpdatesRequest = z.infer<typeof UpdatesRequest>;

const asked = { package_id: z.string(), track: z.string() };
const tag = z.string().describe("Stands for document and update; send it as `known` next time.");

export const UpdatesAnswer = z.object({
  results: z
    .array(
      z.union([
        z.object({ ...asked, tag, ...UpdateAnswer.shape }),
        z.object({ ...asked, tag, unchanged: z.literal(true) }),
        z.object({ ...asked, code: z.enum(["no_release", "internal_error"]), detail: z.string() }),
      ]),
    )
    .describe("In the order of the apps that were asked about."),
});

export const LatestRelease = z.object({
  package_id: z.string(),
  name: z.string(),
  track: z.string(),
  version: z.string(),
  version_code: z.int().positive(),
  size,
  sha256,
  min_os_version: z.string().nullable(),
  published_at: z.iso.datetime(),
  icon_urls: z.record(z.string(), z.url()).nullable().describe("By edge length in pixels."),
  download_url: address,
  download_expires_at: z.iso.datetime(),
  document: SignedDocument,
});
export type LatestRelease = z.infer<typeof LatestRelease>;

export const Problem = z
  .object({
    type: z.literal("about:blank"),
    title: z.string(),
    status: z.int(),
    code: z.enum(problemCodes),
    detail: z.string(),
    id: z.uuid().optional().describe("Of an unexpected failure, to report it by."),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .describe("RFC 9457.");
export type Problem = z.infer<typeof Problem>;
