import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freshDatabase, freshRedis, secondStorage } from "@mosis/devstack/testing";
import {
  type Application,
  actorOf,
  cacheControl,
  deviceEventsPrefix,
  everyObject,
  type ListedObject,
  type ObjectStore,
  objectKeys,
  type PresignedPut,
  partCount,
  sizeOfPart,
  system,
  type UploadId,
  type UploadKind,
  type UserActor,
  type Version,
} from "@mosis/domain";
import { afterAll, expect, test, vi } from "vitest";
import { confinedSharp } from "./confined-sharp.ts";
import { type Container, createContainer } from "./container.ts";
import { type Env, readEnv } from "./env.ts";
import { notesPackage } from "./testing/notes-package.ts";
import { startEdge } from "./testing/start-edge.ts";
import { startWorker } from "./testing/start-worker.ts";
import { workerVariables } from "./testing/worker-variables.ts";

// A store in use moves from one object storage to another as docs/moving-house.md says, and its objects back again,
// while the copying is killed at moments drawn from a seed.

const seed = Number.parseInt(randomBytes(3).toString("hex"), 16);
const kills = 3;
/** Small packages that were published before, so that the copying takes a while. */
const earlierVersions = 60;

const [old, fresh] = await Promise.all([secondStorage(), secondStorage()]);
const services = {
  DATABASE_URL: await freshDatabase(),
  REDIS_URL: await freshRedis(),
  ...workerVariables,
};
type Connection = typeof old;

const bucketVariables = (prefix: "S3" | "S3_OLD", s3: Connection) => ({
  [`${prefix}_ENDPOINT`]: s3.endpoint,
  [`${prefix}_REGION`]: s3.region,
  [`${prefix}_BUCKET`]: s3.bucket,
  [`${prefix}_ACCESS_KEY_ID`]: s3.accessKeyId,
  [`${prefix}_SECRET_ACCESS_KEY`]: s3.secretAccessKey,
});
function envOf(to: Connection, from?: Connection): Env {
  return readEnv({ ...services, ...bucketVariables("S3", to), ...(from && bucketVariables("S3_OLD", from)) });
}

const endings: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of endings.reverse()) await end();
});

