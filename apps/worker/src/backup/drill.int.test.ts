import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { appendFile, cp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { openDatabase } from "@mosis/devstack";
import {
  emptyDatabase,
  freshDatabase,
  freshRedis,
  s3Variables,
  secondStorage,
} from "@mosis/devstack/testing";
import {
  type Application,
  actorOf,
  everyObject,
  type ObjectStore,
  objectKeys,
  openDocument,
  ReleaseDocument,
  type SessionId,
  SignedDocument,
  signingKeyOf,
  system,
  type UserActor,
  type Version,
} from "@mosis/domain";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { confinedSharp } from "../confined-sharp.ts";
import { type Container, createBackupTools, createContainer } from "../container.ts";
import { readBackupEnv, readEnv } from "../env.ts";
import { notesPackage } from "../testing/notes-package.ts";
import { startEdge } from "../testing/start-edge.ts";
import { startWorker } from "../testing/start-worker.ts";
import { workerVariables } from "../testing/worker-variables.ts";
import { takeBackup } from "./take-backup.ts";

// The drill: a store that goes on working is backed up, and brought back into a stack where there is nothing: another
// database, another Redis, another storage. Then devices ask that stack for everything that was published.

const secret = workerVariables.RELEASE_SIGNING_KEYS;
const folder = mkdtempSync(join(tmpdir(), "mosis-backup-"));
const backup = join(folder, "backup");
const [firstStorage, otherStorage] = await Promise.all([secondStorage(), secondStorage()]);
const shared = {
  ...workerVariables,
  DOWNLOAD_SIGNING_KEY: randomBytes(32).toString("hex"),
  AUTH_SECRET: "s".repeat(32),
  MAIL_DIRECTORY: join(folder, "mail"),
};
const first = {
  ...shared,
  DATABASE_URL: await freshDatabase(),
  REDIS_URL: await freshRedis(),
  ...s3Variables(firstStorage),
};
const other = {
  ...shared,
  DATABASE_URL: await emptyDatabase(),
  REDIS_URL: await freshRedis(),
  ...s3Variables(otherStorage),
};
/** Databases in which there is nothing, for more of the same. */
const [another, untouched] = [await emptyDatabase(), await emptyDatabase()];

const endings: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of endings.reverse()) await end();
  rmSync(folder, { recursive: true, force: true });
});

async function openEdge(variables: Record<string, string>): Promise<string> {
  const { url, stop } = await startEdge(variables);
  endings.push(stop);
  return url;
}

