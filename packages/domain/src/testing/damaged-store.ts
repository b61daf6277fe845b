import type { App } from "../app.ts";
import { iconSizes } from "../icon.ts";
import { type AppId, type DeveloperId, type InventoryRunId, newId, type UploadId } from "../ids.ts";
import type { Finding, FindingKind, FindingOutcome } from "../inventory.ts";
import { parseJob } from "../jobs.ts";
import { objectKeys, stable } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import { sha256Of } from "../sha256.ts";
import type { ObjectKind } from "../stored-object.ts";
import { deleteObject } from "../use-cases/delete-object.ts";
import { repairBucket } from "../use-cases/repair-bucket.ts";
import { stopDownloads } from "../use-cases/stop-downloads.ts";
import { takeInventory } from "../use-cases/take-inventory.ts";
import { manifestDocument } from "../use-cases/validate-version.ts";
import { writeFeed } from "../use-cases/write-feed.ts";
import type { Version } from "../version.ts";
import { addApp, addBase, addPerson, addVersion } from "./conformance/sample-rows.ts";
import type { ObservedDatabase } from "./memory-database.ts";
import { sampleSigner } from "./sample-signer.ts";

/** Every way in which a bucket and its ledger come apart. */
export const damages = [
  "lose_package",
  "move_package",
  "lose_manifest",
  "lose_icon",
  "lose_feed",
  "cut_package",
  "swap_package",
  "rot_package",
  "stale_etag",
  "swap_manifest",
  "swap_feed",
  "swap_icon",
  "lose_screenshot",
  "swap_screenshot",
  "lose_contents",
  "swap_contents",
  "lose_delta",
  "cut_delta",
  "lose_stop",
  "swap_stop",

  "stray",
  "stray_in_place",
  "come_back",
  "leftover",
  "unjoined",
] as const;
export type Damage = (typeof damages)[number];

/** What a run has to say of a damage, and what has to become of it. */
export interface Expectation {
  kind: FindingKind;
  key: string;
  outcome: FindingOutcome;
}

export type InventoryPorts = Ports & { db: ObservedDatabase };

const octets = { contentType: "application/octet-stream", cacheControl: "no-store" };
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** An app whose objects can be damaged. */
export interface SoundApp {
  appId: AppId;
  founderId: DeveloperId;
  keys: Record<
    "package" | "manifest" | "icon" | "screenshot" | "feed" | "contents" | "delta" | "stop",
    string
  >;
  /** Of the package. */
  bytes: Uint8Array;
}

/** An app with a version and icons, sound in every respect; the targets of damages. */
export async function addSoundApp(ports: InventoryPorts): Promise<SoundApp> {
  const { db, objects, clock } = ports;
  const { actor } = await addPerson(db);
  const app = await addApp(db, actor);
  const bytes = bytesOf(`package ${newId()}`);
  const fields = { size: bytes.length, sha256: await sha256Of(bytes) };
  const version = await addVersion(db, app, { status: "published", code: 1, ...fields });
  await addBase(db, version);
  const address = { founderId: app.founderId, appId: app.id, versionCode: 1 };
  const later = { ...address, versionCode: 2 };
  const ended = { ...address, versionCode: 3 };
  const keys = {
    package: objectKeys.package(address),
    manifest: objectKeys.manifest(address),
    icon: objectKeys.icon(app.id, 64),
    screenshot: objectKeys.screenshot({ appId: app.id, id: newId() }, "full"),
    feed: objectKeys.feed(app.id, stable),
    contents: objectKeys.contents(later),
    delta: objectKeys.delta(later, 1),
    stop: objectKeys.downloadStop(ended),
  };
  const add = async (key: string, kind: ObjectKind, body: Uint8Array, sha256: string | null) => {
    const at = clock.now();
    await db.objects.expect({ key, kind, appId: app.id, at });
    const head = await objects.put({ key, bytes: body, ...octets });
    await db.objects.stored({ key, ...head, sha256, at });
  };
  await add(keys.package, "package", bytes, version.sha256);
  await add(keys.manifest, "manifest", manifestDocument(version).bytes, null);
  for (const size of iconSizes) {
    const icon = bytesOf(`icon ${size} ${newId()}`);
    await add(objectKeys.icon(app.id, size), "icon", icon, await sha256Of(icon));
  }
  const picture = bytesOf(`screenshot ${newId()}`);
  await add(keys.screenshot, "screenshot", picture, await sha256Of(picture));
  await addBesidePackages(ports, { app, base: version, keys, add });
  await writeFeed({ ...ports, signer: sampleSigner }, { appId: app.id, track: stable });
  return { keys, bytes, appId: app.id, founderId: app.founderId };
}

