import { createHash, randomBytes, randomUUID } from "node:crypto";
import { openDatabase } from "@mosis/devstack";
import { freshBucketPrefix, freshDatabase, freshRedis, s3Variables } from "@mosis/devstack/testing";
import {
  type App,
  actorOf,
  type CompletedUpload,
  Feed,
  type Icon,
  iconSizes,
  KeysDocument,
  KeysFile,
  objectKeys,
  openDocument,
  type PresignedPut,
  partBytes,
  payloadOf,
  publicKeyOf,
  releaseDocumentOf,
  type Screenshot,
  screenshotKeys,
  stable,
  system,
  type UploadKind,
  type UserActor,
  type Version,
} from "@mosis/domain";
import { putOf } from "@mosis/domain/testing";
import { type Manifest, manifestSchema } from "@mosis/format";
import { afterAll, describe, expect, test, vi } from "vitest";
import { confinedSharp } from "./confined-sharp.ts";
import { createContainer } from "./container.ts";
import { readEnv } from "./env.ts";
import { notesPackage } from "./testing/notes-package.ts";
import { startWorker } from "./testing/start-worker.ts";
import { workerVariables } from "./testing/worker-variables.ts";

// The worker as main.ts wires it, in this process, on real PostgreSQL, Redis and R2. What people do comes through
// the same use cases as from the portal, and bytes through presigned addresses.

const { s3 } = freshBucketPrefix();
const env = readEnv({
  DATABASE_URL: await freshDatabase(),
  REDIS_URL: await freshRedis(),
  ...s3Variables(s3),
  ...workerVariables,
});
const container = createContainer(env);
const { app, ports, objects } = container;

/** As far as retention goes. */
async function oneDayLater({ id }: Version): Promise<void> {
  const rows = openDatabase(env.DATABASE_URL);
  await rows.query("UPDATE versions SET retention_from = retention_from - interval '1 day' WHERE id = $1", [
    id,
  ]);
  await rows.close();
}

// The bucket is that of other files as well, whose events and logs are for them.
const start = () => startWorker(env, { idle: ["events.read", "logs.import"] });
let stopWorker = await start();
afterAll(async () => {
  await stopWorker();
  await container.close();
});

const developer = await join("developer");
const reviewer: UserActor = { ...(await join("reviewer")), role: "reviewer" };

async function join(subject: string): Promise<UserActor> {
  const identity = { provider: "demo", subject, name: subject, email: null, avatarUrl: null } as const;
  const { user } = await app.signIn({ identity, userAgent: "test" });
  return actorOf(user);
}

function newApp(): Promise<App> {
  return app.createApp({
    actor: developer,
    packageId: `com.example.notes-${randomUUID().slice(-12)}`,
    name: "Notes",
    summary: "Takes notes.",
    description: "Takes notes, and keeps them.",
    category: "productivity",
  });
}

function packageOf(
  { packageId }: App,
  fields: Partial<Manifest> = {},
  data = Buffer.alloc(300_000, "notes "),
): Promise<Uint8Array<ArrayBuffer>> {
  return notesPackage({ id: packageId, ...fields }, data);
}