async function run(command: "backup" | "restore", variables: Record<string, string>, ...args: string[]) {
  const program = fileURLToPath(new URL(`../commands/${command}.ts`, import.meta.url));
  const child = spawn(process.execPath, [program, ...args], {
    env: variables,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err] = [text(child.stdout), text(child.stderr)];
  const [code] = (await once(child, "exit")) as [number];
  return { code, out: await out, err: await err };
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const patience = { timeout: 60_000, interval: 50 };

async function signIn(
  app: Application,
  subject: string,
): Promise<{ actor: UserActor; sessionId: SessionId }> {
  const identity = { provider: "demo", subject, name: subject, email: null, avatarUrl: null } as const;
  const { user, session } = await app.signIn({ identity, userAgent: "test" });
  return { actor: actorOf(user), sessionId: session.id };
}

/** The same in every version, so that one differs little from the next, as a delta. */
const content = randomBytes(200_000);

const iconBytes = await confinedSharp({
  create: { width: 128, height: 128, channels: 4, background: "#3b5bdb" },
})
  .png()
  .toBuffer();

/** What people do in the portal of a store. */
async function people({ app, ports: { db } }: Container) {
  const { actor, sessionId } = await signIn(app, "developer");
  const reviewer: UserActor = { ...(await signIn(app, "reviewer")).actor, role: "reviewer" };

  async function send(appId: Version["appId"], kind: "icon" | "package", bytes: Buffer<ArrayBuffer>) {
    const { upload, put } = await app.startUpload({
      actor,
      appId,
      kind,
      fileName: kind === "icon" ? "icon.png" : "notes.mosis",
      size: bytes.length,
      sha256: sha256(bytes),
    });
    const response = await fetch(put?.url ?? "", { method: "PUT", headers: put?.headers ?? {}, body: bytes });
    expect(response.status).toBe(200);
    return app.completeUpload({ actor, uploadId: upload.id });
  }

  async function createApp(packageId: string) {
    const owned = await app.createApp({
      actor,
      packageId,
      name: "Notes",
      summary: "Takes notes.",
      description: "Takes notes, and keeps them.",
      category: "productivity",
    });
    await send(owned.id, "icon", iconBytes);
    await vi.waitFor(async () => {
      if (!(await db.apps.find(system, owned.id))?.icon) throw new Error("the icon is still being rendered");
    }, patience);
    return owned;
  }

  async function publish(
    { id, packageId }: { id: Version["appId"]; packageId: string },
    versionCode: number,
  ) {
    const completed = await send(
      id,
      "package",
      await notesPackage({ id: packageId, version_code: versionCode }, content),
    );
    if (completed.kind !== "package") throw new Error("the upload became no version");
    const versionId = completed.version.id;
    await vi.waitFor(async () => {
      const version = await db.versions.find(system, versionId);
      if (version?.status !== "draft") throw new Error(`the version is ${version?.status}`);
    }, patience);
    await app.submitVersion({ actor, versionId });
    await app.reviewVersion({ actor: reviewer, versionId, decision: { verdict: "approved", reason: "" } });
    await app.publishVersion({ actor, versionId });
  }

  return { actor, sessionId, createApp, publish };
}

const { publicKey } = await signingKeyOf(Uint8Array.from(Buffer.from(secret, "hex")), {
  from: new Date(0),
  until: new Date(8.64e15),
});

/** What a device is told, once its document's signature has been found to be the store's. */
async function ask(edge: string, packageId: string) {
  const response = await fetch(`${edge}/v1/apps/${packageId}/update?version_code=1&device=drill`);
  expect(response.status).toBe(200);
  const answer = (await response.json()) as {
    document: unknown;
    update: { version_code: number; sha256: string; download_url: string } | null;
  };
  const opened = await openDocument(SignedDocument.parse(answer.document), [publicKey]);
  return { document: ReleaseDocument.parse(opened), update: answer.update };
}

async function download(edge: string, address: string): Promise<string> {
  const response = await fetch(address.replace("https://edge.example.com", edge));
  expect(response.status).toBe(200);
  return sha256(Buffer.from(await response.arrayBuffer()));
}

async function deltasIn(objects: ObjectStore): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const { key } of everyObject(objects)) {
    if (!key.endsWith(".zst")) continue;
    const { stream } = await objects.read(key);
    found.set(key, sha256(Buffer.from(await new Response(stream).arrayBuffer())));
  }
  return found;
}

const packageIds = ["com.example.notes", "com.example.maps"] as const;
let oldSession: SessionId;
let firstEdge = "";
/** What devices had seen of the store before it was lost. */
const seen = new Map<string, number>();
/** The deltas between what was published before the backup: objects that are compressed, and called so. */
let deltas = new Map<string, string>();
let taken: Awaited<ReturnType<typeof takeBackup>>;

beforeAll(async () => {
  const env = readEnv(first);
  const container = createContainer(env);
  endings.push(() => container.close());
  const stopWorker = await startWorker(env);
  endings.push(stopWorker);
  const portal = await people(container);
  oldSession = portal.sessionId;
  const apps = [];
  for (const packageId of packageIds) {
    const owned = await portal.createApp(packageId);
    apps.push(owned);
    for (const versionCode of [1, 2]) await portal.publish(owned, versionCode);
  }
  const [notes] = apps;
  if (!notes) throw new Error("there is no app");
  deltas = await vi.waitFor(async () => {
    const found = await deltasIn(container.objects);
    if (found.size < packageIds.length) throw new Error("the deltas are still being made");
    return found;
  }, patience);

  const backupEnv = readBackupEnv({ ...first, BACKUP_PASSPHRASE: "correct horse battery" });
  taken = await takeBackup(createBackupTools(backupEnv), backupEnv, {
    folder: backup,
    withObjects: true,
    withKeys: true,
    signal: new AbortController().signal,
    onProgress: () => {},
    // The store goes on: what happens from here on is in the bucket, and not in the database of the backup.
    onSnapshot: async () => {
      await portal.publish(notes, 3);
      await portal.publish(await portal.createApp("com.example.late"), 1);
    },
  });
  firstEdge = await openEdge(first);
  for (const packageId of packageIds) {
    const { document } = await vi.waitFor(async () => {
      const told = await ask(firstEdge, packageId);
      if (told.update?.version_code !== (packageId === notes.packageId ? 3 : 2)) throw new Error("not yet");
      return told;
    }, patience);
    seen.set(packageId, document.sequence);
  }
  // The store is lost.
  await stopWorker();
}, 180_000);