function open(env: Env): Container {
  const container = createContainer(env);
  endings.push(() => container.close());
  return container;
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const patience = { timeout: 120_000, interval: 50 };

async function signIn(app: Application, subject: string): Promise<UserActor> {
  const identity = { provider: "demo", subject, name: subject, email: null, avatarUrl: null } as const;
  const { user } = await app.signIn({ identity, userAgent: "test" });
  return actorOf(user);
}

async function send(put: PresignedPut, bytes: Buffer): Promise<string> {
  const body = new Uint8Array(bytes);
  const response = await fetch(put.url, { method: put.method, headers: put.headers, body });
  expect(response.status).toBe(200);
  return response.headers.get("etag")?.replaceAll('"', "") ?? "";
}

const iconBytes = await confinedSharp({
  create: { width: 128, height: 128, channels: 4, background: "#3b5bdb" },
})
  .png()
  .toBuffer();

/** A developer's app, and all that happens to it; `portal` is changed when the portal moves. */
async function createDeveloper(portal: { app: Application }, db: Container["ports"]["db"]) {
  const actor = await signIn(portal.app, `developer-${randomUUID()}`);
  const reviewer: UserActor = { ...(await signIn(portal.app, "reviewer")), role: "reviewer" };
  const packageId = `com.example.notes-${randomUUID().slice(-12)}`;
  const owned = await portal.app.createApp({
    actor,
    packageId,
    name: "Notes",
    summary: "Takes notes.",
    description: "Takes notes, and keeps them.",
    category: "productivity",
  });

  const start = (bytes: Buffer, kind: UploadKind = "package") =>
    portal.app.startUpload({
      actor,
      appId: owned.id,
      kind,
      fileName: kind === "icon" ? "icon.png" : "notes.mosis",
      size: bytes.length,
      sha256: sha256(bytes),
    });

  const icon = await start(iconBytes, "icon");
  if (icon.put) await send(icon.put, iconBytes);
  await portal.app.completeUpload({ actor, uploadId: icon.upload.id });

  async function sendParts(uploadId: UploadId, bytes: Buffer, numbers: readonly number[]): Promise<void> {
    const upload = await db.uploads.find(system, uploadId);
    if (!upload) throw new Error("there is no such upload");
    for (const number of numbers) {
      const input = { actor, uploadId };
      const [part] = await portal.app.signParts({ ...input, received: [], partNumbers: [number] });
      if (!part) throw new Error(`part ${number} was not signed`);
      const from = (number - 1) * (upload.partSize ?? 0);
      const etag = await send(part.put, bytes.subarray(from, from + sizeOfPart(upload, number)));
      await portal.app.signParts({ ...input, received: [{ number, etag }], partNumbers: [] });
    }
  }

  async function complete(uploadId: UploadId): Promise<Version> {
    const completed = await portal.app.completeUpload({ actor, uploadId });
    if (completed.kind !== "package") throw new Error("the upload became no version");
    return completed.version;
  }

  async function release({ id: versionId }: Version): Promise<void> {
    const draft = await vi.waitFor(async () => {
      const version = await db.versions.find(system, versionId);
      if (!version || version.status === "validating")
        throw new Error("the version is still being validated");
      return version;
    }, patience);
    expect(draft).toMatchObject({ status: "draft", findings: [] });
    await vi.waitFor(async () => {
      if (!(await db.apps.find(system, owned.id))?.icon) throw new Error("the icon is still being rendered");
    }, patience);
    await portal.app.submitVersion({ actor, versionId });
    const decision = { verdict: "approved", reason: "" } as const;
    await portal.app.reviewVersion({ actor: reviewer, versionId, decision });
    await portal.app.publishVersion({ actor, versionId });
  }

  async function publish(bytes: Buffer): Promise<void> {
    const { upload, put } = await start(bytes);
    if (put) await send(put, bytes);
    else await sendParts(upload.id, bytes, partNumbersOf(upload));
    await release(await complete(upload.id));
  }

  return { actor, owned, packageId, start, sendParts, complete, release, publish };
}

function partNumbersOf(upload: Parameters<typeof partCount>[0]): number[] {
  return Array.from({ length: partCount(upload) ?? 0 }, (_, index) => index + 1);
}

/** Asks as a device does until it is offered this version, and downloads it. */
async function download(edge: string, packageId: string, versionCode: number): Promise<Buffer> {
  const latest = await vi.waitFor(async () => {
    const response = await fetch(`${edge}/v1/apps/${packageId}/latest`);
    const answer = (await response.json()) as { version_code?: number; download_url: string };
    if (answer.version_code !== versionCode) throw new Error(`offered ${JSON.stringify(answer)}`);
    return answer;
  }, patience);
  const response = await fetch(latest.download_url.replace("https://edge.example.com", edge));
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

/** Every object with its content and headers, but for uploads on their way. */
async function everything(objects: ObjectStore): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const { key } of await listAll(objects)) {
    if (key.startsWith("temp/")) continue;
    const url = await objects.presignGet({ key, expiresInSeconds: 60, fileName: "f" });
    const response = await fetch(url);
    const headers = ["content-type", "cache-control"].map((name) => response.headers.get(name) ?? "none");
    found[key] = [sha256(Buffer.from(await response.arrayBuffer())), ...headers];
  }
  return found;
}

/** What the edge noted comes and goes meanwhile. */
async function listAll(objects: ObjectStore): Promise<ListedObject[]> {
  const all: ListedObject[] = [];
  for await (const object of everyObject(objects))
    if (!object.key.startsWith(deviceEventsPrefix)) all.push(object);
  return all;
}

const folder = mkdtempSync(join(tmpdir(), "mosis-move-"));
endings.push(async () => rmSync(folder, { recursive: true, force: true }));
const random = randomOf(seed);
console.log(`Seed of the kills: ${seed}`);

