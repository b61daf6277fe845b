import { createHash } from "node:crypto";
import { objectKeys, type ScreenshotId, screenshotFiles } from "@mosis/domain";
import { beforeEach, describe, expect, test } from "vitest";
import { createEdge } from "./app.ts";
import { downloadAddress } from "./download-address.ts";
import { createDownloadSigner } from "./download-signature.ts";
import type { LogEvent } from "./log.ts";
import { type MemoryBucket, memoryBucket } from "./testing/memory-bucket.ts";
import { type PublishedApp, publishedApp } from "./testing/published-app.ts";

const downloadSigningKey = "0123456789abcdef0123456789abcdef";
const edgeUrl = "https://edge.example.com";
const content = Uint8Array.from({ length: 1000 }, (_, at) => (at * 7) % 251);
const sha256 = createHash("sha256").update(content).digest("hex");
const packageEtag = `"${createHash("md5").update(content).digest("hex")}"`;

let bucket: MemoryBucket;
let time: Date;
let logged: LogEvent[];
let app: PublishedApp;
let edge: ReturnType<typeof createEdge>;

beforeEach(async () => {
  bucket = memoryBucket();
  time = new Date("2026-03-01T12:01:00Z");
  logged = [];
  edge = createEdge({
    bucket,
    downloadSigningKey,
    edgeUrl,
    clock: { now: () => time },
    log: (event) => logged.push(event),
  });
  app = await publishedApp({ size: content.length, sha256 }, "com.example.notes");
  bucket.put(app.feedKey, JSON.stringify(app.feed));
  bucket.put(app.packageKey, content);
});

const get = async (path: string, headers: Record<string, string> = {}, method = "GET") =>
  edge.request(path, { method, headers });
const latest = "/v1/apps/com.example.notes/latest";

async function expectProblem(response: Response, status: number, code: string) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  const body = await response.json();
  expect(body).toMatchObject({ type: "about:blank", status, code, detail: expect.any(String) });
  expect(response.status).toBe(status);
  return body as Record<string, unknown>;
}

test("it is healthy", async () => {
  const response = await get("/healthz");
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: "ok" });
});

describe("the latest version", () => {
  test("is told with all a device needs", async () => {
    const response = await get(latest);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("cache-control")).toBe("private, max-age=15");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    const icon = (size: number) =>
      `${edgeUrl}/assets/${app.version.appId}/icon-${size}.png?v=0123456789abcdef`;
    const signature = await createDownloadSigner(downloadSigningKey).sign(app.packageKey, 1772370000);
    const query = `developer=${app.version.developerId}&expires=1772370000&signature=${signature}`;
    expect(await response.json()).toEqual({
      package_id: "com.example.notes",
      name: "Notes",
      track: "stable",
      version: "1.4.0",
      version_code: 7,
      size: 1000,
      sha256,
      min_os_version: "3.1",
      published_at: "2026-03-01T11:59:00.000Z",
      icon_urls: { 32: icon(32), 64: icon(64), 128: icon(128) },
      download_url: `${edgeUrl}/v1/download/${app.version.appId}/7?${query}`,
      download_expires_at: "2026-03-01T13:00:00.000Z",
    });
  });

  test("has no icons while the app has none", async () => {
    bucket.put(app.feedKey, JSON.stringify({ ...app.feed, icon: null }));
    expect(await (await get(latest)).json()).toMatchObject({ icon_urls: null });
  });

  test("is the same for 5 minutes, and not sent twice", async () => {
    const first = await get(latest);
    const etag = first.headers.get("etag") ?? "";
    time = new Date("2026-03-01T12:04:59Z");
    const again = await get(latest, { "if-none-match": etag });
    expect(again.status).toBe(304);
    expect(again.headers.get("etag")).toBe(etag);
    expect(again.headers.get("cache-control")).toBe("private, max-age=15");
    expect(await again.text()).toBe("");
    time = new Date("2026-03-01T12:05:00Z");
    expect((await get(latest, { "if-none-match": etag })).status).toBe(200);
  });

  test("is not there for unknown apps and tracks, and before anything is published", async () => {
    await expectProblem(await get("/v1/apps/com.example.other/latest"), 404, "no_release");
    await expectProblem(await get(`${latest}?track=beta`), 404, "no_release");
    await expectProblem(await get(`${latest}?track=__proto__`), 404, "track_unknown");
    bucket.put(app.feedKey, JSON.stringify({ ...app.feed, release: null }));
    await expectProblem(await get(latest), 404, "no_release");
  });

  test.each([
    "notes",
    "Com.Example.Notes",
    "com..notes",
    "com.example.notes%2F..",
    "%zz",
    `com.${"a".repeat(130)}`,
  ])("%s is no package id, and storage is not asked", async (packageId) => {
    await expectProblem(await get(`/v1/apps/${packageId}/latest`), 400, "package_id_invalid");
    expect(bucket.reads).toEqual([]);
  });

  test("a release document that names another object is a fault, not a download", async () => {
    for (const key of [app.feedKey, `${app.packageKey}/../x`, app.packageKey.replace("/7/", "/8/")]) {
      const release = { ...app.feed.release, object_key: key };
      bucket.put(app.feedKey, JSON.stringify({ ...app.feed, release }));
      await expectProblem(await get(latest), 500, "internal_error");
    }
  });
});

