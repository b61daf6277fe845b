import {
  appIdOf,
  type DeveloperId,
  type Feed,
  newId,
  objectKeys,
  type PackageAddress,
  stable,
} from "@mosis/domain";

/** An app with one published version, as the worker leaves it in the bucket. */
export interface PublishedApp {
  feed: Feed;
  feedKey: string;
  version: PackageAddress;
  packageKey: string;
}

/** Makes the documents only; who calls puts them into a bucket. */
export async function publishedApp(
  content: { size: number; sha256: string },
  packageId = `com.example.app-${crypto.randomUUID()}`,
): Promise<PublishedApp> {
  const appId = await appIdOf(packageId);
  const version = { developerId: newId<"developer">() as DeveloperId, appId, versionCode: 7 };
  const packageKey = objectKeys.package(version);
  const feed: Feed = {
    feed_version: 1,
    app_id: appId,
    package_id: packageId,
    name: "Notes",
    track: "stable",
    updated_at: "2026-03-01T12:00:00.000Z",
    icon: { content_hash: "0123456789abcdef" },
    release: {
      version: "1.4.0",
      version_code: 7,
      ...content,
      min_os_version: "3.1",
      published_at: "2026-03-01T11:59:00.000Z",
      object_key: packageKey,
    },
  };
  return { feed, feedKey: objectKeys.feed(appId, stable), version, packageKey };
}
