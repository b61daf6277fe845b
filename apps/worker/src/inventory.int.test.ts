import { setTimeout as sleep } from "node:timers/promises";
import { freshBucketPrefix, freshDatabase, freshRedis, s3Variables } from "@mosis/devstack/testing";
import { actorOf, ListQuery, newId, objectKeys, takeInventory, type UserActor } from "@mosis/domain";
import {
  addSoundApp,
  contentsOf,
  type Damage,
  damage,
  damages,
  type Expectation,
  findingsOf,
  scopedBucket,
  settleInventory,
  summaryOf,
  surroundPorts,
} from "@mosis/domain/testing";
import { afterAll, expect, test } from "vitest";
import { type Adapters, type Container, createContainer } from "./container.ts";
import { readEnv } from "./env.ts";
import { workerVariables } from "./testing/worker-variables.ts";

// Real PostgreSQL and R2. What R2 stores is never a day old here, so that these runs have no least age; that ages are
// kept is for the tests in memory to show, which have a clock.

const { s3, prefix } = freshBucketPrefix();
const urls = [await freshDatabase(), await freshDatabase(), await freshDatabase()];
const redisUrl = await freshRedis();
const opened: Container[] = [];
afterAll(async () => {
  for (const container of opened) await container.close();
});

/** A store with a database of its own, and a folder of the bucket as its bucket. */
function makeStore() {
  const folder = `${prefix}${opened.length}/`;
  const env = readEnv({
    DATABASE_URL: urls[opened.length] ?? "",
    REDIS_URL: redisUrl,
    ...s3Variables(s3),
    ...workerVariables,
  });
  const scoped: Adapters[] = [];
  const container = createContainer(env, {
    decorate(adapters) {
      scoped.push({ ...adapters, objects: scopedBucket(adapters.objects, folder) });
      return scoped[0] ?? adapters;
    },
  });
  opened.push(container);
  const [adapters] = scoped;
  if (!adapters) throw new Error("the container was not decorated");
  return { ...adapters, app: container.app };
}
type Store = ReturnType<typeof makeStore>;

async function signIn(store: Store): Promise<UserActor> {
  const identity = {
    provider: "demo",
    subject: newId(),
    name: "Admin",
    email: null,
    avatarUrl: null,
  } as const;
  const { user } = await store.app.signIn({ identity, userAgent: "test" });
  return { ...actorOf(user), role: "admin" };
}

// Hundreds of calls one after the other; a busy machine must not decide whether they are right.
const patience = 120_000;
const options = { minAgeMs: 0, sampleSize: 1_000_000 };

/** HEAD tells whole seconds: what was written in this one is not before now. */
const pass = () => sleep(1_100);

test(
  "damage of every kind is found and repaired, and nothing that was sound is touched",
  async () => {
    const store = makeStore();
    const admin = await signIn(store);
    const sound = [];
    for (let at = 0; at < 5; at += 1) sound.push(await addSoundApp(store));
    // The simulator cannot list uploads in parts: of those only the store's own are known, as below.
    const kinds = damages.filter((kind) => kind !== "unjoined");
    const expected: Expectation[] = [];
    for (const kind of kinds) expected.push(...(await damage(store, kind)));
    await settleInventory(store);
    const before = await contentsOf(store);
    await pass();

    const { id: runId } = await store.app.startInventory({ actor: admin, options });
    await settleInventory(store);
    const { run, counts } = await store.app.getInventoryRun({ actor: admin, runId });
    expect(run).toMatchObject({ status: "finished", counts: { listedUploads: null } });
    expect(run.counts.findings).toBe(expected.length);
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(expected.length);
    const open = expected.map((one) => ({ ...one, outcome: "open" as const }));
    expect(summaryOf(await findingsOf(store, runId))).toEqual(summaryOf(open));
    expect(await contentsOf(store)).toEqual(before);

    await store.app.approveRepairs({ actor: admin, runId });
    await settleInventory(store);
    expect(summaryOf(await findingsOf(store, runId))).toEqual(summaryOf(expected));
    const after = await contentsOf(store);
    expect([...before].filter((content) => !after.has(content))).toEqual([]);
    for (const { keys } of sound)
      for (const key of Object.values(keys)) {
        const [row, head] = [await store.db.objects.find(key), await store.objects.head(key)];
        expect(row).toMatchObject({ status: "stored", size: head?.size, etag: head?.etag });
      }

    // What is in quarantine is in the ledger, and can be put back.
    const query = ListQuery.parse({ search: "elsewhere/" });
    const { items } = await store.app.listQuarantine({ actor: admin, query });
    const [kept] = items;
    if (!kept) throw new Error("nothing is in quarantine");
    await store.app.putBack({ actor: admin, quarantineId: kept.id });
    await settleInventory(store);
    expect(await store.objects.stat(kept.originalKey)).toMatchObject({ size: kept.size });
    expect(await store.objects.head(kept.key)).toBeNull();

    await pass();
    const again = await store.app.startInventory({ actor: admin, options });
    await settleInventory(store);
    const left = [...expected.filter(({ outcome }) => outcome === "needs_person").map(({ key }) => key)];
    expect((await findingsOf(store, again.id)).map(({ key }) => key).sort()).toEqual(
      [...left, kept.originalKey].sort(),
    );
  },
  patience,
);

