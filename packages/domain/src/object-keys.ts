import type { IconSize } from "./icon.ts";
import type { AppId, DeveloperId, UploadId } from "./ids.ts";
import type { ObjectKind } from "./stored-object.ts";

/**
 * Every key in the bucket, built from database ids alone. Nothing a manifest, a header or a file name says
 * reaches a key.
 */
export const objectKeys = {
  upload: (uploadId: UploadId) => `temp/${uploadId}/upload`,
  package: (version: PackageAddress) => `${packageFolder(version)}/package.mosis`,
  manifest: (version: PackageAddress) => `${packageFolder(version)}/manifest.json`,
  icon: (appId: AppId, size: IconSize) => `assets/${appId}/icon-${size}.png`,
  feed: (appId: AppId, track: Track) => `feeds/${appId}/${track}.json`,
} as const;

/** The upload whose temporary object has this key; null for every other key. */
export function uploadIdIn(key: string): UploadId | null {
  const [, id] = /^temp\/([^/]+)\/upload$/.exec(key) ?? [];
  return id === undefined ? null : (id as UploadId);
}

/** What an object is by its key; null for keys that are none of the store's. */
export function objectKindOf(key: string): ObjectKind | null {
  const layouts: [RegExp, ObjectKind][] = [
    [/^temp\/[^/]+\/upload$/, "upload"],
    [/^packages\/(?:[^/]+\/){3}package\.mosis$/, "package"],
    [/^packages\/(?:[^/]+\/){3}manifest\.json$/, "manifest"],
    [/^assets\/[^/]+\/icon-\d+\.png$/, "icon"],
    [/^feeds\/[^/]+\/[^/]+\.json$/, "feed"],
  ];
  return layouts.find(([layout]) => layout.test(key))?.[1] ?? null;
}

/** Whether what stands at this key stays as it is until it is deleted, and nothing ever takes its place. */
export function isWrittenOnce(key: string): boolean {
  return key.startsWith("packages/");
}

export interface PackageAddress {
  developerId: DeveloperId;
  appId: AppId;
  versionCode: number;
}

function packageFolder({ developerId, appId, versionCode }: PackageAddress): string {
  return `packages/${developerId}/${appId}/${versionCode}`;
}

/** Where releases are addressed to. Every store has `stable`. */
export const tracks = ["stable"] as const;
export type Track = (typeof tracks)[number];

/** `Cache-Control` of what is stored, by what it is. */
export const cacheControl = {
  package: "public, max-age=86400, immutable",
  manifest: "public, max-age=86400, immutable",
  /** Addressed with `?v=` and the content hash: another picture has another address. */
  icon: "public, max-age=31536000, immutable",
  /** Small and changing: a device may see a new release this many seconds late. */
  feed: "public, max-age=15",
} as const;