/** A version with a delta from the first one, and one that was withdrawn. */
async function addBesidePackages(
  ports: InventoryPorts,
  given: {
    app: App;
    base: Version;
    keys: SoundApp["keys"];
    add(key: string, kind: ObjectKind, body: Uint8Array, sha256: string | null): Promise<void>;
  },
): Promise<void> {
  const { app, base, keys, add } = given;
  const { db } = ports;
  const { id: versionId } = await addVersion(db, app, { status: "published", code: 2 });
  const [contents, delta] = [bytesOf(`contents ${newId()}`), bytesOf(`delta ${newId()}`)];
  const [contentsSha256, sha256] = [await sha256Of(contents), await sha256Of(delta)];
  await add(keys.contents, "contents", contents, contentsSha256);
  await add(keys.delta, "delta", delta, sha256);
  await db.deltas.plan(versionId, [base.id]);
  await db.deltas.noteContents(versionId, contentsSha256);
  await db.deltas.settle(
    { versionId, baseId: base.id },
    { status: "offered", size: delta.length, sha256, fromContentsSha256: sha256 },
  );
  const withdrawn = await addVersion(db, app, { status: "withdrawn", code: 3 });
  await stopDownloads(ports, { versionId: withdrawn.id });
}

/** Damages an app of its own, and says what has to be found. */
export async function damage(ports: InventoryPorts, how: Damage): Promise<Expectation[]> {
  const { db, objects, clock } = ports;
  const app = await addSoundApp(ports);
  const { keys } = app;
  const put = (key: string, text: string | Uint8Array) =>
    objects.put({ key, bytes: typeof text === "string" ? bytesOf(text) : text, ...octets });
  const swapped = async (key: string) => {
    const size = (await objects.head(key))?.size ?? 0;
    await put(key, bytesOf(newId().repeat(Math.ceil(size / 36))).subarray(0, size));
  };
  const one = (kind: FindingKind, key: string, outcome: FindingOutcome): Expectation[] => [
    { kind, key, outcome },
  ];
  const temp = objectKeys.upload(newId() as UploadId);

  switch (how) {
    case "lose_package":
      await objects.delete(keys.package);
      return one("missing", keys.package, "needs_person");
    case "move_package": {
      const stray = `backup/${newId()}.mosis`;
      await put(stray, app.bytes);
      await objects.delete(keys.package);
      return [
        { kind: "orphan", key: stray, outcome: "repaired" },
        { kind: "missing", key: keys.package, outcome: "repaired" },
      ];
    }
    case "lose_manifest":
      await objects.delete(keys.manifest);
      return one("missing", keys.manifest, "repaired");
    case "lose_icon":
      await objects.delete(keys.icon);
      return one("missing", keys.icon, "needs_person");
    case "lose_feed":
      await objects.delete(keys.feed);
      return one("missing", keys.feed, "repaired");
    case "cut_package":
      await put(keys.package, app.bytes.subarray(0, 5));
      return one("wrong_size", keys.package, "needs_person");
    case "swap_package":
      await swapped(keys.package);
      return one("wrong_etag", keys.package, "needs_person");
    case "rot_package": {
      // As when storage gives other bytes than it was given, and calls them what it called the others.
      const row = await db.objects.find(keys.package);
      await swapped(keys.package);
      const head = await objects.head(keys.package);
      await db.objects.stored({
        key: keys.package,
        size: app.bytes.length,
        etag: head?.etag ?? "",
        sha256: row?.sha256 ?? null,
        at: clock.now(),
      });
      return one("wrong_hash", keys.package, "needs_person");
    }
    case "stale_etag": {
      const row = await db.objects.find(keys.package);
      const known = { size: app.bytes.length, sha256: row?.sha256 ?? null };
      await db.objects.stored({ key: keys.package, ...known, etag: "of-another-bucket", at: clock.now() });
      return one("wrong_etag", keys.package, "repaired");
    }
    case "swap_manifest":
      await put(keys.manifest, `{"mine": "${newId()}"}`);
      return one("wrong_size", keys.manifest, "repaired");
    case "swap_feed":
      await swapped(keys.feed);
      return one("wrong_etag", keys.feed, "repaired");
    case "swap_icon":
      await put(keys.icon, `a picture of another ${newId()}`);
      return one("wrong_size", keys.icon, "needs_person");
    case "lose_screenshot":
      await objects.delete(keys.screenshot);
      return one("missing", keys.screenshot, "needs_person");
    case "swap_screenshot":
      await put(keys.screenshot, `a picture of another ${newId()}`);
      return one("wrong_size", keys.screenshot, "needs_person");
    case "lose_contents":
      await objects.delete(keys.contents);
      return one("missing", keys.contents, "repaired");
    case "swap_contents":
      await swapped(keys.contents);
      return one("wrong_etag", keys.contents, "repaired");
    case "lose_delta":
      await objects.delete(keys.delta);
      return one("missing", keys.delta, "repaired");
    case "cut_delta":
      await put(keys.delta, "half");
      return one("wrong_size", keys.delta, "repaired");
    case "lose_stop":
      await objects.delete(keys.stop);
      return one("missing", keys.stop, "repaired");
    case "swap_stop":
      await put(keys.stop, "{}");
      return one("wrong_size", keys.stop, "repaired");
    case "stray": {
      const key = `elsewhere/${newId()} ü+&`;
      await put(key, `stray ${newId()}`);
      return one("orphan", key, "repaired");
    }
    case "stray_in_place": {
      const key = objectKeys.package({ ...app, versionCode: 7 });
      await put(key, `a version nobody knows ${newId()}`);
      return one("orphan", key, "repaired");
    }
    case "come_back": {
      const key = objectKeys.icon(app.appId, 128);
      await db.objects.deleting([key], clock.now());
      await db.objects.deleted(key, clock.now());
      return one("orphan", key, "repaired");
    }
    case "leftover":
      await put(temp, `an upload ${newId()}`);
      return one("leftover", temp, "repaired");
    case "unjoined":
      await objects.startParts({ key: temp, contentType: octets.contentType });
      return one("unjoined", temp, "repaired");
  }
}

