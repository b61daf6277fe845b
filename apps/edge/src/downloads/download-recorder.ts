import { clientOf, type DownloadEvent, type InstallKind } from "@mosis/domain";
import type { Context } from "hono";
import type { DownloadClaim } from "./download-address.ts";
import type { Served } from "./served.ts";

export type DownloadRecorder = (
  c: Context,
  claim: DownloadClaim,
  served: Served,
  install: InstallKind,
) => void;

/** What is noted of a download: nothing of who asked but the country and the kind of client. */
export function downloadEvent(
  { version, part }: DownloadClaim,
  { response, bytes, cache }: Served,
  request: {
    at: Date;
    range: string | undefined;
    country: string | null;
    userAgent: string | undefined;
    install: InstallKind;
  },
): DownloadEvent {
  return {
    kind: "download",
    at: request.at.toISOString(),
    app_id: version.appId,
    version_code: version.versionCode,
    part: part.kind,
    from_version_code: part.kind === "delta" ? part.fromVersionCode : null,
    status: response.status,
    bytes,
    begins: beginsAtFirstByte(response, request.range),
    country: request.country,
    cache,
    client: clientOf(request.userAgent),
    install: request.install,
  };
}

function beginsAtFirstByte(response: Response, range: string | undefined): boolean {
  if (response.status === 200) return true;
  if (response.status === 206) return /^bytes 0-/.test(response.headers.get("content-range") ?? "");
  // Whoever is sent on, or gets nothing, is judged by what was asked for.
  return range === undefined || /^bytes=[ \t]*0+-/i.test(range);
}
