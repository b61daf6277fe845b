import { z } from "zod";
import type { IconSize } from "./icon.ts";
import type { AppId, DeveloperId, InventoryRunId, ScreenshotId, UploadId } from "./ids.ts";
import { type ScreenshotFile, screenshotFiles } from "./screenshot.ts";

/**
 * Every key in the bucket, built from database ids alone. Nothing a manifest, a header or a file name says
 * reaches a key.
 */
export const objectKeys = {
  upload: (uploadId: UploadId) => `temp/${uploadId}/upload`,
  package: (version: PackageAddress) => `${packageFolder(version)}/package.mosis`,
  manifest: (version: PackageAddress) => `${packageFolder(version)}/manifest.json`,
  /** The list of what is in the package; docs/package-format.md. */
  contents: (version: PackageAddress) => `${packageFolder(version)}/contents.json`,
  /** From the contents of an earlier version to this one's. */
  delta: (version: PackageAddress, fromVersionCode: number) =>
    `${packageFolder(version)}/delta-${fromVersionCode}.zst`,
  /** There as soon as nobody may download the version any more, whatever address they hold. */
  downloadStop: (version: PackageAddress) => `${packageFolder(version)}/stopped.json`,
  icon: (appId: AppId, size: IconSize) => `assets/${appId}/icon-${size}.png`,
  /** By its id and not its place: putting screenshots in order writes nothing. See docs/decisions/0015. */
  screenshot: ({ appId, id }: ScreenshotAddress, file: ScreenshotFile) =>
    `assets/${appId}/screenshots/${id}${file === "full" ? "" : `-${file}`}.webp`,
  feed: (appId: AppId, track: Track) => `feeds/${appId}/${track}.json`,
  /** Public keys of the signatures in feeds. */
  deviceKeys: "keys/mosis-keys.json",
  /** What the edge saw and devices reported; the worker reads and deletes it. `day` is YYYY-MM-DD. */
  deviceEvents: (day: string, id: string) => `${deviceEventsPrefix}${day}/${id}.ndjson`,
  /** Where an inventory puts what it takes out of the way; the original key stays readable. */
  quarantined: (runId: InventoryRunId, key: string) => `${quarantinePrefix}${runId}/${key}`,
} as const;

/** The edge writes here at any time and announces nothing: what begins with it is outside the ledger. */
export const deviceEventsPrefix = "events/";
/** Where a CDN puts its access logs, if one stands before the bucket; outside the ledger as well. */
export const cdnLogsPrefix = "cdn-logs/";
const quarantinePrefix = "quarantine/";

/** Every file that a screenshot may have. */
export function screenshotKeys(screenshot: ScreenshotAddress): string[] {
  return screenshotFiles.map((file) => objectKeys.screenshot(screenshot, file));
}

/** What a key says of its object; null for a key that is not one of ours. */
export function addressOf(key: string): ObjectAddress | null {
  const id = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})";
  const part = (pattern: string) => new RegExp(`^${pattern}$`).exec(key) ?? [];
  const [, upload] = part(`temp/${id}/upload`);
  if (upload) return { kind: "upload", uploadId: upload as UploadId };
  const [, developer, owner, code, file = ""] = part(
    `packages/${id}/${id}/([1-9][0-9]{0,9})/(package\\.mosis|(?:manifest|contents|stopped)\\.json|delta-[1-9][0-9]{0,9}\\.zst)`,
  );
  if (developer && owner) {
    const address = {
      founderId: developer as DeveloperId,
      appId: owner as AppId,
      versionCode: Number(code),
    };
    return { kind: kindInPackageFolder(file), ...address };
  }
  const [, shown] = part(`assets/${id}/icon-[0-9]+\\.png`);
  if (shown) return { kind: "icon", appId: shown as AppId };
  const [, owning, screenshot] = part(`assets/${id}/screenshots/${id}(?:-preview)?\\.webp`);
  if (owning && screenshot)
    return { kind: "screenshot", appId: owning as AppId, id: screenshot as ScreenshotId };
  const [, app, track] = part(`feeds/${id}/([^/]+)\\.json`);
  const known = Track.safeParse(track);
  if (app && known.success) return { kind: "feed", appId: app as AppId, track: known.data };
  if (key === objectKeys.deviceKeys) return { kind: "device_keys" };
  return key.startsWith(quarantinePrefix) ? { kind: "quarantine" } : null;
}

