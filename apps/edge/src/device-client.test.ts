import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import {
  createDeviceClient,
  type DeviceClientOptions,
  fetchUpdate,
  forgetfulMemory,
  type Offer,
} from "@mosis/device-client";
import { fileMemory, fileTarget, installedFolder, zstdPatch } from "@mosis/device-client/node";
import { createReleaseSigner, type Feed, objectKeys, signingKeyOf } from "@mosis/domain";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { edgeInMemory } from "./testing/edge-in-memory.ts";
import { publicKey, publishedApp, signRelease } from "./testing/published-app.ts";

const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");
const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
const content = randomBytes(200_000);
const app = await publishedApp({ size: content.length, sha256: sha256(content) });
const installed = { packageId: app.packageId, versionCode: 6 };

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mosis-device-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** An edge that has the app, and a device that talks to it. */
function storeAndDevice(options: Partial<DeviceClientOptions> = {}) {
  const at = edgeInMemory();
  const put = (feed: Feed) => at.bucket.put(app.feedKey, JSON.stringify(feed));
  put(app.feed);
  at.bucket.put(app.packageKey, content);
  const statuses: number[] = [];
  const client = createDeviceClient({
    edgeUrl: "https://edge.example.com",
    device: "device-1",
    publicKeys: [base64url(publicKey.bytes)],
    memory: fileMemory(join(folder, "memory.json")),
    now: () => at.clock.time,
    fetch: async (url, init) => {
      const request = new Request(url, init);
      // A server knows the length of what a client sends at once.
      if (typeof init?.body === "string")
        request.headers.set("content-length", String(Buffer.byteLength(init.body)));
      const response = await at.edge.fetch(request);
      statuses.push(response.status);
      return response;
    },
    ...options,
  });
  const pass = (seconds: number) => {
    at.clock.time = new Date(at.clock.time.getTime() + seconds * 1000);
  };
  return { ...at, client, put, statuses, pass };
}

type World = ReturnType<typeof storeAndDevice>;

/** Downloads as a device would, through the edge. */
function fetchOffer({ edge, client }: World, offer: Offer, byDelta = {}) {
  return fetchUpdate(offer, {
    client,
    target: fileTarget(join(folder, "package.mosis")),
    fetch: async (url, init) => edge.fetch(new Request(url, init)),
    waitMs: 1,
    ...byDelta,
  });
}

