import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DownloadOptions, download } from "./download.ts";
import { fileTarget, nodeHash } from "./node/index.ts";

const content = randomBytes(300_000);
const signed = { size: content.length, sha256: createHash("sha256").update(content).digest("hex") };

/** What the server does with one request after the other; then it serves what is asked for. */
type Move = (request: IncomingMessage, response: ServerResponse) => void;
let moves: Move[] = [];
let ranges: (string | undefined)[] = [];

const serve: Move = (request, response) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const part = content.subarray(from);
  if (request.headers.range === undefined) response.writeHead(200, { "content-length": part.length });
  else
    response.writeHead(206, {
      "content-length": part.length,
      "content-range": `bytes ${from}-${content.length - 1}/${content.length}`,
    });
  response.end(part);
};
/** Ends the connection after so many bytes of what was asked for. */
const breakAfter =
  (bytes: number): Move =>
  (request, response) => {
    const from = Number(/\d+/.exec(request.headers.range ?? "0")?.[0]);
    const status = request.headers.range === undefined ? 200 : 206;
    const range = { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` };
    response.writeHead(status, { "content-length": content.length - from, ...(status === 206 && range) });
    response.write(content.subarray(from, from + bytes), () => response.destroy());
  };
const refuseWith =
  (status: number, code: string): Move =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/problem+json" });
    response.end(JSON.stringify({ code, detail: "So it is." }));
  };

const server = createServer((request, response) => {
  ranges.push(request.headers.range);
  (moves.shift() ?? serve)(request, response);
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
afterAll(() => server.close());

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mosis-device-"));
  moves = [];
  ranges = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = () => join(folder, "package.mosis");
const run = (options: DownloadOptions = {}) =>
  download({ url, ...signed }, fileTarget(file()), { waitMs: 1, ...options });
const isComplete = async () => content.equals(await readFile(file()));

describe("a download", () => {
  it.each([
    ["by itself", {}],
    ["with Node's hash", { createHash: nodeHash }],
  ])("gives what was signed, %s", async (_, options) => {
    const progress: number[] = [];
    await run({ ...options, onProgress: (bytes) => progress.push(bytes) });
    expect(await isComplete()).toBe(true);
    expect(progress.at(-1)).toBe(content.length);
  });

  it("goes on where the connection broke, as often as that happens", async () => {
    moves = [breakAfter(100_000), breakAfter(0), breakAfter(50_000)];
    await run();
    expect(await isComplete()).toBe(true);
    const starts = ranges.map((range) => Number(/\d+/.exec(range ?? "0")?.[0]));
    expect(starts).toHaveLength(4);
    // What was under way when the connection broke may be lost, and nothing else.
    expect(starts[1]).toBeGreaterThan(0);
    expect(starts[2]).toBe(starts[1]);
    expect(starts[3]).toBeGreaterThan(starts[2] ?? 0);
  });

  it("goes on after a restart, and does not ask when all is there", async () => {
    await writeFile(file(), content.subarray(0, 7));
    await run();
    expect(await isComplete()).toBe(true);
    await run();
    expect(ranges).toEqual(["bytes=7-"]);
  });

  it("begins anew where the server begins anew", async () => {
    await writeFile(file(), content.subarray(0, 7));
    moves = [
      (request, response) => {
        delete request.headers.range;
        serve(request, response);
      },
    ];
    await run();
    expect(await isComplete()).toBe(true);
  });

  it("throws away what was there when it was something else, and fetches it whole", async () => {
    await writeFile(file(), Buffer.alloc(1_000, "x"));
    await run();
    expect(await isComplete()).toBe(true);
    expect(ranges).toEqual(["bytes=1000-", undefined]);
    await writeFile(file(), Buffer.alloc(content.length + 1));
    await run();
    expect(await isComplete()).toBe(true);
  });

  it("leaves nothing when what arrives is twice not what was signed", async () => {
    const forged: Move = (_, response) => response.end(Buffer.alloc(content.length, "x"));
    moves = [forged, forged];
    await expect(run()).rejects.toMatchObject({ code: "download_mismatch" });
    expect(await readFile(file())).toHaveLength(0);
  });

  it("stores no more than was signed", async () => {
    const endless: Move = (_, response) => {
      const more = () => response.write(Buffer.alloc(65_536), () => setImmediate(more));
      response.on("close", () => response.removeAllListeners("drain"));
      more();
    };
    moves = [endless, endless];
    await expect(run({ attempts: 2 })).rejects.toThrow("longer than what was signed");
    expect(await readFile(file())).toHaveLength(0);
  });

  it.each([
    [410, "version_stopped"],
    [403, "download_expired"],
  ])("ends at once at %i %s", async (status, code) => {
    moves = [refuseWith(status, code)];
    await expect(run()).rejects.toMatchObject({ name: "EdgeError", status, code });
    expect(ranges).toHaveLength(1);
  });

  it("tries again when the store has trouble, and gives up in the end", async () => {
    moves = [refuseWith(503, "internal_error"), (_, response) => response.writeHead(502).end("<html>")];
    await run();
    expect(await isComplete()).toBe(true);
    await rm(file());
    moves = Array.from({ length: 3 }, () => refuseWith(503, "internal_error"));
    await expect(run({ attempts: 3 })).rejects.toMatchObject({ status: 503 });
  });

  it("stops when it is told to, also between two attempts", async () => {
    moves = [breakAfter(10)];
    const stop = new AbortController();
    const running = run({
      waitMs: 60_000,
      signal: stop.signal,
      onProgress: () => setTimeout(() => stop.abort(new Error("stopped")), 20),
    });
    await expect(running).rejects.toThrow("stopped");
  });
});