test("a store is brought back from nothing but its backup, and serves everything it had published", async () => {
  const restored = await run("restore", other, backup, "--with-objects");
  expect(restored).toMatchObject({ code: 0 });
  expect(restored.out).toContain("The audit log is as it was written");
  expect(restored.out).not.toContain("missing");

  const env = readEnv(other);
  const container = createContainer(env);
  endings.push(() => container.close());
  endings.push(await startWorker(env));
  const edge = await openEdge(other);

  // The database is that of the snapshot: neither the third version nor the late app is known.
  const { db } = container.ports;
  const rows = openDatabase(other.DATABASE_URL);
  endings.push(() => rows.close());
  const published = await rows.query<{
    id: string;
    package_id: string;
    version_code: number;
    sha256: string;
  }>(
    `SELECT v.id, a.package_id, v.version_code, v.sha256 FROM versions v JOIN apps a ON a.id = v.app_id
     WHERE v.status = 'published' ORDER BY a.package_id, v.version_code`,
  );
  expect(published.map(({ package_id, version_code }) => `${package_id} ${version_code}`)).toEqual(
    [...packageIds].sort().flatMap((packageId) => [`${packageId} 1`, `${packageId} 2`]),
  );
  // Each of them is in the bucket, byte for byte,
  for (const { id, sha256: expected } of published) {
    const version = await db.versions.find(system, id as Version["id"]);
    if (!version?.versionCode) throw new Error(`there is no version ${id}`);
    const key = objectKeys.package({ ...version, versionCode: version.versionCode });
    const { stream } = await container.objects.read(key);
    expect(sha256(Buffer.from(await new Response(stream).arrayBuffer()))).toBe(expected);
  }
  const restoredDeltas = await deltasIn(container.objects);
  for (const [key, expected] of deltas) expect([key, restoredDeltas.get(key)]).toEqual([key, expected]);
  // and devices that have seen the lost store are told what is on the tracks now, believe it and download it.
  for (const packageId of packageIds) {
    const told = await vi.waitFor(async () => {
      const answer = await ask(edge, packageId);
      if (answer.document.sequence <= (seen.get(packageId) ?? 0))
        throw new Error("still the document of before");
      return answer;
    }, patience);
    const expected = published.find((one) => one.package_id === packageId && one.version_code === 2);
    expect(told.update).toMatchObject({ version_code: 2, sha256: expected?.sha256 });
    expect(await download(edge, told.update?.download_url ?? "")).toBe(expected?.sha256);
    const icon = await fetch(`${edge}/v1/apps/${packageId}/latest`);
    expect(icon.status).toBe(200);
  }

  // Sessions did not come back; people do, with their apps, and go on publishing.
  expect(await container.app.resolveSession({ sessionId: oldSession })).toBeNull();
  const portal = await people(container);
  const notes = await rows.query<{ id: Version["appId"]; packageId: string }>(
    `SELECT id, package_id AS "packageId" FROM apps WHERE package_id = 'com.example.notes'`,
  );
  if (!notes[0]) throw new Error("there is no app");
  await portal.publish(notes[0], 4);
  await vi.waitFor(async () => {
    if ((await ask(edge, "com.example.notes")).update?.version_code !== 4) throw new Error("not yet");
  }, patience);
}, 180_000);

