import {
  type AppId,
  appIdOf,
  type DeveloperId,
  type DocumentedRelease,
  documentLifetimeMs,
  type Feed,
  newId,
  objectKeys,
  type PackageAddress,
  type PublicKey,
  type ReleaseDocument,
  signDocument,
  signingKeyOf,
  Track,
} from "@mosis/domain";

/** An app with one release that is complete, as the worker leaves it in the bucket. */
export interface PublishedApp {
  appId: AppId;
  founderId: DeveloperId;
  packageId: string;
  feed: Feed;
  feedKey: string;
  /** What is released, and its package. */
  release: DocumentedRelease;
  version: PackageAddress;
  packageKey: string;
}

const signedAt = new Date("2026-03-01T12:00:00.000Z");
const key = await signingKeyOf(new Uint8Array(32).fill(7), {
  from: new Date(0),
  until: new Date("2100-01-01"),
});
/** By which what is made here can be checked. */
export const publicKey: PublicKey = key.publicKey;

/** Makes the documents only; who calls puts them into a bucket. */
export async function publishedApp(
  content: { size: number; sha256: string },
  packageId = `com.example.app-${crypto.randomUUID()}`,
  track = "stable",
): Promise<PublishedApp> {
  const appId = await appIdOf(packageId);
  const founderId = newId<"developer">() as DeveloperId;
  const release: DocumentedRelease = {
    id: newId<"release">(),
    version: "1.4.0",
    version_code: 7,
    ...content,
    min_os_version: "3.1",
    published_at: "2026-03-01T11:59:00.000Z",
    contents_sha256: null,
    deltas: [],
  };
  const version = { founderId, appId, versionCode: release.version_code };
  const feed: Feed = {
    feed_version: 2,
    app_id: appId,
    developer_id: founderId,
    package_id: packageId,
    name: "Notes",
    track,
    updated_at: signedAt.toISOString(),
    icon: { content_hash: "0123456789abcdef" },
    audience: null,
    base: await signRelease({ appId, packageId, track }, release),
    candidate: null,
  };
  const feedKey = objectKeys.feed(appId, Track.parse(track));
  return {
    appId,
    founderId,
    packageId,
    feed,
    feedKey,
    release,
    version,
    packageKey: objectKeys.package(version),
  };
}

/** What devices of the track are told, signed. */
export function signRelease(
  { appId, packageId, track = "stable" }: { appId: AppId; packageId: string; track?: string },
  release: DocumentedRelease | null,
  changes: Partial<ReleaseDocument> = {},
): Promise<Feed["base"]> {
  const document: ReleaseDocument = {
    format: "mosis-release/1",
    app_id: appId,
    package_id: packageId,
    track,
    sequence: 3,
    signed_at: signedAt.toISOString(),
    expires_at: new Date(signedAt.getTime() + documentLifetimeMs).toISOString(),
    release,
    ...changes,
  };
  return signDocument(document, key);
}