describe("a device", () => {
  test("gets what is newer, byte for byte, and reports it", async () => {
    const world = storeAndDevice();
    const { offer, state } = await world.client.check(installed);
    expect(state).toMatchObject({ sequence: 3, release: { versionCode: 7 } });
    if (!offer) throw new Error("nothing was offered");
    expect(await fetchOffer(world, offer)).toMatchObject({ kind: "package", deltaFailure: null });
    expect(content.equals(await readFile(join(folder, "package.mosis")))).toBe(true);
    const report = { releaseId: offer.release.id, outcome: "installed" } as const;
    await world.client.report([report]);
    expect(await world.events()).toMatchObject([
      { kind: "download", part: "package", status: 200, begins: true, bytes: content.length },
      { kind: "install", release_id: app.release.id, outcome: "installed" },
    ]);
  });

  test("hears of nothing while nothing is new, and the second time without an answer's body", async () => {
    const { client, statuses, pass } = storeAndDevice();
    const current = { ...installed, versionCode: 7 };
    expect(await client.check(current)).toMatchObject({ offer: null, state: { sequence: 3 } });
    expect(await client.check(current)).toMatchObject({ offer: null, state: { sequence: 3 } });
    expect(statuses).toEqual([200, 304]);
    // Something else is installed now: what was said before does not stand for it.
    expect((await client.check({ ...current, versionCode: 6 })).offer?.release.versionCode).toBe(7);
    pass(8 * 86_400);
    await expect(client.check(current)).rejects.toMatchObject({ code: "document_expired" });
  });

  test("is told of many apps in one call", async () => {
    const { client } = storeAndDevice();
    const checks = await client.checkAll([
      installed,
      { packageId: "com.example.nothing", versionCode: null },
      { ...installed, versionCode: 7 },
    ]);
    expect(checks).toMatchObject([
      { offer: { release: { versionCode: 7 } } },
      { offer: null, state: null },
      { offer: null, state: { sequence: 3 } },
    ]);
  });

  test("knows of no app that is not there, nor on tracks that it is not on the list of", async () => {
    const { client, bucket, pass } = storeAndDevice();
    expect(await client.check({ packageId: "com.example.nothing", versionCode: null })).toEqual({
      offer: null,
      state: null,
    });
    const closed = await publishedApp({ size: 1, sha256: sha256("x") }, app.packageId, "friends");
    const friends = { ...installed, track: "friends" };
    bucket.put(closed.feedKey, JSON.stringify({ ...closed.feed, audience: [sha256("device-2")] }));
    expect(await client.check(friends)).toEqual({ offer: null, state: null });
    bucket.put(closed.feedKey, JSON.stringify({ ...closed.feed, audience: [sha256("device-1")] }));
    pass(60);
    expect((await client.check(friends)).offer?.release.versionCode).toBe(7);
  });

  test("takes nothing that is older than what it has seen, also after a restart", async () => {
    const { client, put, pass } = storeAndDevice();
    const later = await signRelease(app, { ...app.release, version_code: 8 }, { sequence: 4 });
    put({ ...app.feed, base: later });
    expect((await client.check(installed)).state?.sequence).toBe(4);
    put(app.feed);
    pass(60);
    await expect(client.check(installed)).rejects.toMatchObject({ code: "document_replayed" });
    const [afterRestart] = await storeAndDevice().client.checkAll([installed]);
    expect(afterRestart).toMatchObject({ code: "document_replayed" });
  });

  test("learns of the next key from the one it trusts, and of no other", async () => {
    const { client, put, bucket, clock, pass } = storeAndDevice();
    const span = { from: new Date(0), until: new Date("2026-06-01") };
    const old = await signingKeyOf(new Uint8Array(32).fill(7), span);
    const next = await signingKeyOf(new Uint8Array(32).fill(8), { ...span, until: new Date("2027-01-01") });
    const stranger = await signingKeyOf(new Uint8Array(32).fill(9), span);
    const vouch = async (by: Parameters<typeof createReleaseSigner>[0]) => {
      const signer = createReleaseSigner(by);
      const at = clock.time;
      const document = {
        format: "mosis-keys/1",
        signed_at: at.toISOString(),
        expires_at: new Date(at.getTime() + 86_400_000).toISOString(),
        keys: createReleaseSigner([old, next]).listKeys(at),
      };
      const documents = await signer.signWithEach(document, at);
      bucket.put(objectKeys.deviceKeys, JSON.stringify({ documents }));
    };
    const payload = JSON.parse(Buffer.from(app.feed.base.payload, "base64url").toString()) as object;
    put({ ...app.feed, base: await createReleaseSigner([next]).sign(payload, clock.time) });
    await vouch([stranger]);
    await expect(client.check(installed)).rejects.toMatchObject({ code: "signature_invalid" });
    await vouch([old, next]);
    pass(60);
    expect((await client.check(installed)).offer?.release.versionCode).toBe(7);
    // The key it was made with is not asked for any more.
    bucket.delete(objectKeys.deviceKeys);
    expect((await client.check(installed)).offer?.release.versionCode).toBe(7);
  });

  test("takes a new address when the one it has has expired, and none of a version that was stopped", async () => {
    const world = storeAndDevice();
    const { offer } = await world.client.check(installed);
    if (!offer) throw new Error("nothing was offered");
    world.pass(2 * 3600);
    expect(await fetchOffer(world, offer)).toMatchObject({ kind: "package" });
    await rm(join(folder, "package.mosis"));
    const { offer: again } = await world.client.check(installed);
    if (!again) throw new Error("nothing was offered");
    world.bucket.put(objectKeys.downloadStop(app.version), "{}");
    await expect(fetchOffer(world, again)).rejects.toMatchObject({ status: 410, code: "version_stopped" });
  });

  test("forgets nothing it needs when it keeps its memory only as long as it runs", async () => {
    const { client, put, pass } = storeAndDevice({ memory: forgetfulMemory() });
    put({ ...app.feed, base: await signRelease(app, app.release, { sequence: 9 }) });
    await client.check(installed);
    put(app.feed);
    pass(60);
    await expect(client.check(installed)).rejects.toMatchObject({ code: "document_replayed" });
  });
});