test(
  "a run that is killed again and again goes on from its cursor, and finds everything once",
  async () => {
    const store = makeStore();
    const admin = await signIn(store);
    for (let at = 0; at < 4; at += 1) await addSoundApp(store);
    const kinds: Damage[] = ["stray", "lose_manifest", "leftover", "lose_icon", "stray", "come_back"];
    const expected: Expectation[] = [];
    for (const kind of kinds) expected.push(...(await damage(store, kind)));
    await settleInventory(store);
    await pass();
    const { id: runId } = await store.app.startInventory({ actor: admin, options });
    let [kills, left] = [0, 0];
    const dying = surroundPorts(store, async (name, call) => {
      const result = await call();
      left -= 1;
      if (left > 0) return result;
      kills += 1;
      throw new Error(`killed after ${name}`);
    });
    for (let calls = 12; ; calls += 1) {
      const run = await store.db.inventory.find(runId);
      if (run?.status !== "running") break;
      left = calls;
      await takeInventory(
        dying,
        { runId, slice: run.slice },
        { pageKeys: 5, sliceKeys: 15, sliceMs: 30_000 },
      ).catch((error: Error) => {
        if (!error.message.startsWith("killed")) throw error;
      });
    }
    expect(kills).toBeGreaterThan(2);
    const open = expected.map((one) => ({ ...one, outcome: "open" as const }));
    expect(summaryOf(await findingsOf(store, runId))).toEqual(summaryOf(open));
    const run = await store.db.inventory.find(runId);
    expect(run?.counts.findings).toBe(expected.length);
  },
  patience,
);

test("an upload in parts that ended and was never cleared away is known to the store itself", async () => {
  const store = makeStore();
  const admin = await signIn(store);
  const { app } = store;
  const made = await app.createApp({
    actor: admin,
    packageId: `com.example.parts-${newId().slice(-12)}`,
    name: "Parts",
    summary: "In parts.",
    description: "In parts.",
    category: "productivity",
  });
  const { upload } = await app.startUpload({
    actor: admin,
    appId: made.id,
    kind: "package",
    fileName: "large.mosis",
    size: 100_000_000,
    sha256: "ab".repeat(32),
  });
  await app.signParts({ actor: admin, uploadId: upload.id, received: [], partNumbers: [1] });
  await app.abortUpload({ actor: admin, uploadId: upload.id });
  // The job that drops them is lost.
  for (const { id } of await store.db.relay.claimOutbox(100, 60_000)) await store.db.relay.finishOutbox([id]);
  await pass();
  const { id: runId } = await app.startInventory({ actor: admin, options });
  await settleInventory(store);
  const found = async () =>
    (await findingsOf(store, runId)).filter(({ key }) => key === objectKeys.upload(upload.id));
  expect(await found()).toMatchObject([{ kind: "unjoined", outcome: "open" }]);
  await app.approveRepairs({ actor: admin, runId, kinds: ["unjoined"] });
  await settleInventory(store);
  expect(await found()).toMatchObject([{ kind: "unjoined", outcome: "repaired" }]);
});
