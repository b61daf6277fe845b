import { appIdOf, Feed, iconSizes, NewApp, objectKeys, Track } from "@mosis/domain";
import type { Context } from "hono";
import type { BucketReader } from "./bucket-reader.ts";
import { downloadAddress, versionOfKey } from "./download-address.ts";
import { type DownloadSigner, downloadExpiry } from "./download-signature.ts";
import { entityTagOf, matchesNone } from "./entity-tag.ts";
import { problem } from "./problem.ts";

const PackageId = NewApp.shape.packageId;

/**
 * Only the device itself may keep the answer, and briefly: it holds a download address, and 15 seconds is what a device
 * may be late for a new release. The entity tag changes when the release does, or with a new expiry every 5 minutes.
 */
const cacheControl = "private, max-age=15";

/** `GET /v1/apps/{package_id}/latest?track=stable`: what a device needs to know and to fetch the newest version. */
export function latestRelease(edge: {
  bucket: BucketReader;
  signer: DownloadSigner;
  edgeUrl: string;
  now: () => Date;
}): (c: Context) => Promise<Response> {
  return async (c) => {
    const packageId = PackageId.safeParse(c.req.param("packageId"));
    if (!packageId.success) return problem("package_id_invalid");
    const asked = c.req.query("track") ?? "stable";
    const track = Track.safeParse(asked);
    if (!track.success) return problem("track_unknown");

    const appId = await appIdOf(packageId.data);
    const feed = await readFeed(edge.bucket, objectKeys.feed(appId, track.data));
    if (!feed?.release) return problem("no_release");
    if (feed.app_id !== appId) throw new Error(`The release document of app ${appId} names another app.`);
    const { release, icon } = feed;
    const address = versionOfKey(release.object_key);
    if (address?.appId !== appId || address.versionCode !== release.version_code) {
      throw new Error(`The release document of app ${appId} names an object that is not its package.`);
    }

    const expires = downloadExpiry(edge.now());
    const document = JSON.stringify({
      package_id: feed.package_id,
      name: feed.name,
      track: feed.track,
      version: release.version,
      version_code: release.version_code,
      size: release.size,
      sha256: release.sha256,
      min_os_version: release.min_os_version,
      published_at: release.published_at,
      icon_urls: icon && iconUrls(edge.edgeUrl, (size) => objectKeys.icon(appId, size), icon.content_hash),
      download_url: edge.edgeUrl + (await downloadAddress(edge.signer, address, expires)),
      download_expires_at: new Date(expires * 1000).toISOString(),
    });
    const etag = await entityTagOf(document);
    const headers = { "cache-control": cacheControl, etag: `"${etag}"` };
    if (matchesNone(c.req.header("if-none-match"), etag)) return new Response(null, { status: 304, headers });
    return new Response(document, { headers: { ...headers, "content-type": "application/json" } });
  };
}

async function readFeed(bucket: BucketReader, key: string): Promise<Feed | null> {
  const object = await bucket.get(key);
  return object && Feed.parse(await new Response(object.body).json());
}

function iconUrls(
  edgeUrl: string,
  keyOf: (size: (typeof iconSizes)[number]) => string,
  contentHash: string,
): Record<string, string> {
  return Object.fromEntries(
    iconSizes.map((size) => [size, `${edgeUrl}/${keyOf(size)}?v=${encodeURIComponent(contentHash)}`]),
  );
}