describe("a delta", () => {
  /** What is installed, what is to be, and the delta between them: as packages/delta makes them. */
  async function offeredDelta(damage: (parts: { delta: Buffer; list: Buffer }) => void = () => {}) {
    const kept = randomBytes(50_000);
    const before = { "a.txt": Buffer.from("one"), "b/data.bin": kept };
    const after = { "a.txt": Buffer.from("two"), "b/data.bin": kept, "c.txt": Buffer.from("new") };
    const listOf = (files: Record<string, Buffer>) =>
      JSON.stringify({
        files: Object.entries(files).map(([path, bytes]) => ({
          path,
          sha256: sha256(bytes),
          size: bytes.length,
        })),
        format: 1,
      });
    const [base, target] = [before, after].map((files) => Buffer.concat(Object.values(files)));
    const delta = zstdCompressSync(target ?? "", {
      dictionary: base ?? Buffer.alloc(0),
      pledgedSrcSize: target?.length,
    });
    const list = Buffer.from(listOf(after));
    for (const [path, bytes] of Object.entries(before)) {
      const file = join(folder, "installed", path);
      await mkdir(join(file, ".."), { recursive: true });
      await writeFile(file, bytes);
    }
    const release = {
      ...app.release,
      contents_sha256: sha256(list),
      deltas: [
        {
          from_version_code: 6,
          from_contents_sha256: sha256(listOf(before)),
          size: delta.length,
          sha256: sha256(delta),
        },
      ],
    };
    const world = storeAndDevice();
    world.put({ ...app.feed, base: await signRelease(app, release) });
    damage({ delta, list });
    world.bucket.put(objectKeys.contents(app.version), list);
    world.bucket.put(objectKeys.delta(app.version, 6), delta);
    const { offer } = await world.client.check(installed);
    if (!offer) throw new Error("nothing was offered");
    const byDelta = {
      byDelta: {
        installed: installedFolder(join(folder, "installed")),
        target: fileTarget(join(folder, "delta")),
        patch: zstdPatch,
      },
    };
    return { after, delta, fetched: () => fetchOffer(world, offer, byDelta), world };
  }

  test("gives the files of the new version, and is noted as what it is", async () => {
    const { after, delta, fetched, world } = await offeredDelta();
    const update = await fetched();
    expect(update.kind).toBe("files");
    const files = update.kind === "files" ? update.files : [];
    expect(Object.fromEntries(files.map(({ path, bytes }) => [path, Buffer.from(bytes)]))).toEqual(after);
    expect(delta.length).toBeLessThan(1_000);
    expect(await world.events()).toContainEqual(
      expect.objectContaining({ part: "delta", from_version_code: 6, bytes: delta.length, status: 200 }),
    );
  });

  test.each<[string, (parts: { delta: Buffer; list: Buffer }) => void, RegExp]>([
    ["the delta is another", ({ delta }) => delta.reverse(), /not what the store signed/],
    ["the list is another", ({ list }) => list.reverse(), /not the one that was signed/],
    [
      "what is installed is something else",
      () => writeFile(join(folder, "installed", "x"), "x"),
      /not what the delta was made from/,
    ],
  ])("gives way to the whole package when %s", async (_, damage, reason) => {
    const { fetched } = await offeredDelta(damage);
    const update = await fetched();
    expect(update).toMatchObject({
      kind: "package",
      deltaFailure: { message: expect.stringMatching(reason) },
    });
    expect(content.equals(await readFile(join(folder, "package.mosis")))).toBe(true);
  });
});