/** Does the jobs that an inventory leads to, on `ports`, until none waits in the outbox of `store`. */
export async function settleInventory(store: InventoryPorts, ports: Ports = store): Promise<void> {
  for (;;) {
    const entries = await store.db.relay.claimOutbox(100, 60_000);
    if (entries.length === 0) return;
    for (const entry of entries) {
      const job = parseJob(entry.job.name, entry.job.payload);
      if (job?.name === "object.delete") await deleteObject(ports, job.payload);
      if (job?.name === "feed.write") await writeFeed({ ...ports, signer: sampleSigner }, job.payload);
      if (job?.name === "bucket.inventory")
        await takeInventory(ports, job.payload, { pageKeys: 7, sliceKeys: 20, sliceMs: 30_000 });
      if (job?.name === "bucket.repair")
        await repairBucket(ports, job.payload, { batch: 3, sliceFindings: 5, sliceMs: 30_000 });
      await store.db.relay.finishOutbox([entry.id]);
    }
  }
}

/** Everything a run found, by key. */
export async function findingsOf({ db }: InventoryPorts, runId: InventoryRunId): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (;;) {
    const page = await db.queries.readFindings(runId, findings.at(-1) ?? null, 10);
    findings.push(...page);
    if (page.length < 10) return findings;
  }
}

/** SHA-256 of everything in the bucket, wherever it lies. */
export async function contentsOf({ objects }: Ports): Promise<Set<string>> {
  const contents = new Set<string>();
  let after = "";
  for (;;) {
    const page = await objects.list({ after, limit: 1_000 });
    for (const { key, etag } of page.objects) contents.add(await objects.digest(key, { etag }));
    after = page.objects.at(-1)?.key ?? "";
    if (!page.hasMore) return contents;
  }
}

/** What was expected and what was found, in one order. */
export function summaryOf(
  findings: readonly { kind: FindingKind; key: string; outcome: FindingOutcome }[],
): string[] {
  return findings.map(({ kind, key, outcome }) => `${kind} ${key} ${outcome}`).sort();
}