describe("a download", () => {
  const signer = createDownloadSigner(downloadSigningKey);
  const path = (expires = 1772370000) => downloadAddress(signer, app.version, expires);

  test("is the package, in one read", async () => {
    const response = await get(await path());
    expect(response.status).toBe(200);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(content);
    expect(Object.fromEntries(response.headers)).toEqual({
      "accept-ranges": "bytes",
      "cache-control": "public, max-age=3540, immutable",
      "content-disposition": `attachment; filename="${app.version.appId}-7.mosis"`,
      "content-length": "1000",
      "content-type": "application/vnd.mosis.package",
      etag: packageEtag,
      "x-content-type-options": "nosniff",
    });
    expect(bucket.reads).toEqual([`get ${app.packageKey}`]);
  });

  test("is described without its bytes", async () => {
    const response = await get(await path(), {}, "HEAD");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-length")).toBe("1000");
    expect(response.headers.get("etag")).toBe(packageEtag);
    expect(await response.text()).toBe("");
    expect(bucket.reads).toEqual([`head ${app.packageKey}`]);
  });

  test("goes on where it broke off", async () => {
    const response = await get(await path(), { range: "bytes=400-", "if-range": packageEtag });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe("bytes 400-999/1000");
    expect(response.headers.get("content-length")).toBe("600");
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(content.slice(400));
  });

  test("starts again when what broke off was something else", async () => {
    const response = await get(await path(), { range: "bytes=400-", "if-range": '"other"' });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-length")).toBe("1000");
    expect(response.headers.get("content-range")).toBeNull();
  });

  test("has no bytes after its end", async () => {
    const response = await get(await path(), { range: "bytes=1000-" });
    expect(response.headers.get("content-range")).toBe("bytes */1000");
    await expectProblem(response, 416, "range_not_satisfiable");
  });

  test("is not sent to who has it", async () => {
    const response = await get(await path(), { "if-none-match": packageEtag, range: "bytes=0-1" });
    expect(response.status).toBe(304);
    expect(response.headers.get("etag")).toBe(packageEtag);
    expect(bucket.reads).toEqual([`head ${app.packageKey}`]);
  });

  test("ends with its address", async () => {
    time = new Date("2026-03-01T12:59:59Z");
    expect((await get(await path())).headers.get("cache-control")).toBe("public, max-age=1, immutable");
    time = new Date("2026-03-01T13:00:00Z");
    await expectProblem(await get(await path()), 403, "download_expired");
  });

  test("needs the address as it was signed", async () => {
    const whole = await path();
    const other = "00000000-0000-7000-8000-000000000000";
    const changed = [
      whole.replace("expires=1772370000", "expires=1772379999"),
      whole.replace("expires=1772370000", "expires=1e12"),
      whole.replace("expires=1772370000", "expires=01772370000"),
      whole.replace("/7?", "/8?"),
      whole.replace("/7?", "/07?"),
      whole.replace("/7?", "/7e0?"),
      whole.replace(`/${app.version.appId}/`, `/${other}/`),
      whole.replace(`/${app.version.appId}/`, `/${app.version.appId.toUpperCase()}/`),
      whole.replace(app.version.developerId, other),
      whole.replace(app.version.developerId, `${app.version.developerId}%2F..`),
      whole.replace(/signature=./, "signature="),
      whole.replace(/&signature=.*/, ""),
      `/v1/download/${app.version.appId}/7`,
    ];
    for (const address of changed) {
      expect(address).not.toBe(whole);
      await expectProblem(await get(address), 403, "download_signature_invalid");
    }
    expect(bucket.reads).toEqual([]);
  });

  test("a signature over anything but a package opens nothing", async () => {
    const key = objectKeys.manifest(app.version);
    bucket.put(key, "{}");
    const query = new URLSearchParams({
      developer: app.version.developerId,
      expires: "1772370000",
      signature: await signer.sign(key, 1772370000),
    });
    const response = await get(`/v1/download/${app.version.appId}/7?${query}`);
    await expectProblem(response, 403, "download_signature_invalid");
  });

  test("of a package that was deleted", async () => {
    const version = { ...app.version, versionCode: 8 };
    const address = await downloadAddress(signer, version, 1772370000);
    await expectProblem(await get(address), 404, "package_missing");
    await expectProblem(await get(address, { range: "bytes=0-" }), 404, "package_missing");
  });
});