function kindInPackageFolder(file: string): PackageKind {
  if (file.startsWith("delta-")) return "delta";
  const kinds = { "contents.json": "contents", "manifest.json": "manifest", "stopped.json": "stop" } as const;
  return kinds[file as keyof typeof kinds] ?? "package";
}

/** What lies in the folder of a version. */
export type PackageKind = "package" | "manifest" | "contents" | "delta" | "stop";

export type ObjectAddress =
  | { kind: "upload"; uploadId: UploadId }
  | ({ kind: PackageKind } & PackageAddress)
  | { kind: "icon"; appId: AppId }
  | ({ kind: "screenshot" } & ScreenshotAddress)
  | { kind: "feed"; appId: AppId; track: Track }
  | { kind: "device_keys" }
  | { kind: "quarantine" };

/** The upload whose temporary object has this key; null for every other key. */
export function uploadIdIn(key: string): UploadId | null {
  const [, id] = /^temp\/([^/]+)\/upload$/.exec(key) ?? [];
  return id === undefined ? null : (id as UploadId);
}

/** The app whose package or manifest has this key; null for every other key. */
export function packagedAppIn(key: string): AppId | null {
  const [, id] = /^packages\/[^/]+\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\//.exec(key) ?? [];
  return id === undefined ? null : (id as AppId);
}

/** Whether objects with this key come and go without a row in the ledger. */
export function isOutsideLedger(key: string): boolean {
  return key.startsWith(deviceEventsPrefix) || key.startsWith(cdnLogsPrefix);
}

const packageFile =
  /^packages\/[0-9a-f-]{36}\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/([1-9][0-9]{0,9})\/(?:package\.mosis|delta-([1-9][0-9]{0,9})\.zst)$/;

/** Which package or delta has this key; null for every other key. Cheap: it is asked of each line of a log. */
export function downloadIn(
  key: string,
): { appId: AppId; versionCode: number; fromVersionCode: number | null } | null {
  const [, appId, versionCode, from] = packageFile.exec(key) ?? [];
  if (appId === undefined) return null;
  return {
    appId: appId as AppId,
    versionCode: Number(versionCode),
    fromVersionCode: from === undefined ? null : Number(from),
  };
}

/** Whether what stands at this key stays as it is until it is deleted, and nothing ever takes its place. */
export function isWrittenOnce(key: string): boolean {
  return key.startsWith("packages/");
}

export interface PackageAddress {
  /** The account that created the app, whoever has it now: bytes never move. See docs/decisions/0019. */
  founderId: DeveloperId;
  appId: AppId;
  versionCode: number;
}

export interface ScreenshotAddress {
  appId: AppId;
  id: ScreenshotId;
}

/** What screenshots are stored as, whatever they came as. */
export const screenshotContentType = "image/webp";

function packageFolder({ founderId, appId, versionCode }: PackageAddress): string {
  return `packages/${founderId}/${appId}/${versionCode}`;
}

/** The name of where an app's releases are addressed to. */
export const Track = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, "Use up to 32 small letters, digits and hyphens, and begin with a letter.")
  .brand<"track">();
export type Track = z.infer<typeof Track>;

/** Where devices look that ask for no other track. */
export const stable = Track.parse("stable");

/** `Cache-Control` of what is stored, by what it is. */
export const cacheControl = {
  package: "public, max-age=86400, immutable",
  manifest: "public, max-age=86400, immutable",
  contents: "public, max-age=86400, immutable",
  delta: "public, max-age=86400, immutable",
  /** It has to be seen at once. */
  stop: "no-store",
  /** Addressed with `?v=` and the content hash: another picture has another address. */
  icon: "public, max-age=31536000, immutable",
  screenshot: "public, max-age=31536000, immutable",
  /** Small and changing: a device may see a new release this many seconds late. */
  feed: "public, max-age=15",
  deviceKeys: "public, max-age=300",
} as const;
