import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { edgeUrl, freshBucketPrefix, s3Variables } from "@mosis/devstack/testing";
import { cacheControl, DeviceEvent, everyObject, objectKeys, openDocument } from "@mosis/domain";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createContainer } from "./container.ts";
import { type NodeEnv, readNodeEnv } from "./env.ts";
import { publicKey, publishedApp, signRelease } from "./testing/published-app.ts";
import { UpdateAnswer, UpdatesAnswer } from "./updates/answer-schema.ts";

const { s3 } = freshBucketPrefix();
const variables = {
  EDGE_URL: "https://edge.example.com",
  EDGE_PORT: "0",
  DRAIN_SECONDS: "0",
  DOWNLOAD_SIGNING_KEY: randomBytes(32).toString("hex"),
  ...s3Variables(s3),
};
const { objects } = createContainer(readNodeEnv(variables));

const content = randomBytes(5_000_000);
const sha256 = createHash("sha256").update(content).digest("hex");
const app = await publishedApp({ size: content.length, sha256 });
const another = await publishedApp({ size: content.length, sha256 });
const deltaBytes = randomBytes(2_000);
const deltaSha256 = createHash("sha256").update(deltaBytes).digest("hex");
const iconKey = objectKeys.icon(app.appId, 128);

const origins: Record<"worker" | "node", string> = { worker: edgeUrl(), node: "" };
let child: ChildProcess;
let output = "";