describe("a screenshot", () => {
  const id = "0190a000-0000-7000-8000-00000000abcd" as ScreenshotId;
  const path = (file = `${id}.webp`) => `/assets/${app.version.appId}/screenshots/${file}`;
  beforeEach(() => {
    for (const file of screenshotFiles)
      bucket.put(objectKeys.screenshot({ appId: app.version.appId, id }, file), `the ${file} picture`);
  });

  test("is public for everybody in both sizes, and for ever with its hash in the address", async () => {
    const full = await get(path(`${id}.webp?v=0123456789abcdef`));
    expect(full.status).toBe(200);
    expect(await full.text()).toBe("the full picture");
    expect(full.headers.get("content-type")).toBe("image/webp");
    expect(full.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(full.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    const preview = await get(path(`${id}-preview.webp`));
    expect(await preview.text()).toBe("the preview picture");
    expect(preview.headers.get("cache-control")).toBe("public, max-age=60");
    const again = await get(path(), { "if-none-match": full.headers.get("etag") ?? "" });
    expect(again.status).toBe(304);
  });

  test("is nothing but that", async () => {
    const others = [
      `${id}.png`,
      `${id}-640.webp`,
      `${id}`,
      `x${id}.webp`,
      `${id}.webp.bak`,
      "%2e%2e%2ficon-32.png",
    ];
    for (const file of others) expect((await get(path(file))).status, file).toBe(404);
    expect((await get(path(`${id.replace("abcd", "abce")}.webp`))).status).toBe(404);
  });
});

describe("an icon", () => {
  const icon = (query = "") => `/assets/${app.version.appId}/icon-64.png${query}`;
  beforeEach(() => bucket.put(objectKeys.icon(app.version.appId, 64), "picture"));

  test("is for everybody, and for long when its content is in the address", async () => {
    const response = await get(icon("?v=0123456789abcdef"));
    expect(await response.text()).toBe("picture");
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "cache-control": "public, max-age=31536000, immutable",
      "content-length": "7",
      "content-type": "image/png",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
    });
    expect((await get(icon())).headers.get("cache-control")).toBe("public, max-age=60");
  });

  test("is described, and not sent to who has it", async () => {
    const head = await get(icon(), {}, "HEAD");
    expect(head.headers.get("content-length")).toBe("7");
    const again = await get(icon(), { "if-none-match": head.headers.get("etag") ?? "" });
    expect(again.status).toBe(304);
    expect((await get(icon(), { "if-none-match": '"other"' })).status).toBe(200);
    expect(await (await get(icon(), { "if-none-match": '"other"' })).text()).toBe("picture");
  });

  test("may be asked for by any page", async () => {
    const response = await get(
      icon(),
      { origin: "https://a.example", "access-control-request-method": "GET" },
      "OPTIONS",
    );
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-headers")).toBe("if-none-match");
  });

  test("nothing else of the bucket is there", async () => {
    const { appId } = app.version;
    const others = [
      `/assets/${appId}/icon-32.png`,
      `/assets/${appId}/icon-48.png`,
      `/assets/${appId}/icon-64.PNG`,
      `/assets/${appId.toUpperCase()}/icon-64.png`,
      `/assets/${appId}/..%2F..%2F${encodeURIComponent(app.packageKey)}`,
      `/assets/..%2Ffeeds%2F${appId}/stable.json`,
      `/assets/${appId}/screenshots/1.png`,
      `/${app.feedKey}`,
      `/${app.packageKey}`,
      `/${objectKeys.manifest(app.version)}`,
    ];
    for (const path of others) await expectProblem(await get(path), 404, "not_found");
  });
});

test("what is not served is a problem", async () => {
  for (const path of ["/", "/v1", "/v1/apps", "/favicon.ico", "/healthz/"]) {
    await expectProblem(await get(path), 404, "not_found");
  }
  await expectProblem(await get(latest, {}, "POST"), 404, "not_found");
});

test("an unexpected failure is logged once under the id that the caller gets, without secrets", async () => {
  bucket.get = async () => {
    throw new Error("GET https://s3.example/k?X-Amz-Signature=secret failed");
  };
  const path = await downloadAddress(createDownloadSigner(downloadSigningKey), app.version, 1772370000);
  const { id, ...body } = await expectProblem(await get(path), 500, "internal_error");
  expect(JSON.stringify(body)).not.toContain("s3.example");
  expect(logged).toEqual([
    {
      level: "error",
      message: "request failed",
      id,
      method: "GET",
      path: `/v1/download/${app.version.appId}/7`,
      error: expect.stringContaining("https://s3.example/k?… failed"),
    },
  ]);
  expect(JSON.stringify(logged)).not.toMatch(/secret|signature=/);
});