describe("a backup", () => {
  test("says what is in it, by the words of common tools", async () => {
    expect(taken.objects).toMatchObject({ copied: true });
    const sums = (await readFile(join(backup, "SHA256SUMS"), "utf8")).trim().split("\n");
    for (const line of sums) {
      const [expected, file = ""] = line.split("  ");
      expect(sha256(await readFile(join(backup, file)))).toBe(expected);
      expect((await stat(join(backup, file))).mode & 0o077).toBe(0);
    }
    // Sealed: none of the secrets can be read in it.
    const keys = await readFile(join(backup, "keys.sealed.json"), "utf8");
    for (const value of [secret, shared.AUTH_SECRET]) expect(keys).not.toContain(value);
    const passphrase = { BACKUP_PASSPHRASE: "correct horse battery" };
    const shown = await run("restore", { ...first, ...passphrase }, backup, "--show-keys");
    expect(shown.out).toContain(`RELEASE_SIGNING_KEYS=${secret}\n`);
    const wrong = await run(
      "restore",
      { ...first, BACKUP_PASSPHRASE: "another passphrase" },
      backup,
      "--show-keys",
    );
    expect(wrong).toMatchObject({
      code: 1,
      out: "",
      err: "The keys cannot be opened with this passphrase.\n",
    });
  });

  test("is never brought back over a store, nor written over another backup", async () => {
    const over = await run("restore", first, backup, "--with-objects");
    expect(over).toMatchObject({ code: 1 });
    expect(over.err).toMatch(/The database holds a store already|stop portal and worker first/);
    const again = await run("backup", first, backup);
    expect(again).toMatchObject({
      code: 1,
      err: `${backup} is not empty: give a new folder for each backup.\n`,
    });
  });

  test("without bytes compares the bucket, and names what is missing", async () => {
    const plain = join(folder, "plain");
    expect(await run("backup", first, plain)).toMatchObject({ code: 0 });
    expect((await readdir(plain)).sort()).toEqual([
      "SHA256SUMS",
      "database",
      "manifest.json",
      "objects.ndjson.zst",
    ]);
    const { bucket } = createBackupTools(readBackupEnv(first));
    const [gone] = (await bucket.list({ prefix: "packages/", limit: 1 })).objects;
    await bucket.delete(gone?.key ?? "");
    const target = { ...other, ...s3Variables(firstStorage), DATABASE_URL: another };
    const restored = await run("restore", target, plain);
    expect(restored).toMatchObject({ code: 1 });
    expect(restored.out).toContain(`1 are missing:\n    ${gone?.key}\n`);
  });

  const damages: [name: string, (at: string) => Promise<unknown>, RegExp][] = [
    [
      "with a byte that was changed",
      async (at) => {
        const file = join(at, "database/public.apps.copy.zst");
        const bytes = await readFile(file);
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
        await writeFile(file, bytes);
      },
      /^The backup is damaged: database\/public\.apps\.copy\.zst is not what was written\. Use another one\.$/m,
    ],
    [
      "without one of its tables",
      (at) => rm(join(at, "database/public.users.copy.zst")),
      /^The backup is damaged: database\/public\.users\.copy\.zst is missing\. Use another one\.$/m,
    ],
    [
      "with an object that grew",
      async (at) => {
        const [file = ""] = (await readdir(join(at, "objects/packages"), { recursive: true })).filter((one) =>
          one.endsWith("package.mosis"),
        );
        await appendFile(join(at, "objects/packages", file), "x");
      },
      /^The backup is damaged: objects\/packages\/\S+ is not what was written\. Use another one\.$/m,
    ],
    [
      "that was cut off",
      (at) => rm(join(at, "SHA256SUMS")),
      /holds no finished backup: there is no SHA256SUMS\.$/m,
    ],
    [
      "that says something else of itself",
      async (at) => {
        const manifest = await readFile(join(at, "manifest.json"), "utf8");
        await writeFile(join(at, "manifest.json"), manifest.replace(/"rows": [1-9]\d*/, '"rows": 0'));
      },
      /^The backup is damaged: manifest\.json is not what was written\. Use another one\.$/m,
    ],
  ];
  test.each(damages)("%s is refused before anything is changed", async (_name, damage, sentence) => {
    const damaged = mkdtempSync(join(folder, "damaged-"));
    await cp(backup, damaged, { recursive: true });
    await damage(damaged);
    const target = { ...other, DATABASE_URL: untouched };
    const refused = await run("restore", target, damaged, "--with-objects");
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.err).toMatch(sentence);
    const rows = openDatabase(target.DATABASE_URL);
    expect(await rows.query("SELECT FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
    await rows.close();
  });
});