/** Starts the Node entry as it is started in production, and waits until it says its port. */
async function startNodeEntry(): Promise<string> {
  child = spawn(process.execPath, [fileURLToPath(new URL("node.ts", import.meta.url))], {
    env: variables,
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  }
  return vi.waitFor(
    () => {
      const port = /"edge ready","port":(\d+)/.exec(output)?.[1];
      if (!port) throw new Error(`The Node entry has not started: ${output}`);
      return `http://127.0.0.1:${port}`;
    },
    { timeout: 20_000, interval: 50 },
  );
}

beforeAll(async () => {
  const put = (key: string, bytes: Uint8Array, contentType: string, cache: string) =>
    objects.put({ key, bytes, contentType, cacheControl: cache });
  await put(app.packageKey, content, "application/vnd.mosis.package", cacheControl.package);
  await put(
    another.feedKey,
    Buffer.from(JSON.stringify(another.feed)),
    "application/json",
    cacheControl.feed,
  );
  const delta = {
    from_version_code: 5,
    from_contents_sha256: sha256,
    size: deltaBytes.length,
    sha256: deltaSha256,
  };
  const release = { ...app.release, contents_sha256: sha256, deltas: [delta] };
  app.feed.base = await signRelease(app, release);
  await put(objectKeys.contents(app.version), Buffer.from("[]"), "application/json", cacheControl.contents);
  await put(objectKeys.delta(app.version, 5), deltaBytes, "application/zstd", cacheControl.delta);
  await put(iconKey, Buffer.from("picture"), "image/png", cacheControl.icon);
  await put(app.feedKey, Buffer.from(JSON.stringify(app.feed)), "application/json", cacheControl.feed);
  origins.node = await startNodeEntry();
});

/** What has been noted so far, by either entry. */
async function noted(): Promise<DeviceEvent[]> {
  const events: DeviceEvent[] = [];
  for await (const { key } of everyObject(objects, { prefix: "events/" })) {
    const text = await new Response((await objects.read(key)).stream).text();
    const lines = text.trimEnd().split("\n");
    events.push(...lines.map((line) => DeviceEvent.parse(JSON.parse(line))));
  }
  return events;
}

afterAll(async () => {
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
  // Nothing went wrong unnoticed, and no address that still works is in the log.
  expect(output.trim().split("\n")).toHaveLength(1);
});

interface Answer {
  status: number;
  headers: Record<string, string | null>;
  sha256: string;
  text: string;
}

const comparedHeaders = [
  "accept-ranges",
  "access-control-allow-origin",
  "cache-control",
  "content-disposition",
  "content-length",
  "content-range",
  "content-type",
  "cross-origin-resource-policy",
  "etag",
  "x-content-type-options",
];

async function ask(url: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  const response = await fetch(url, { method, headers: { "accept-encoding": "identity", ...headers } });
  const bytes = Buffer.from(await response.arrayBuffer());
  return {
    status: response.status,
    headers: Object.fromEntries(comparedHeaders.map((name) => [name, response.headers.get(name)])),
    sha256: createHash("sha256").update(bytes).digest("hex"),
    text: bytes.length < 10_000 ? bytes.toString("utf8") : "",
  };
}

/** Asks both entries and expects one answer. */
async function askBoth(path: string, headers?: Record<string, string>, method?: string): Promise<Answer> {
  const [fromWorker, fromNode] = [
    await ask(origins.worker + path, headers, method),
    await ask(origins.node + path, headers, method),
  ];
  expect(fromNode).toEqual(fromWorker);
  return fromWorker;
}

async function latest(entry: "worker" | "node", { packageId } = app) {
  const answer = await ask(`${origins[entry]}/v1/apps/${packageId}/latest`);
  expect(answer.status).toBe(200);
  return { answer, document: JSON.parse(answer.text) as Record<string, unknown> & { download_url: string } };
}

/** The path and query of a download, whatever origin it was signed for. */
async function downloadPath(entry: "worker" | "node", of = app): Promise<string> {
  const { pathname, search } = new URL((await latest(entry, of)).document.download_url);
  return pathname + search;
}

test("both entries tell the same latest version, each with an address of its own", async () => {
  const [fromWorker, fromNode] = [await latest("worker"), await latest("node")];
  const shared = ({ document, answer }: typeof fromWorker) => ({
    ...document,
    download_url: document.download_url.replace(/^https?:\/\/[^/]+/, "").replace(/signature=.*/, ""),
    icon_urls: JSON.stringify(document.icon_urls).replaceAll(/https?:\/\/[^/]+/g, ""),
    headers: { ...answer.headers, etag: null, "content-length": null },
  });
  expect(shared(fromNode)).toEqual(shared(fromWorker));
  expect(fromWorker.document).toMatchObject({
    package_id: app.packageId,
    size: content.length,
    sha256,
  });
  expect(fromWorker.document.download_url.startsWith(`${origins.worker}/v1/download/`)).toBe(true);
  for (const [entry, { answer }] of [["worker", fromWorker] as const, ["node", fromNode] as const]) {
    const etag = answer.headers.etag ?? "";
    const again = await ask(`${origins[entry]}/v1/apps/${app.packageId}/latest`, {
      "if-none-match": etag,
    });
    expect(again.status).toBe(304);
  }
});

describe.each(["worker", "node"] as const)("a download from the %s", (entry) => {
  const download = async (headers?: Record<string, string>, method?: string) =>
    ask(origins[entry] + (await downloadPath(entry)), headers, method);

  test("is the package that was published", async () => {
    const whole = await download();
    expect(whole).toMatchObject({ status: 200, sha256 });
    expect(whole.headers).toMatchObject({
      "accept-ranges": "bytes",
      "content-disposition": `attachment; filename="${app.appId}-7.mosis"`,
      "content-length": "5000000",
      "content-type": "application/vnd.mosis.package",
      etag: `"${createHash("md5").update(content).digest("hex")}"`,
      "x-content-type-options": "nosniff",
    });
    const head = await download({}, "HEAD");
    expect(head).toMatchObject({ status: 200, text: "" });
    expect({ ...head.headers, "cache-control": null }).toEqual({ ...whole.headers, "cache-control": null });
  });

  test("comes in parts", async () => {
    const hash = (from: number, to?: number) =>
      createHash("sha256").update(content.subarray(from, to)).digest("hex");
    const parts = [
      ["bytes=0-0", "bytes 0-0/5000000", hash(0, 1)],
      ["bytes=1000000-2999999", "bytes 1000000-2999999/5000000", hash(1_000_000, 3_000_000)],
      ["bytes=4999990-", "bytes 4999990-4999999/5000000", hash(4_999_990)],
      ["bytes=-7", "bytes 4999993-4999999/5000000", hash(4_999_993)],
      ["bytes=4000000-9999999", "bytes 4000000-4999999/5000000", hash(4_000_000)],
    ] as const;
    for (const [range, contentRange, expected] of parts) {
      const part = await download({ range });
      expect(part).toMatchObject({ status: 206, sha256: expected });
      expect(part.headers["content-range"]).toBe(contentRange);
    }
    const outside = await download({ range: "bytes=5000000-" });
    expect(outside.status).toBe(416);
    expect(outside.headers["content-range"]).toBe("bytes */5000000");
  });

  test("is not sent to who has it", async () => {
    const { headers } = await download({}, "HEAD");
    expect((await download({ "if-none-match": headers.etag ?? "" })).status).toBe(304);
  });

  test("may be broken off", async () => {
    const response = await fetch(origins[entry] + (await downloadPath(entry)));
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect((await download()).sha256).toBe(sha256);
  });
});

describe.each(["worker", "node"] as const)("an update check by the %s", (entry) => {
  const check = async (query: string, headers?: Record<string, string>) =>
    ask(`${origins[entry]}/v1/apps/${app.packageId}/update?${query}`, headers);
  const whereTo = (address: string) => {
    const { pathname, search } = new URL(address);
    return origins[entry] + pathname + search;
  };

  test("leads to what was signed", async () => {
    const answer = await check("version_code=5&device=d");
    expect(answer.status).toBe(200);
    const { document, update } = UpdateAnswer.parse(JSON.parse(answer.text));
    expect(await openDocument(document, [publicKey])).toMatchObject({ release: { sha256, version_code: 7 } });
    expect(await ask(whereTo(update?.download_url ?? ""))).toMatchObject({ status: 200, sha256 });
    expect(await ask(whereTo(update?.contents_url ?? ""))).toMatchObject({ status: 200, text: "[]" });
    const delta = await ask(whereTo(update?.delta?.download_url ?? ""));
    expect(delta).toMatchObject({ status: 200, sha256: deltaSha256 });
    expect((await check("version_code=5", { "if-none-match": answer.headers.etag ?? "" })).status).toBe(304);
  });

  test("may be about many apps", async () => {
    const apps = [app, another].map(({ packageId }) => ({ package_id: packageId, version_code: 7 }));
    const unheardOf = { package_id: "com.example.unheard-of" };
    const body = JSON.stringify({ device: "d", apps: [...apps, unheardOf] });
    const response = await fetch(`${origins[entry]}/v1/updates`, { method: "POST", body });
    expect(response.status).toBe(200);
    const { results } = UpdatesAnswer.parse(await response.json());
    expect(results).toMatchObject([
      { package_id: app.packageId, update: null },
      { package_id: another.packageId, update: null },
      { package_id: unheardOf.package_id, code: "no_release" },
    ]);
  });
});

/** An app of its own, in the bucket. */
async function publish(bytes: Uint8Array) {
  const digest = createHash("sha256").update(bytes).digest("hex");
  const published = await publishedApp({ size: bytes.length, sha256: digest });
  const { packageKey: key, feedKey, feed } = published;
  await objects.put({ key, bytes, contentType: "x/x", cacheControl: cacheControl.package });
  const document = Buffer.from(JSON.stringify(feed));
  await objects.put({ key: feedKey, bytes: document, contentType: "x/x", cacheControl: cacheControl.feed });
  return published;
}

test.each(["worker", "node"] as const)("what the %s sees is noted, and each report once", async (entry) => {
  const release_id = randomUUID();
  const body = JSON.stringify({ device: randomUUID(), reports: [{ release_id, outcome: "failed" }] });
  for (let each = 0; each < 2; each += 1) {
    expect((await fetch(`${origins[entry]}/v1/reports`, { method: "POST", body })).status).toBe(202);
  }
  const own = await publish(Buffer.from("0123456789"));
  const address = origins[entry] + (await downloadPath(entry, own));
  expect(await ask(address)).toMatchObject({ status: 200, text: "0123456789" });
  // The worker's cache is filled after its answer, so that one of these is the first that finds it filled.
  for (let each = 0; each < 20; each += 1) {
    expect(await ask(address, { range: "bytes=2-3" })).toMatchObject({ status: 206, text: "23" });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  // The simulator of Cloudflare has a country too.
  const country = entry === "worker" ? expect.stringMatching(/^[A-Z]{2}$/) : null;
  const shared = { app_id: own.appId, version_code: 7, part: "package", country };
  const cache = entry === "worker" ? "hit" : "miss";
  await vi.waitFor(
    async () => {
      const events = await noted();
      const downloads = events.filter((event) => event.kind === "download" && event.app_id === own.appId);
      expect(downloads).toContainEqual(
        expect.objectContaining({ ...shared, status: 200, bytes: 10, begins: true, cache: "miss" }),
      );
      expect(downloads).toContainEqual(
        expect.objectContaining({ ...shared, status: 206, bytes: 2, begins: false, cache }),
      );
      const reports = events.filter((event) => event.kind === "install" && event.release_id === release_id);
      expect(new Set(reports.map((event) => event.kind === "install" && event.id)).size).toBe(1);
    },
    { timeout: 15_000, interval: 500 },
  );
});

test.each(["worker", "node"] as const)(
  "a version that is stopped is gone from the %s at once",
  async (entry) => {
    const own = await publish(Buffer.from("forbidden"));
    const address = origins[entry] + (await downloadPath(entry, own));
    for (let each = 0; each < 3; each += 1) {
      expect(await ask(address)).toMatchObject({ status: 200, text: "forbidden" });
    }
    const key = objectKeys.downloadStop(own.version);
    await objects.put({ key, bytes: Buffer.from("{}"), contentType: "x/x", cacheControl: "no-store" });
    for (const range of ["bytes=0-", "bytes=0-1"]) {
      const refused = await ask(address, { range });
      expect(refused).toMatchObject({ status: 410, text: expect.stringContaining("version_stopped") });
    }
  },
);

test("without an edge network devices are sent on to storage", async () => {
  const own = await publish(content);
  const { edge, events } = createContainer(readNodeEnv({ ...variables, DOWNLOADS: "presigned" }));
  const path = await downloadPath("node", own);
  const response = await edge.request(path);
  expect(response.status).toBe(302);
  const location = response.headers.get("location") ?? "";
  expect(location.startsWith(s3.endpoint)).toBe(true);
  const sent = await ask(location);
  expect(sent).toMatchObject({ status: 200, sha256 });
  expect(new URL(location).searchParams.get("response-content-disposition")).toBe(
    `attachment; filename="${own.appId}-7.mosis"`,
  );
  expect((await ask(location, { range: "bytes=0-9" })).headers["content-length"]).toBe("10");
  await events.flush();
  expect(await noted()).toContainEqual(
    expect.objectContaining({ app_id: own.appId, status: 302, bytes: content.length, cache: "redirect" }),
  );
});

test("an address signed with another key is refused", async () => {
  const refused = { status: 403, text: expect.stringContaining("download_signature_invalid") };
  expect(await ask(origins.worker + (await downloadPath("node")))).toMatchObject(refused);
  expect(await ask(origins.node + (await downloadPath("worker")))).toMatchObject(refused);
});

test("both entries serve icons and nothing else of the bucket", async () => {
  const icon = await askBoth(`/${iconKey}?v=1`);
  expect(icon).toMatchObject({ status: 200, text: "picture" });
  expect(icon.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  expect(icon.headers["access-control-allow-origin"]).toBe("*");
  const head = await askBoth(`/${iconKey}`, {}, "HEAD");
  expect(head.headers["content-length"]).toBe("7");
  const again = await askBoth(`/${iconKey}`, { "if-none-match": icon.headers.etag ?? "" });
  expect(again.status).toBe(304);
  for (const path of [`/${app.packageKey}`, `/${app.feedKey}`, `/${iconKey.replace("128", "64")}`]) {
    expect((await askBoth(path)).status).toBe(404);
  }
});

test("both entries answer bad calls alike", async () => {
  const cases = [
    ["/v1/apps/notes/latest", 400, "package_id_invalid"],
    ["/v1/apps/com.example.unheard-of/latest", 404, "no_release"],
    [`/v1/apps/${app.packageId}/latest?track=beta`, 404, "no_release"],
    ["/v1/download/x/1", 403, "download_signature_invalid"],
    [`/v1/apps/${app.packageId}/update?device=`, 400, "device_invalid"],
    ["/v1/download/x/1/contents", 403, "download_signature_invalid"],
    ["/.well-known/mosis-keys.txt", 404, "not_found"],
    ["/nowhere", 404, "not_found"],
  ] as const;
  for (const [path, status, code] of cases) {
    const answer = await askBoth(path);
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(answer.text)).toMatchObject({ status, code });
  }
  expect((await askBoth("/healthz")).text).toBe('{"status":"ok"}');
});

test.each([
  ["refuses the credentials", { S3_SECRET_ACCESS_KEY: "wrong" }],
  ["has no such bucket", { S3_BUCKET: "no-such-bucket" }],
  ["does not answer", { S3_ENDPOINT: "http://127.0.0.1:9" }],
])("an app is not reported missing when storage %s", async (_, change: Partial<NodeEnv>) => {
  const { edge } = createContainer({ ...readNodeEnv(variables), ...change, LOG_LEVEL: "fatal" });
  const answer = await edge.request(`/v1/apps/${app.packageId}/latest`);
  expect(answer.status).toBe(500);
  expect(await answer.json()).toMatchObject({ code: "internal_error", id: expect.any(String) });
  expect((await edge.request(`/${iconKey}`, { method: "HEAD" })).status).toBe(500);
});

describe("the Node entry", () => {
  const token = "0123456789abcdef";
  const asked = { headers: { authorization: `Bearer ${token}` } };
  const made = (change: Partial<NodeEnv> = {}) =>
    createContainer({
      ...readNodeEnv({ ...variables, METRICS_TOKEN: token }),
      ...change,
      LOG_LEVEL: "fatal",
    });

  test("is ready while the bucket answers, and until it ends", async () => {
    const { edge, drain } = made();
    const ready = async (init?: RequestInit) => {
      const answer = await edge.request("/readyz", init);
      return [answer.status, await answer.json()];
    };
    expect(await ready()).toMatchObject([200, { status: "ok", parts: { storage: { ok: true } } }]);
    expect(await ready(asked)).toMatchObject([200, { parts: { storage: { words: expect.any(String) } } }]);
    drain();
    expect(await ready()).toMatchObject([503, { status: "draining" }]);
    const away = await made({ S3_ENDPOINT: "http://127.0.0.1:9" }).edge.request("/readyz");
    expect(away.status).toBe(503);
    expect(await away.json()).toEqual({
      status: "unavailable",
      at: expect.any(String),
      parts: { storage: { ok: false, ms: expect.any(Number) } },
    });
  });

  test("shows what it did to whoever has the token, by route and never by path", async () => {
    const { edge } = made();
    await edge.request(`/v1/apps/${app.packageId}/update`);
    await edge.request("/v1/apps/com.example.nowhere/update");
    await edge.request("/no/such/path");
    expect((await edge.request("/metrics")).status).toBe(401);
    expect((await createContainer(readNodeEnv(variables)).edge.request("/metrics", asked)).status).toBe(401);
    const text = await (await edge.request("/metrics", asked)).text();
    for (const [route, status] of [
      ["/v1/apps/:packageId/update", "2xx"],
      ["/v1/apps/:packageId/update", "4xx"],
      ["none", "4xx"],
    ])
      expect(text).toContain(
        `mosis_http_request_duration_seconds_count{route="${route}",method="GET",status="${status}"} 1`,
      );
    expect(text).not.toContain("com.example");
  });
});
