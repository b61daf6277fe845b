import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { edgeUrl, freshBucketPrefix } from "@mosis/devstack/testing";
import { cacheControl, objectKeys } from "@mosis/domain";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createContainer } from "./container.ts";
import { type NodeEnv, readNodeEnv } from "./env.ts";
import { publishedApp } from "./testing/published-app.ts";

const { s3 } = freshBucketPrefix();
const variables = {
  EDGE_URL: "https://edge.example.com",
  EDGE_PORT: "0",
  DOWNLOAD_SIGNING_KEY: randomBytes(32).toString("hex"),
  S3_ENDPOINT: s3.endpoint,
  S3_REGION: s3.region,
  S3_BUCKET: s3.bucket,
  S3_ACCESS_KEY_ID: s3.accessKeyId,
  S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
};
const { objects } = createContainer(readNodeEnv(variables));

const content = randomBytes(5_000_000);
const sha256 = createHash("sha256").update(content).digest("hex");
const app = await publishedApp({ size: content.length, sha256 });
const iconKey = objectKeys.icon(app.version.appId, 128);

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
  await put(iconKey, Buffer.from("picture"), "image/png", cacheControl.icon);
  await put(app.feedKey, Buffer.from(JSON.stringify(app.feed)), "application/json", cacheControl.feed);
  origins.node = await startNodeEntry();
});

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

async function latest(entry: "worker" | "node") {
  const answer = await ask(`${origins[entry]}/v1/apps/${app.feed.package_id}/latest`);
  expect(answer.status).toBe(200);
  return { answer, document: JSON.parse(answer.text) as Record<string, unknown> & { download_url: string } };
}

/** The path and query of a download, whatever origin it was signed for. */
async function downloadPath(entry: "worker" | "node"): Promise<string> {
  const { pathname, search } = new URL((await latest(entry)).document.download_url);
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
    package_id: app.feed.package_id,
    size: content.length,
    sha256,
  });
  expect(fromWorker.document.download_url.startsWith(`${origins.worker}/v1/download/`)).toBe(true);
  for (const [entry, { answer }] of [["worker", fromWorker] as const, ["node", fromNode] as const]) {
    const etag = answer.headers.etag ?? "";
    const again = await ask(`${origins[entry]}/v1/apps/${app.feed.package_id}/latest`, {
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
      "content-disposition": `attachment; filename="${app.version.appId}-7.mosis"`,
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
    [`/v1/apps/${app.feed.package_id}/latest?track=beta`, 404, "track_unknown"],
    ["/v1/download/x/1", 403, "download_signature_invalid"],
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
  const answer = await edge.request(`/v1/apps/${app.feed.package_id}/latest`);
  expect(answer.status).toBe(500);
  expect(await answer.json()).toMatchObject({ code: "internal_error", id: expect.any(String) });
  expect((await edge.request(`/${iconKey}`, { method: "HEAD" })).status).toBe(500);
});
