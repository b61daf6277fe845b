import { uploadRules } from "@mosis/domain";
import type { StoredObject } from "../bucket/bucket-reader.ts";
import type { DownloadClaim } from "./download-address.ts";

/** Seconds a package may be cached: a version code is never used again, so its bytes never change. */
export const longestCache = 86_400;

const contentTypes = {
  package: uploadRules.package.contentType,
  contents: "application/json",
  delta: "application/zstd",
} as const;

/** Under what name people keep it. */
export function fileNameOf({ version, part }: DownloadClaim): string {
  const name = `${version.appId}-${version.versionCode}`;
  if (part.kind === "delta") return `${name}-from-${part.fromVersionCode}.zst`;
  return `${name}${part.kind === "package" ? ".mosis" : "-contents.json"}`;
}

/** Of whatever is told of the object; no cache may hand it out for longer than the address itself does. */
export function headersOf(
  claim: DownloadClaim,
  { etag }: Pick<StoredObject, "etag">,
  secondsLeft: number,
): Record<string, string> {
  return {
    "content-type": contentTypes[claim.part.kind],
    "content-disposition": `attachment; filename="${fileNameOf(claim)}"`,
    "accept-ranges": "bytes",
    etag: `"${etag}"`,
    "cache-control": `public, max-age=${Math.min(longestCache, secondsLeft)}, immutable`,
    "x-content-type-options": "nosniff",
  };
}
