import { objectKeys, type ScreenshotId, screenshotFiles } from "@mosis/domain";
import { beforeEach, describe, expect, test } from "vitest";
import { type EdgeInMemory, edgeInMemory, expectProblem } from "../testing/edge-in-memory.ts";
import { type PublishedApp, publishedApp } from "../testing/published-app.ts";

let at: EdgeInMemory;
let app: PublishedApp;

beforeEach(async () => {
  at = edgeInMemory();
  app = await publishedApp({ size: 1000, sha256: "a".repeat(64) });
  at.bucket.put(app.feedKey, JSON.stringify(app.feed));
  at.bucket.put(app.packageKey, "package");
});

describe("a screenshot", () => {
  const id = "0190a000-0000-7000-8000-00000000abcd" as ScreenshotId;
  const path = (file = `${id}.webp`) => `/assets/${app.version.appId}/screenshots/${file}`;
  beforeEach(() => {
    for (const file of screenshotFiles)
      at.bucket.put(objectKeys.screenshot({ appId: app.version.appId, id }, file), `the ${file} picture`);
  });

  test("is public for everybody in both sizes, and for ever with its hash in the address", async () => {
    const full = await at.get(path(`${id}.webp?v=0123456789abcdef`));
    expect(full.status).toBe(200);
    expect(await full.text()).toBe("the full picture");
    expect(full.headers.get("content-type")).toBe("image/webp");
    expect(full.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(full.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    const preview = await at.get(path(`${id}-preview.webp`));
    expect(await preview.text()).toBe("the preview picture");
    expect(preview.headers.get("cache-control")).toBe("public, max-age=60");
    const again = await at.get(path(), { "if-none-match": full.headers.get("etag") ?? "" });
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
    for (const file of others) expect((await at.get(path(file))).status, file).toBe(404);
    expect((await at.get(path(`${id.replace("abcd", "abce")}.webp`))).status).toBe(404);
  });
});

describe("an icon", () => {
  const icon = (query = "") => `/assets/${app.version.appId}/icon-64.png${query}`;
  beforeEach(() => at.bucket.put(objectKeys.icon(app.version.appId, 64), "picture"));

  test("is for everybody, and for long when its content is in the address", async () => {
    const response = await at.get(icon("?v=0123456789abcdef"));
    expect(await response.text()).toBe("picture");
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "cache-control": "public, max-age=31536000, immutable",
      "content-length": "7",
      "content-type": "image/png",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
    });
    expect((await at.get(icon())).headers.get("cache-control")).toBe("public, max-age=60");
  });

  test("is described, and not sent to who has it", async () => {
    const head = await at.get(icon(), {}, "HEAD");
    expect(head.headers.get("content-length")).toBe("7");
    const again = await at.get(icon(), { "if-none-match": head.headers.get("etag") ?? "" });
    expect(again.status).toBe(304);
    expect((await at.get(icon(), { "if-none-match": '"other"' })).status).toBe(200);
    expect(await (await at.get(icon(), { "if-none-match": '"other"' })).text()).toBe("picture");
  });

  test("may be asked for by any page", async () => {
    const response = await at.get(
      icon(),
      { origin: "https://a.example", "access-control-request-method": "GET" },
      "OPTIONS",
    );
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-headers")).toBe("content-type, if-none-match");
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
    for (const path of others) await expectProblem(await at.get(path), 404, "not_found");
  });
});