interface Report {
  complete: boolean;
  outcomes: Record<string, number>;
  left: Record<string, number>;
  failures: unknown[];
}

/** Copies from one to the other, killed a few times when some more has been done, and then to the end. */
async function migrate(
  from: Connection,
  to: Connection,
  state: string,
  ...options: string[]
): Promise<Report> {
  const file = join(folder, state);
  const start = () => startMigration(from, to, ["--state", file, "--json", ...options]);
  const lines = () => (existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0);
  for (let kill = 0; kill < kills; kill++) {
    const child = start();
    const exit = once(child, "exit");
    const enough = lines() + 1 + Math.floor(random() * 12);
    const isEnough = async () => {
      while (lines() < enough && child.exitCode === null) await sleep(5);
    };
    await isEnough();
    child.kill("SIGKILL");
    await exit;
  }
  const child = start();
  const [out, err] = [
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
  ];
  const [code] = await once(child, "exit");
  expect(code, await err).toBe(0);
  return JSON.parse(await out) as Report;
}

function startMigration(from: Connection, to: Connection, options: string[]): ChildProcess {
  const bin = fileURLToPath(new URL("../../cli/bin/mosis.mjs", import.meta.url));
  const place = ({ bucket, endpoint }: Connection) =>
    `s3://${bucket}?endpoint=${encodeURIComponent(endpoint)}`;
  return spawn(
    process.execPath,
    [bin, "storage", "migrate", "--from", place(from), "--to", place(to), "--concurrency", "3", ...options],
    {
      env: {
        MOSIS_FROM_ACCESS_KEY_ID: from.accessKeyId,
        MOSIS_FROM_SECRET_ACCESS_KEY: from.secretAccessKey,
        MOSIS_TO_ACCESS_KEY_ID: to.accessKeyId,
        MOSIS_TO_SECRET_ACCESS_KEY: to.secretAccessKey,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
}

test("a store in use moves to another storage, and loses nothing", { timeout: 600_000 }, async () => {
  // Before: the worker knows the old side alone; the portals have been restarted with the new one as the other.
  const stopOldWorker = await startWorker(envOf(old));
  endings.push(stopOldWorker);
  const portalBefore = open(envOf(old, fresh));
  const [onOld, onNew] = [open(envOf(old)).objects, open(envOf(fresh)).objects];
  const portal = { app: portalBefore.app };
  const { db } = portalBefore.ports;
  const [resident, live] = [await createDeveloper(portal, db), await createDeveloper(portal, db)];

  const large = await notesPackage(
    { id: resident.packageId, version_code: 1 },
    randomBytes(17 * 1024 * 1024),
  );
  await resident.publish(large);
  const { developerId: founderId } = resident.actor;
  for (let versionCode = 1_000; versionCode < 1_000 + earlierVersions; versionCode++) {
    const key = objectKeys.package({ founderId, appId: resident.owned.id, versionCode });
    const contentType = "application/vnd.mosis.package";
    await onOld.put({ key, bytes: randomBytes(20_000), contentType, cacheControl: cacheControl.package });
  }
  // Three uploads on their way: announced; begun in parts; received, and waiting for a worker.
  const waiting = await createDeveloper(portal, db);
  const announced = await notesPackage({ id: waiting.packageId, version_code: 1 }, randomBytes(1_000));
  const announcedUpload = await waiting.start(announced);
  const begun = await createDeveloper(portal, db);
  const inParts = await notesPackage({ id: begun.packageId, version_code: 1 }, randomBytes(20 * 1024 * 1024));
  const { upload } = await begun.start(inParts);
  const [firstPart = 0, ...otherParts] = partNumbersOf(upload);
  await begun.sendParts(upload.id, inParts, [firstPart]);

  const { url: edge, stop: stopEdge } = await startEdge({
    DOWNLOAD_SIGNING_KEY: randomBytes(32).toString("hex"),
    ...bucketVariables("S3", fresh),
    ...bucketVariables("S3_OLD", old),
  });
  endings.push(stopEdge);
  let isMoving = true;
  let published = 0;
  const life = (async () => {
    while (isMoving) {
      const versionCode = published + 1;
      const bytes = await notesPackage(
        { id: live.packageId, version_code: versionCode },
        randomBytes(50_000),
      );
      await live.publish(bytes);
      expect(sha256(await download(edge, live.packageId, versionCode))).toBe(sha256(bytes));
      published++;
    }
  })();
  // Whatever goes wrong there is told when it is awaited.
  life.catch(() => {});

  // What never changes goes first, while everything is as it was.
  const before = await migrate(old, fresh, "there.jsonl");
  expect(before).toMatchObject({ complete: false, failures: [] });
  expect(before.left.changing).toBeGreaterThan(0);
  expect((await listAll(onNew)).every(({ key }) => key.startsWith("packages/"))).toBe(true);

  // The switch: the edge reads both already; the worker is stopped before another is started; then the portal.
  await stopOldWorker();
  const received = await createDeveloper(portal, db);
  const late = await notesPackage({ id: received.packageId, version_code: 1 }, randomBytes(1_000));
  const lateUpload = await received.start(late);
  if (lateUpload.put) await send(lateUpload.put, late);
  const lateVersion = await received.complete(lateUpload.upload.id);
  endings.push(await startWorker(envOf(fresh, old)));
  portal.app = open(envOf(fresh, old)).app;
  const publishedBefore = published;

  if (announcedUpload.put) await send(announcedUpload.put, announced);
  await waiting.release(await waiting.complete(announcedUpload.upload.id));
  await begun.sendParts(upload.id, inParts, otherParts);
  await begun.release(await begun.complete(upload.id));
  await received.release(lateVersion);

  const after = await migrate(old, fresh, "there.jsonl", "--switched");
  expect(after).toMatchObject({ failures: [], left: { todo: 0 } });
  await vi.waitFor(() => expect(published).toBeGreaterThan(publishedBefore), patience);
  isMoving = false;
  await life;

  // Nothing is left but what was waiting to be deleted.
  await vi.waitFor(async () => {
    expect((await listAll(onOld)).filter(({ key }) => key.startsWith("temp/"))).toEqual([]);
  }, patience);
  expect(await migrate(old, fresh, "there.jsonl", "--switched")).toMatchObject({
    complete: true,
    failures: [],
  });

  // The old side could go now: all that was ever published comes from the new one alone.
  const alone = open(envOf(fresh)).objects;
  const everywhere = await everything(alone);
  for (const [key, object] of Object.entries(await everything(onOld))) {
    if (key.startsWith("feeds/")) expect(everywhere[key]?.slice(1), key).toEqual(object.slice(1));
    else expect(everywhere[key], key).toEqual(object);
  }
  const ofVersion = (owner: typeof live, versionCode: number) =>
    objectKeys.package({ founderId: owner.actor.developerId, appId: owner.owned.id, versionCode });
  expect(everywhere[ofVersion(resident, 1)]?.[0]).toBe(sha256(large));
  expect(everywhere[ofVersion(begun, 1)]?.[0]).toBe(sha256(inParts));
  expect(everywhere[ofVersion(waiting, 1)]?.[0]).toBe(sha256(announced));
  expect(everywhere[ofVersion(received, 1)]?.[0]).toBe(sha256(late));
  for (let code = 1; code <= published; code++) expect(everywhere).toHaveProperty([ofVersion(live, code)]);

  // And back again, into an empty bucket.
  for (const { key } of await listAll(onOld)) await onOld.delete(key);
  expect(await migrate(fresh, old, "back.jsonl", "--switched")).toMatchObject({
    complete: true,
    failures: [],
  });
  expect(await everything(onOld)).toEqual(everywhere);
});

/** Numbers from 0 to 1 that look like chance, the same for the same seed (mulberry32). */
function randomOf(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
