import { describe, expect, it } from "vitest";
import type { AppId, DeveloperId, UploadId } from "./ids.ts";
import { parseJob } from "./jobs.ts";
import { addressOf, isWrittenOnce, objectKeys, stable, Track, uploadIdIn } from "./object-keys.ts";

const developerId = "0190a000-0000-7000-8000-000000000001" as DeveloperId;
const appId = "0190a000-0000-8000-8000-000000000002" as AppId;
const uploadId = "0190a000-0000-7000-8000-000000000003" as UploadId;

describe("objectKeys", () => {
  it("follows the layout of the bucket", () => {
    const address = { founderId: developerId, appId, versionCode: 7 };
    expect(objectKeys.upload(uploadId)).toBe(`temp/${uploadId}/upload`);
    expect(objectKeys.package(address)).toBe(`packages/${developerId}/${appId}/7/package.mosis`);
    expect(objectKeys.manifest(address)).toBe(`packages/${developerId}/${appId}/7/manifest.json`);
    expect(objectKeys.icon(appId, 64)).toBe(`assets/${appId}/icon-64.png`);
    expect(objectKeys.feed(appId, stable)).toBe(`feeds/${appId}/stable.json`);
  });

  it("tells whose temporary object a key is", () => {
    expect(uploadIdIn(objectKeys.upload(uploadId))).toBe(uploadId);
    expect(uploadIdIn(objectKeys.icon(appId, 64))).toBeNull();
  });

  it("tells what an object is, and whether another may take its place", () => {
    const address = { founderId: developerId, appId, versionCode: 7 };
    const keys = {
      upload: objectKeys.upload(uploadId),
      package: objectKeys.package(address),
      manifest: objectKeys.manifest(address),
      icon: objectKeys.icon(appId, 64),
      feed: objectKeys.feed(appId, stable),
    };
    for (const [kind, key] of Object.entries(keys)) {
      expect(addressOf(key)?.kind).toBe(kind);
      expect(isWrittenOnce(key)).toBe(kind === "package" || kind === "manifest");
    }
    expect(addressOf("readme.txt")).toBeNull();
    const nightly = Track.parse("nightly-1");
    expect(addressOf(objectKeys.feed(appId, nightly))).toEqual({ kind: "feed", appId, track: nightly });
    for (const name of ["Stable", "1st", "a.b", "-a", "a".repeat(33), ""]) {
      expect(addressOf(`feeds/${appId}/${name}.json`), name).toBeNull();
      expect(parseJob("feed.write", { appId, track: name }), name).toBeNull();
    }
    expect(parseJob("feed.write", { appId, track: "stable" })).not.toBeNull();
  });
});
