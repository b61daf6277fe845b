import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyDelta, parseContentList } from "@mosis/delta";
import { freshBucketPrefix, freshDatabase, freshRedis, s3Variables } from "@mosis/devstack/testing";
import { dayOf, type InstallEvent, makeDeltas, newId, objectKeys, readDeviceEvents } from "@mosis/domain";
import { addApp, addPerson, addVersion, scopedBucket } from "@mosis/domain/testing";
import { writePackage } from "@mosis/format/node";
import { afterAll, expect, test } from "vitest";
import { createContainer } from "../container.ts";
import { readEnv } from "../env.ts";
import { workerVariables } from "../testing/worker-variables.ts";
import { createDeltaMaker } from "./delta-maker.ts";

// Deltas between packages in the real bucket, and what the edge notes of their downloads, on the real database.

const folder = await mkdtemp(join(tmpdir(), "mosis-make-deltas-test-"));
const { s3, prefix } = freshBucketPrefix();
const container = createContainer(
  readEnv({
    DATABASE_URL: await freshDatabase(),
    REDIS_URL: await freshRedis(),
    ...s3Variables(s3),
    ...workerVariables,
  }),
  // Others' workers read what the edge noted, too: these objects are for this file.
  { decorate: (adapters) => ({ ...adapters, objects: scopedBucket(adapters.objects, prefix) }) },
);
const { db, objects } = container.ports;
const ports = { ...container.ports, deltaMaker: createDeltaMaker(objects, folder) };
afterAll(async () => {
  await container.close();
  await rm(folder, { recursive: true, force: true });
});

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function bytesAt(key: string): Promise<Buffer> {
  return Buffer.from(await new Response((await objects.read(key)).stream).arrayBuffer());
}

/** Text that packs badly, and yet has all to do with that of another version. */
const textOf = (code: number) =>
  Array.from({ length: 8_000 }, (_, at) => Math.sin(at % 1_000 === code ? -code : at)).join("\n");

async function appWithPackages(...codes: number[]) {
  const { actor } = await addPerson(db);
  const app = await addApp(db, actor);
  const add = async (code: number) => {
    const file = join(folder, `${newId()}.mosis`);
    await writePackage([{ path: "app.js", bytes: Buffer.from(textOf(code)) }], file);
    const bytes = await readFile(file);
    const fields = { size: bytes.length, sha256: sha256(bytes) };
    const version = await addVersion(db, app, { status: "published", code, ...fields });
    const address = { ...version, versionCode: code };
    const key = objectKeys.package(address);
    const { appId } = version;
    await db.objects.expect({ key, kind: "package", appId, at: new Date() });
    const head = await objects.put({ key, bytes, contentType: "application/zip", cacheControl: "no-store" });
    await db.objects.stored({ key, ...head, sha256: version.sha256, at: new Date() });
    return { version, file, address };
  };
  const versions = [];
  for (const code of codes) versions.push(await add(code));
  const target = versions.at(-1);
  if (!target) throw new Error("say which versions there are");
  return { app, actor, target, bases: versions.slice(0, -1) };
}

test("deltas lead from stored packages to a stored one, and nothing stays on this disk", {
  timeout: 120_000,
}, async () => {
  const { target, bases } = await appWithPackages(1, 2, 3);
  const { id: versionId } = target.version;
  await makeDeltas(ports, { versionId });
  const told = await db.deltas.describe(versionId);
  expect(told.deltas.map(({ fromVersionCode }) => fromVersionCode)).toEqual([2, 1]);
  const list = await bytesAt(objectKeys.contents(target.address));
  expect(sha256(list)).toBe(told.contentsSha256);
  for (const { fromVersionCode, fromContentsSha256, ...delta } of told.deltas) {
    const bytes = await bytesAt(objectKeys.delta(target.address, fromVersionCode));
    expect({ size: bytes.length, sha256: sha256(bytes) }).toEqual(delta);
    expect(bytes.length).toBeLessThan(target.version.size / 5);
    const file = join(folder, `${fromVersionCode}.zst`);
    await writeFile(file, bytes);
    const base = bases.find(({ address }) => address.versionCode === fromVersionCode)?.file ?? "";
    const contents = parseContentList(list);
    const files = await applyDelta({ base, delta: file, baseDigest: fromContentsSha256, contents });
    expect(files.map((one) => Buffer.from(one.bytes).toString())).toEqual([textOf(3)]);
  }
  expect((await readdir(folder)).filter((name) => name.startsWith("mosis-delta-"))).toEqual([]);
});

test("a package that is not what the ledger says makes no delta", async () => {
  const { target, bases } = await appWithPackages(1, 2);
  const { address } = bases[0] ?? target;
  await objects.put({
    key: objectKeys.package(address),
    bytes: Buffer.from("another package"),
    contentType: "application/zip",
    cacheControl: "no-store",
  });
  await makeDeltas(ports, { versionId: target.version.id });
  const [delta] = await db.deltas.list(target.version.id);
  expect(delta).toMatchObject({ status: "failed", reason: "package_gone" });
  expect(await objects.head(objectKeys.contents(target.address))).toBeNull();
});

test("what the edge notes is counted once by two readers at the same time, and goes", async () => {
  const { app, actor, target, bases } = await appWithPackages(1, 2);
  const versionId = target.version.id;
  const [base] = bases;
  if (!base) throw new Error("there is no base");
  await db.deltas.plan(versionId, [base.version.id]);
  await db.deltas.noteContents(versionId, "c".repeat(64));
  await db.deltas.settle(
    { versionId, baseId: base.version.id },
    { status: "offered", size: 100, sha256: "d".repeat(64), fromContentsSha256: "b".repeat(64) },
  );
  const at = new Date();
  // As an edge before the kinds of clients wrote it.
  const download = {
    kind: "download",
    at: at.toISOString(),
    app_id: app.id,
    version_code: 2,
    part: "delta",
    from_version_code: 1,
    status: 200,
    bytes: 100,
    begins: true,
    country: null,
    cache: "miss",
  };
  const unknown: InstallEvent = {
    kind: "install",
    at: download.at,
    id: newId(),
    release_id: newId(),
    outcome: "installed",
  };
  const lines = [download, { ...download, country: "DE", cache: "hit" }, unknown];
  const bytes = Buffer.from(`${lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
  const day = dayOf(at);
  const keys = Array.from({ length: 12 }, () => objectKeys.deviceEvents(day, newId()));
  for (const key of keys)
    await objects.put({ key, bytes, contentType: "application/x-ndjson", cacheControl: "no-store" });
  const read = await Promise.all([readDeviceEvents(ports), readDeviceEvents(ports), readDeviceEvents(ports)]);
  expect(read.reduce((sum, { objects }) => sum + objects, 0)).toBe(12);
  expect(await db.queries.readDownloadDays(actor, app.id, { from: day, to: day })).toEqual([
    {
      day,
      part: "delta",
      downloads: 24,
      bytes: 2_400,
      savedBytes: 24 * (target.version.size - 100),
      failures: 0,
    },
  ]);
  const [usage] = await db.queries.listStoreDays({ from: day, to: day });
  expect(usage).toMatchObject({ egressBytes: 1_200, deltaBytesSaved: 24 * (target.version.size - 100) });
  for (const key of keys) expect(await objects.head(key)).toBeNull();
});
