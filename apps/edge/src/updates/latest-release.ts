import { iconSizes, objectKeys } from "@mosis/domain";
import type { Context } from "hono";
import { downloadAddress } from "../downloads/download-address.ts";
import { downloadExpiry } from "../downloads/download-signature.ts";
import { entityTagOf, matchesNone } from "../http/entity-tag.ts";
import { problem } from "../http/problem.ts";
import { publicHeaders } from "../http/public-headers.ts";
import { type Answering, cacheControl } from "./answer.ts";
import type { LatestRelease } from "./answer-schema.ts";
import type { Summary } from "./prepared-answer.ts";
import type { TrackState } from "./track-state.ts";
import { findState, type TrackStates } from "./track-states.ts";

/**
 * `GET /v1/apps/{package_id}/latest?track=stable`: the version that everybody gets, for people and scripts. Tracks for
 * some devices only do not exist here.
 */
export function latestRelease(edge: Answering & { states: TrackStates }): (c: Context) => Promise<Response> {
  return async (c) => {
    const [packageId, track] = [c.req.param("packageId") ?? "", c.req.query("track") ?? "stable"];
    const state = await findState(edge.states, packageId, track);
    if (typeof state === "string") return problem(state);
    const summary = state && !state.audience && (await summaryOf(edge, state));
    if (!summary) return problem("no_release");
    const headers = { ...publicHeaders, "cache-control": cacheControl, etag: `"${summary.etag}"` };
    return matchesNone(c.req.header("if-none-match"), summary.etag)
      ? new Response(null, { status: 304, headers })
      : new Response(summary.body, { headers: { ...headers, "content-type": "application/json" } });
  };
}

/** The entity tag changes when the release does, or with new addresses every 5 minutes. */
async function summaryOf(edge: Answering, { feed, base }: TrackState): Promise<Summary | null> {
  const { release } = base;
  if (!release) return null;
  const expires = downloadExpiry(edge.now());
  if (base.summary?.expires === expires) return base.summary;
  const { founderId, appId } = base;
  const version = { founderId, appId, versionCode: release.version_code };
  const path = await downloadAddress(edge.signer, { version, part: { kind: "package" }, expires });
  const latest: LatestRelease = {
    package_id: feed.package_id,
    name: feed.name,
    track: feed.track,
    version: release.version,
    version_code: release.version_code,
    size: release.size,
    sha256: release.sha256,
    min_os_version: release.min_os_version,
    published_at: release.published_at,
    icon_urls: feed.icon && iconUrls(edge.edgeUrl, base, feed.icon.content_hash),
    download_url: edge.edgeUrl + path,
    download_expires_at: new Date(expires * 1000).toISOString(),
    document: base.signed,
  };
  const body = JSON.stringify(latest);
  base.summary = { expires, body, etag: await entityTagOf(body) };
  return base.summary;
}

function iconUrls(
  edgeUrl: string,
  { appId }: TrackState["base"],
  contentHash: string,
): Record<string, string> {
  return Object.fromEntries(
    iconSizes.map((size) => [
      size,
      `${edgeUrl}/${objectKeys.icon(appId, size)}?v=${encodeURIComponent(contentHash)}`,
    ]),
  );
}
