import { createHash } from "node:crypto";
import { type DownloadEvent, objectKeys } from "@mosis/domain";
import { beforeEach, expect, test } from "vitest";
import {
  downloadSigningKey,
  type EdgeInMemory,
  edgeInMemory,
  expectProblem,
} from "../testing/edge-in-memory.ts";
import { memoryCache } from "../testing/memory-cache.ts";
import { type PublishedApp, publishedApp } from "../testing/published-app.ts";
import { downloadAddress } from "./download-address.ts";
import { createDownloadSigner } from "./download-signature.ts";

const content = Uint8Array.from({ length: 1000 }, (_, at) => (at * 7) % 251);
const sha256 = createHash("sha256").update(content).digest("hex");
const packageEtag = `"${createHash("md5").update(content).digest("hex")}"`;
const signer = createDownloadSigner(downloadSigningKey);
const app: PublishedApp = await publishedApp({ size: content.length, sha256 });
const stopKey = () => objectKeys.downloadStop(app.version);

let at: EdgeInMemory;
const path = () =>
  downloadAddress(signer, { version: app.version, part: { kind: "package" }, expires: 1772370000 });

let cache: ReturnType<typeof memoryCache>;
const cachePath = `/v1/download/${app.appId}/7`;
const caches = async () => (await at.events()).map((event) => (event as DownloadEvent).cache);

beforeEach(async () => {
  cache = memoryCache();
  at = edgeInMemory({ cache });
  at.bucket.put(app.packageKey, content);
});
const warm = async () => {
  await (await at.get(await path())).arrayBuffer();
  await at.settledButEvents();
  at.bucket.reads.length = 0;
};

test("the bucket is asked for the package once, and for a stop each time", async () => {
  await warm();
  expect([...cache.kept.keys()]).toEqual([cachePath]);
  const whole = await at.get(await path());
  expect(new Uint8Array(await whole.arrayBuffer())).toEqual(content);
  expect(Object.fromEntries(whole.headers)).toEqual({
    "accept-ranges": "bytes",
    "cache-control": "public, max-age=3540, immutable",
    "content-disposition": `attachment; filename="${app.appId}-7.mosis"`,
    "content-length": "1000",
    "content-type": "application/vnd.mosis.package",
    etag: packageEtag,
    "x-content-type-options": "nosniff",
  });
  expect(at.bucket.reads).toEqual([`head ${stopKey()}`]);
  expect(await caches()).toEqual(["miss", "hit"]);
});

test("parts come from it as from the bucket", async () => {
  const answers = async () => {
    const asked: Record<string, string>[] = [
      { range: "bytes=400-" },
      { range: "bytes=0-0" },
      { range: "bytes=-7" },
      { range: "bytes=990-2000" },
      { range: "bytes=1000-" },
      { range: "bytes=-0" },
      { range: "Bytes= 1-2 " },
      { range: "bytes=0-1,5-6" },
      { range: "bytes=400-", "if-range": packageEtag },
      { range: "bytes=400-", "if-range": '"other"' },
      { "if-none-match": packageEtag, range: "bytes=0-1" },
      { "if-none-match": '"other"' },
    ];
    return Promise.all(
      asked.map(async (headers) => {
        const response = await at.get(await path(), headers);
        const body = Buffer.from(await response.arrayBuffer()).toString("hex");
        return { status: response.status, headers: Object.fromEntries(response.headers), body };
      }),
    );
  };
  const withoutCache = edgeInMemory();
  withoutCache.bucket.put(app.packageKey, content);
  const withCache = at;
  at = withoutCache;
  const expected = await answers();
  at = withCache;
  await warm();
  expect(await answers()).toEqual(expected);
  expect(expected.map(({ status }) => status)).toEqual([
    206, 206, 206, 206, 416, 416, 206, 200, 206, 200, 304, 200,
  ]);
});

test("it is not asked before signature, expiry and stop have been looked at", async () => {
  await warm();
  cache.asked.length = 0;
  const address = await path();
  await at.get(address.replace("expires=1772370000", "expires=1772379999"));
  at.clock.time = new Date("2026-03-01T13:00:00Z");
  await at.get(address);
  at.clock.time = new Date("2026-03-01T12:01:00Z");
  at.bucket.put(stopKey(), "{}");
  await expectProblem(await at.get(address), 410, "version_stopped");
  expect(cache.asked).toEqual([]);
  await at.settledButEvents();
  expect(cache.kept.size).toBe(0);
});

test("a cache that fails costs nothing but its speed", async () => {
  cache.match = async () => {
    throw new Error("no cache today");
  };
  cache.put = async (_, answer) => {
    await answer.body?.cancel();
    throw new Error("no cache today");
  };
  const response = await at.get(await path());
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(content);
  await at.settledButEvents();
  expect(at.logged.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    "warn: the cache was not read",
    "warn: the cache was not filled",
  ]);
});