function picture(edge: number): Promise<Buffer> {
  const colour = { r: 20, g: 120, b: 220, alpha: 1 };
  return confinedSharp(Buffer.alloc(edge * edge * 4, Buffer.from(Object.values(colour))), {
    raw: { width: edge, height: edge, channels: 4 },
  })
    .png()
    .toBuffer();
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function send(put: PresignedPut, bytes: Uint8Array): Promise<Response> {
  return fetch(put.url, { method: put.method, headers: put.headers, body: new Uint8Array(bytes) });
}

async function upload(appId: App["id"], kind: UploadKind, bytes: Uint8Array): Promise<CompletedUpload> {
  const started = await app.startUpload({
    actor: developer,
    appId,
    kind,
    fileName: kind === "package" ? "notes.mosis" : `${kind}.png`,
    size: bytes.length,
    sha256: sha256(bytes),
  });
  const response = await send(putOf(started), bytes);
  expect(response.status).toBe(200);
  return app.completeUpload({ actor: developer, uploadId: started.upload.id });
}

async function uploadPackage(appId: App["id"], bytes: Uint8Array): Promise<Version> {
  const completed = await upload(appId, "package", bytes);
  if (completed.kind !== "package") throw new Error("the upload became no version");
  return completed.version;
}

async function uploadIcon(appId: App["id"], bytes: Uint8Array): Promise<Icon> {
  const completed = await upload(appId, "icon", bytes);
  if (completed.kind !== "icon") throw new Error("the upload became no icon");
  return completed.icon;
}

const patience = { timeout: 25_000, interval: 50 };

/** Waits for the worker's verdict. */
function decided({ id }: Version): Promise<Version> {
  return vi.waitFor(async () => {
    const version = await ports.db.versions.find(system, id);
    if (!version || version.status === "validating") throw new Error("the version is still being validated");
    return version;
  }, patience);
}

function rendered({ id }: Icon): Promise<Icon> {
  return vi.waitFor(async () => {
    const icon = await ports.db.icons.find(system, id);
    if (!icon || icon.status === "rendering") throw new Error("the icon is still being rendered");
    return icon;
  }, patience);
}

/** Waits until the upload's temporary object is gone, from the bucket and by the ledger. */
async function temporaryObjectGone({ uploadId }: Pick<Version, "uploadId">): Promise<void> {
  const key = objectKeys.upload(uploadId);
  await vi.waitFor(async () => {
    expect((await ports.db.objects.find(key))?.status).toBe("deleted");
  }, patience);
  expect(await objects.head(key)).toBeNull();
}

async function bytesAt(key: string): Promise<Buffer> {
  return Buffer.from(await new Response((await objects.read(key)).stream).arrayBuffer());
}

async function historyOf({ id }: Version): Promise<string[]> {
  return (await ports.db.queries.listHistory(system, id)).map(({ action }) => action);
}

function keysOf(version: Version, versionCode: number) {
  const address = { ...version, versionCode };
  return { packageKey: objectKeys.package(address), manifestKey: objectKeys.manifest(address) };
}

test("a package goes from its upload to the document that devices read", async () => {
  const owned = await newApp();
  await rendered(await uploadIcon(owned.id, await picture(256)));
  const bytes = await packageOf(owned, { version_code: 7 });
  const draft = await decided(await uploadPackage(owned.id, bytes));
  expect(draft).toMatchObject({
    status: "draft",
    step: null,
    versionCode: 7,
    findings: [],
    size: bytes.length,
  });
  expect(draft.contents?.files).toBe(3);

  const { packageKey, manifestKey } = keysOf(draft, 7);
  const stored = await bytesAt(packageKey);
  expect(sha256(stored)).toBe(sha256(bytes));
  const extracted: unknown = JSON.parse((await bytesAt(manifestKey)).toString());
  expect(manifestSchema.parse(extracted)).toEqual(draft.manifest);
  expect(await ports.db.objects.find(packageKey)).toMatchObject({
    status: "stored",
    size: bytes.length,
    sha256: sha256(bytes),
    etag: (await objects.head(packageKey))?.etag,
  });
  await temporaryObjectGone(draft);

  const versionId = draft.id;
  await app.submitVersion({ actor: developer, versionId });
  await app.reviewVersion({ actor: reviewer, versionId, decision: { verdict: "approved", reason: "" } });
  const published = await app.publishVersion({ actor: developer, versionId });
  const feed = await vi.waitFor(async () => {
    return Feed.parse(JSON.parse((await bytesAt(objectKeys.feed(owned.id, stable))).toString()));
  }, patience);
  expect(feed).toMatchObject({
    app_id: owned.id,
    package_id: owned.packageId,
    name: "Notes",
    icon: { content_hash: (await ports.db.apps.find(system, owned.id))?.icon?.contentHash },
    audience: null,
    candidate: null,
  });
  const document = releaseDocumentOf(feed.base);
  expect(document).toMatchObject({
    app_id: owned.id,
    package_id: owned.packageId,
    track: "stable",
    sequence: 1,
    release: {
      version: "1.7.0",
      version_code: 7,
      size: bytes.length,
      sha256: sha256(bytes),
      min_os_version: "2.1",
      published_at: published.publishedAt?.toISOString(),
    },
  });
  const { documents } = KeysFile.parse(JSON.parse((await bytesAt(objectKeys.deviceKeys)).toString()));
  const { keys } = KeysDocument.parse(payloadOf(documents[0] ?? feed.base));
  const trusted = await Promise.all(
    keys.map(({ public_key }) => publicKeyOf(Uint8Array.from(Buffer.from(public_key, "base64url")))),
  );
  expect(await openDocument(feed.base, trusted)).toEqual(document);
  expect(await historyOf(draft)).toEqual([
    "version.received",
    "version.passed",
    "version.submitted",
    "version.approved",
    "version.published",
  ]);

  // The next release takes the document's place.
  const next = await decided(await uploadPackage(owned.id, await packageOf(owned, { version_code: 8 })));
  await app.submitVersion({ actor: developer, versionId: next.id });
  await app.reviewVersion({
    actor: reviewer,
    versionId: next.id,
    decision: { verdict: "approved", reason: "" },
  });
  await app.publishVersion({ actor: developer, versionId: next.id });
  await vi.waitFor(async () => {
    const bytes = await bytesAt(objectKeys.feed(owned.id, stable));
    const { base } = Feed.parse(JSON.parse(bytes.toString()));
    expect(releaseDocumentOf(base)).toMatchObject({ release: { version_code: 8 } });
  }, patience);
});

describe("a broken package", () => {
  const broken = [
    {
      name: "without its start page",
      make: (owned: App) => packageOf(owned, { entry: "start.html" }),
      code: "entry_file_missing",
    },
    {
      name: "of another app",
      make: (owned: App) => packageOf(owned, { id: "com.example.another" }),
      code: "package_id_mismatch",
    },
    {
      name: "that is no archive",
      make: async () => Buffer.from("This is not a package.\n".repeat(20)),
      code: "not_a_zip",
    },
  ];
  test.each(broken)(
    "$name fails with what is wrong, and only what was uploaded stays for a day",
    async ({ make, code }) => {
      const owned = await newApp();
      const failed = await decided(await uploadPackage(owned.id, await make(owned)));
      expect(failed).toMatchObject({ status: "failed", versionCode: null });
      const finding = failed.findings.find((one) => one.code === code);
      expect(finding).toMatchObject({ severity: "error" });
      expect(finding?.fix).not.toBe("");
      expect(await objects.head(keysOf(failed, 1).packageKey)).toBeNull();
      expect(await historyOf(failed)).toEqual(["version.received", "version.failed"]);
      expect(await objects.head(objectKeys.upload(failed.uploadId))).not.toBeNull();
      await oneDayLater(failed);
      await ports.db.outbox.add({ name: "store.sweep", payload: {} }, new Date());
      await temporaryObjectGone(failed);
      expect(await historyOf(failed)).toEqual(["version.received", "version.failed", "version.purged"]);
    },
  );
});

describe("an icon", () => {
  test("is rendered in every size", async () => {
    const owned = await newApp();
    const original = await picture(512);
    const icon = await rendered(await uploadIcon(owned.id, original));
    const contentHash = sha256(original).slice(0, 16);
    expect(icon).toMatchObject({ status: "ready", contentHash });
    for (const size of iconSizes) {
      const key = objectKeys.icon(owned.id, size);
      const bytes = await bytesAt(key);
      expect(await confinedSharp(bytes).metadata()).toMatchObject({
        format: "png",
        width: size,
        height: size,
      });
      expect(await ports.db.objects.find(key)).toMatchObject({ status: "stored", sha256: sha256(bytes) });
    }
    expect((await ports.db.apps.find(system, owned.id))?.icon).toEqual({ id: icon.id, contentHash });
    await temporaryObjectGone(icon);
  });

  test.each([
    { name: "too small a picture", make: () => picture(64) },
    { name: "something else", make: async () => Buffer.from("not a picture") },
  ])("that is $name is refused", async ({ make }) => {
    const owned = await newApp();
    const icon = await rendered(await uploadIcon(owned.id, await make()));
    expect(icon).toMatchObject({ status: "refused", contentHash: null });
    expect(icon.refusal?.fix).toBeTruthy();
    expect((await ports.db.apps.find(system, owned.id))?.icon).toBeNull();
    for (const size of iconSizes) expect(await objects.head(objectKeys.icon(owned.id, size))).toBeNull();
    await temporaryObjectGone(icon);
  });
});

describe("a screenshot", () => {
  async function made(appId: App["id"], bytes: Uint8Array): Promise<Screenshot> {
    const completed = await upload(appId, "screenshot", bytes);
    if (completed.kind !== "screenshot") throw new Error("the upload became no screenshot");
    return vi.waitFor(async () => {
      const screenshot = await ports.db.screenshots.find(system, completed.screenshot.id);
      if (!screenshot || screenshot.status === "rendering") throw new Error("it is still being rendered");
      return screenshot;
    }, patience);
  }

  test("is stored as WebP in both sizes, and goes with its files when it is deleted", async () => {
    const owned = await newApp();
    const original = await picture(900);
    const screenshot = await made(owned.id, original);
    const contentHash = sha256(original).slice(0, 16);
    expect(screenshot).toMatchObject({ status: "ready", contentHash, width: 900, height: 900, position: 0 });
    await temporaryObjectGone(screenshot);
    for (const key of screenshotKeys(screenshot)) {
      const bytes = await bytesAt(key);
      expect(Buffer.from(bytes).toString("latin1", 8, 12)).toBe("WEBP");
      expect(await ports.db.objects.find(key)).toMatchObject({ status: "stored", sha256: sha256(bytes) });
    }
    await app.deleteScreenshot({ actor: developer, screenshotId: screenshot.id });
    await vi.waitFor(async () => {
      for (const key of screenshotKeys(screenshot)) {
        expect(await objects.head(key)).toBeNull();
        expect(await ports.db.objects.find(key)).toMatchObject({ status: "deleted" });
      }
    }, patience);
    expect(await ports.db.queries.listScreenshots(developer, owned.id)).toEqual([]);
  });

  test("that is something else is refused", async () => {
    const owned = await newApp();
    const screenshot = await made(owned.id, Buffer.from("not a picture"));
    expect(screenshot).toMatchObject({
      status: "refused",
      refusal: { code: "not_a_picture" },
      position: null,
    });
    for (const key of screenshotKeys(screenshot)) expect(await objects.head(key)).toBeNull();
    await temporaryObjectGone(screenshot);
  });
});

describe("a worker that is stopped and started again", () => {
  test("goes on with what was completed meanwhile", async () => {
    await stopWorker();
    const owned = await newApp();
    const version = await uploadPackage(owned.id, await packageOf(owned));
    const icon = await uploadIcon(owned.id, await picture(128));
    expect(await ports.db.versions.find(system, version.id)).toMatchObject({ step: "queued" });
    stopWorker = await start();
    expect(await decided(version)).toMatchObject({ status: "draft" });
    expect(await rendered(icon)).toMatchObject({ status: "ready" });
  });

  test("finishes what it was torn out of, each version once", async () => {
    const apps = await Promise.all([newApp(), newApp(), newApp(), newApp()]);
    const versions = await Promise.all(
      apps.map(async (owned) => uploadPackage(owned.id, await packageOf(owned))),
    );
    await vi.waitFor(
      async () => {
        const now = await Promise.all(versions.map(({ id }) => ports.db.versions.find(system, id)));
        expect(now.some((version) => version?.step !== "queued")).toBe(true);
      },
      { ...patience, interval: 5 },
    );
    await stopWorker(0);
    const left = await Promise.all(versions.map(({ id }) => ports.db.versions.find(system, id)));
    expect(left.some((version) => version?.status === "validating")).toBe(true);

    stopWorker = await start();
    for (const version of versions) {
      const draft = await decided(version);
      expect(draft).toMatchObject({ status: "draft", versionCode: 1 });
      expect(sha256(await bytesAt(keysOf(draft, 1).packageKey))).toBe(version.sha256);
      expect(await historyOf(version)).toEqual(["version.received", "version.passed"]);
      await temporaryObjectGone(version);
    }
  });
});

test("a presigned address stores the announced bytes once, and no others", async () => {
  const owned = await newApp();
  const bytes = await packageOf(owned);
  const started = await app.startUpload({
    actor: developer,
    appId: owned.id,
    kind: "package",
    fileName: "notes.mosis",
    size: bytes.length,
    sha256: sha256(bytes),
  });
  const put = putOf(started);
  expect((await send(put, bytes.subarray(1))).status).toBe(403);
  expect((await send(put, bytes)).status).toBe(200);
  expect((await send(put, bytes)).status).toBe(412);
});

test("a package in parts is checked and stored as one, and cancelled leaves nothing", async () => {
  const owned = await newApp();
  const bytes = await packageOf(owned, {}, randomBytes(17 * 1024 * 1024));
  const start = (appId = owned.id) =>
    app.startUpload({
      actor: developer,
      appId,
      kind: "package",
      fileName: "notes.mosis",
      size: bytes.length,
      sha256: sha256(bytes),
    });
  const { upload, put } = await start();
  expect(put).toBeNull();
  const input = { actor: developer, uploadId: upload.id };
  const sendParts = async (...numbers: number[]) => {
    for (const part of await app.signParts({ ...input, received: [], partNumbers: numbers })) {
      const from = (part.number - 1) * partBytes;
      const response = await send(part.put, bytes.subarray(from, from + part.size));
      const etag = response.headers.get("etag")?.replaceAll('"', "") ?? "";
      await app.signParts({ ...input, received: [{ number: part.number, etag }], partNumbers: [] });
    }
  };
  await sendParts(3, 1);
  await expect(app.completeUpload(input)).rejects.toThrow("Part 2 of 3 has not arrived");
  expect((await start()).upload.id).toBe(upload.id);
  await sendParts(2, 1);
  const completed = await Promise.all([app.completeUpload(input), app.completeUpload(input)]);
  const [first] = completed;
  if (first?.kind !== "package") throw new Error("the upload became no version");
  const draft = await decided(first.version);
  expect(draft).toMatchObject({ status: "draft", versionCode: 1 });
  expect(sha256(await bytesAt(keysOf(draft, 1).packageKey))).toBe(upload.sha256);
  expect((await start()).upload).toMatchObject({ id: upload.id, status: "consumed" });

  const other = await newApp();
  const { id: uploadId } = (await start(other.id)).upload;
  const [part] = await app.signParts({ actor: developer, uploadId, received: [], partNumbers: [3] });
  if (!part) throw new Error("no part");
  const rest = bytes.subarray(2 * partBytes);
  expect((await send(part.put, rest)).status).toBe(200);
  await app.abortUpload({ actor: developer, uploadId });
  const key = objectKeys.upload(uploadId);
  await expect
    .poll(async () => (await ports.db.objects.find(key))?.status, { timeout: 10_000 })
    .toBe("deleted");
  // Storage knows nothing of it any more.
  expect((await send(part.put, rest)).status).toBe(404);
});
