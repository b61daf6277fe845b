import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { system } from "../actor.ts";
import { isDomainError } from "../errors.ts";
import { type InventoryRun, inventoryQuietMs, quarantineMs } from "../inventory.ts";
import { ListQuery } from "../listing.ts";
import { objectKeys, stable } from "../object-keys.ts";
import { dayMs } from "../quota.ts";
import { failing } from "../testing/conformance/sample-rows.ts";
import {
  actionsOn,
  addSoundApp,
  afterCall,
  contentsOf,
  createSampleStore,
  type Damage,
  damage,
  damages,
  type Expectation,
  endsAfterEveryCrash,
  findingsOf,
  payloadsOf,
  type SampleStore,
  sampleRelease,
  settleInventory,
  summaryOf,
} from "../testing/index.ts";
import { takeInventory } from "./take-inventory.ts";
import { tendInventory } from "./tend-inventory.ts";
import { writeDeviceKeys } from "./write-device-keys.ts";

const everything = { sampleSize: 1_000_000 };
const octets = { contentType: "application/octet-stream", cacheControl: "no-store" };

async function runOf(store: SampleStore): Promise<InventoryRun> {
  const run = await store.app.startInventory({ actor: store.admin, options: everything });
  await settleInventory(store);
  return (await store.app.getInventoryRun({ actor: store.admin, runId: run.id })).run;
}

async function damaged(kinds: readonly Damage[], sound = 0) {
  const store = await createSampleStore();
  for (let at = 0; at < sound; at += 1) await addSoundApp(store);
  const expected: Expectation[] = [];
  for (const kind of kinds) expected.push(...(await damage(store, kind)));
  await settleInventory(store);
  store.clock.advance(2 * dayMs);
  return { store, expected };
}

describe("an inventory", () => {
  test("finds exactly what is damaged, repairs what can be, and deletes nothing for good", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...damages), { maxLength: 8 }),
        fc.nat({ max: 3 }),
        async (kinds, sound) => {
          const { store, expected } = await damaged(kinds, sound);
          const before = await contentsOf(store);
          const run = await runOf(store);
          expect(run).toMatchObject({ status: "finished", phase: "done" });
          const found = await findingsOf(store, run.id);
          expect(summaryOf(found)).toEqual(
            summaryOf(expected.map((one) => ({ ...one, outcome: "open" as const }))),
          );
          // Looking changes nothing.
          expect(await contentsOf(store)).toEqual(before);

          await store.app.approveRepairs({ actor: store.admin, runId: run.id });
          await settleInventory(store);
          expect(summaryOf(await findingsOf(store, run.id))).toEqual(summaryOf(expected));
          expect((await store.db.inventory.find(run.id))?.repairedAt).not.toBeNull();
          const after = await contentsOf(store);
          expect([...before].filter((content) => !after.has(content))).toEqual([]);
          expect(store.objects.unjoined).toBe(0);

          store.clock.advance(2 * dayMs);
          const again = await findingsOf(store, (await runOf(store)).id);
          const unmended = expected.filter(({ outcome }) => outcome === "needs_person");
          expect(again.map(({ key }) => key).sort()).toEqual(unmended.map(({ key }) => key).sort());
        },
      ),
      { numRuns: 40 },
    );
  });

  test.each(damages)("finds and settles %s", async (kind) => {
    const { store, expected } = await damaged([kind], 1);
    const run = await runOf(store);
    await store.app.approveRepairs({ actor: store.admin, runId: run.id });
    await settleInventory(store);
    expect(summaryOf(await findingsOf(store, run.id))).toEqual(summaryOf(expected));
  });

  test.each(["lost", "wrong"] as const)(
    "has a list of keys that is %s written again by its job",
    async (how) => {
      const store = await createSampleStore();
      await writeDeviceKeys(store);
      const key = objectKeys.deviceKeys;
      if (how === "lost") await store.objects.delete(key);
      else await store.objects.put({ key, bytes: new Uint8Array(9), ...octets });
      store.clock.advance(2 * dayMs);
      const run = await runOf(store);
      await store.app.approveRepairs({ actor: store.admin, runId: run.id });
      await settleInventory(store);
      const kind = how === "lost" ? "missing" : "wrong_size";
      expect(await findingsOf(store, run.id)).toMatchObject([{ kind, key, outcome: "repaired" }]);
      expect(payloadsOf(store, "documents.renew")).toEqual([{}]);
      await writeDeviceKeys(store);
      store.clock.advance(2 * dayMs);
      expect(await findingsOf(store, (await runOf(store)).id)).toEqual([]);
    },
  );

  test("ends the deltas whose bytes are lost, and has devices told that get the version", async () => {
    const store = await createSampleStore();
    const { appId, keys } = await addSoundApp(store);
    const version = await store.db.inventory.findVersion(appId, 2);
    if (!version) throw new Error("the app has no second version");
    const told = () => payloadsOf(store, "feed.write").length;
    const repairWithout = async (key: string) => {
      await store.objects.delete(key);
      store.clock.advance(2 * dayMs);
      const run = await runOf(store);
      await store.app.approveRepairs({ actor: store.admin, runId: run.id });
      await settleInventory(store);
    };
    await repairWithout(keys.delta);
    const lost = { status: "failed", reason: "lost" };
    expect(await store.db.deltas.list(version.id)).toMatchObject([lost]);
    expect((await store.db.deltas.describe(version.id)).contentsSha256).not.toBeNull();
    expect(told()).toBe(0);
    const track = await store.db.tracks.findByName(system, appId, stable);
    await store.db.releases.create(sampleRelease(version, track));
    await repairWithout(keys.contents);
    expect((await store.db.deltas.describe(version.id)).contentsSha256).toBeNull();
    expect(payloadsOf(store, "feed.write")).toEqual([{ appId, track: stable }]);
  });

  test("passes over what is younger than a day on either side", async () => {
    const store = await createSampleStore();
    const { keys } = await addSoundApp(store);
    store.clock.advance(2 * dayMs);
    await store.objects.put({ key: "new-orphan", bytes: new Uint8Array(1), ...octets });
    await store.objects.put({ key: keys.icon, bytes: new Uint8Array(1), ...octets });
    const row = await store.db.objects.find(keys.manifest);
    if (!row?.etag || row.size === null) throw new Error("there is no manifest");
    await store.db.objects.stored({ ...row, etag: row.etag, size: row.size, at: store.clock.now() });
    await store.objects.delete(keys.manifest);
    store.clock.advance(dayMs - 1);
    const run = await runOf(store);
    expect(run.counts).toMatchObject({ findings: 0, young: 3 });
    store.clock.advance(2);
    expect((await runOf(store)).counts).toMatchObject({ findings: 3, young: 0 });
  });

  test("does not report what changes between the listing and the second look", async () => {
    const { store } = await damaged(["stray", "lose_manifest"]);
    const [orphan = ""] = [...store.objects.objects.keys()].filter((key) => key.startsWith("elsewhere/"));
    const changing = afterCall(store, "objects.list", () => store.objects.delete(orphan));
    const run = await store.app.startInventory({ actor: store.admin });
    await takeInventory(changing, { runId: run.id, slice: 1 });
    expect((await findingsOf(store, run.id)).map(({ kind }) => kind)).toEqual(["missing"]);
  });

  test("stops rather than judge by lists that are out of order", async () => {
    const { store } = await damaged([], 2);
    const list: typeof store.objects.list = async (query) => {
      const page = await store.objects.list(query);
      return { ...page, objects: page.objects.toReversed() };
    };
    const run = await store.app.startInventory({ actor: store.admin });
    const bad = { ...store, objects: { ...store.objects, list } };
    await expect(takeInventory(bad, { runId: run.id, slice: 1 })).rejects.toThrow(/not in order/);
    expect(await findingsOf(store, run.id)).toEqual([]);
  });

  test("killed after any call it goes on where it was, and finds everything once", async () => {
    const kinds: Damage[] = ["stray", "lose_manifest", "leftover", "unjoined", "cut_package"];
    const ends = await endsAfterEveryCrash({
      async begin() {
        const { store, expected } = await damaged(kinds);
        const run = await store.app.startInventory({ actor: store.admin, options: everything });
        return { store, expected, runId: run.id };
      },
      ports: ({ store }) => ({ db: store.db, objects: store.objects, clock: store.clock }),
      async run(ports, { runId }) {
        for (;;) {
          const run = await ports.db.inventory.find(runId);
          if (run?.status !== "running") return;
          const limits = { pageKeys: 4, sliceKeys: 6, sliceMs: 1_000 };
          await takeInventory(ports, { runId, slice: run.slice }, limits);
        }
      },
      async end({ store, runId, expected }) {
        const run = await store.db.inventory.find(runId);
        const open = expected.map((one) => ({ ...one, outcome: "open" as const }));
        expect(summaryOf(await findingsOf(store, runId))).toEqual(summaryOf(open));
        // Admins are told once.
        const [told, ...more] = payloadsOf(store, "announcement.deliver");
        expect(more).toEqual([]);
        expect(told && (await store.db.announcements.find(told.announcementId))).toMatchObject({
          announcement: { kind: "inventory.finished", data: { run: runId, findings: run?.counts.findings } },
        });
        return run?.counts;
      },
    });
    expect(ends.length).toBeGreaterThan(20);
    for (const { end } of ends) expect(end).toEqual(ends[0]?.end);
  });

  test("of two jobs for one slice one goes on, and a job whose turn is over does nothing", async () => {
    const { store } = await damaged(["stray"], 3);
    const run = await store.app.startInventory({ actor: store.admin });
    const job = () => takeInventory(store, { runId: run.id, slice: 1 });
    const both = await Promise.allSettled([job(), job()]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = both.find((one) => one.status === "rejected");
    expect(isDomainError(refused?.reason, "inventory_state_conflict")).toBe(true);
    await job();
    expect((await findingsOf(store, run.id)).length).toBe(1);
  });

  test("is for admins, one at a time, and its plan for a finished run", async () => {
    const { store } = await damaged(["stray"]);
    for (const actor of [store.developer, store.reviewer])
      await expect(store.app.startInventory({ actor })).rejects.toEqual(failing("role_required"));
    const run = await store.app.startInventory({ actor: store.admin });
    await expect(store.app.startInventory({ actor: store.admin })).rejects.toEqual(
      failing("inventory_running"),
    );
    const approve = { actor: store.admin, runId: run.id };
    await expect(store.app.approveRepairs(approve)).rejects.toEqual(failing("inventory_state_conflict"));
    await settleInventory(store);
    await expect(store.app.approveRepairs({ ...approve, actor: store.reviewer })).rejects.toEqual(
      failing("role_required"),
    );
    await store.app.approveRepairs(approve);
    await settleInventory(store);
    expect(actionsOn(store, run.id)).toEqual([
      "inventory.started",
      "inventory.approved",
      "inventory.repaired",
    ]);
  });
});

describe("repairs", () => {
  test("leave alone what has changed since, and repair only approved kinds", async () => {
    const { store, expected } = await damaged(["stray", "stray", "leftover"]);
    const run = await runOf(store);
    const [first, second, leftover] = expected.map(({ key }) => key);
    if (!first || !second || !leftover) throw new Error("nothing was damaged");
    await store.objects.put({ key: first, bytes: new Uint8Array(3), ...octets });
    await store.app.approveRepairs({ actor: store.admin, runId: run.id, kinds: ["orphan"] });
    await settleInventory(store);
    const outcomes = new Map((await findingsOf(store, run.id)).map((one) => [one.key, one]));
    expect(outcomes.get(first)).toMatchObject({ outcome: "skipped", note: "young" });
    expect(outcomes.get(second)).toMatchObject({ outcome: "repaired" });
    expect(outcomes.get(leftover)).toMatchObject({ outcome: "open" });
    expect(await store.objects.head(first)).toMatchObject({ size: 3 });
    expect(await store.objects.head(leftover)).not.toBeNull();
  });

  test("killed after any call lose no content and come to an end", async () => {
    const kinds: Damage[] = ["stray", "move_package", "swap_manifest", "swap_feed", "cut_package"];
    const ends = await endsAfterEveryCrash({
      async begin() {
        const { store } = await damaged(kinds);
        const run = await runOf(store);
        await store.app.approveRepairs({ actor: store.admin, runId: run.id });
        return { store, runId: run.id, before: await contentsOf(store) };
      },
      ports: ({ store }) => ({ db: store.db, objects: store.objects, clock: store.clock }),
      run: (ports, { store }) => settleInventory(store, ports),
      async end({ store, runId, before }) {
        store.clock.advance(61_000);
        await settleInventory(store);
        const after = await contentsOf(store);
        return {
          lost: [...before].filter((content) => !after.has(content)),
          open: (await findingsOf(store, runId)).filter(({ outcome }) => outcome === "open"),
        };
      },
    });
    expect(ends.length).toBeGreaterThan(40);
    for (const { diedAfter, end } of ends) expect(end, diedAfter).toEqual({ lost: [], open: [] });
  });

  test("never delete what somebody announced while it was being copied", async () => {
    const store = await createSampleStore();
    const { appId } = await addSoundApp(store);
    const key = objectKeys.feed(appId, stable);
    await store.db.objects.deleting([key], store.clock.now());
    await store.db.objects.deleted(key, store.clock.now());
    store.clock.advance(2 * dayMs);
    const run = await runOf(store);
    await store.app.approveRepairs({ actor: store.admin, runId: run.id });
    const announcing = afterCall(store, "objects.copy", () =>
      store.db.objects.expect({ key, kind: "feed", appId, at: store.clock.now() }),
    );
    await settleInventory(store, announcing);
    expect(await findingsOf(store, run.id)).toMatchObject([{ outcome: "skipped", note: "changed" }]);
    expect(await store.objects.head(key)).not.toBeNull();
    expect([...store.objects.objects.keys()].filter((one) => one.startsWith("quarantine/"))).toEqual([]);
  });
});

describe("what is in quarantine", () => {
  async function quarantined() {
    const { store, expected } = await damaged(["stray"]);
    const run = await runOf(store);
    await store.app.approveRepairs({ actor: store.admin, runId: run.id });
    await settleInventory(store);
    const list = async () =>
      (await store.app.listQuarantine({ actor: store.admin, query: ListQuery.parse({}) })).items;
    const [kept] = await list();
    if (!kept) throw new Error("nothing is in quarantine");
    return { store, kept, list, original: expected[0]?.key ?? "" };
  }

  test("can be put back, once, where its place is free", async () => {
    const { store, kept, list, original } = await quarantined();
    expect(await store.objects.head(original)).toBeNull();
    const putBack = { actor: store.admin, quarantineId: kept.id };
    await expect(store.app.putBack({ ...putBack, actor: store.developer })).rejects.toEqual(
      failing("role_required"),
    );
    const other = await store.objects.put({ key: original, bytes: new Uint8Array(1), ...octets });
    await expect(store.app.putBack(putBack)).rejects.toEqual(failing("put_back_impossible"));
    expect(await store.objects.head(original)).toEqual(other);
    await store.objects.delete(original);
    await store.app.putBack(putBack);
    expect(await store.objects.stat(original)).toMatchObject({ size: kept.size, ...octets });
    await expect(store.app.putBack(putBack)).rejects.toEqual(failing("quarantine_state_conflict"));
    await settleInventory(store);
    expect(await store.objects.head(kept.key)).toBeNull();
    expect(await list()).toEqual([]);
  });

  test("is deleted on demand, or after 30 days", async () => {
    const now = await quarantined();
    await now.store.app.deleteQuarantined({ actor: now.store.admin, quarantineId: now.kept.id });
    await settleInventory(now.store);
    expect(await now.store.objects.head(now.kept.key)).toBeNull();
    expect(actionsOn(now.store, now.kept.id)).toEqual(["quarantine.deleted"]);

    const { store, kept } = await quarantined();
    store.clock.advance(quarantineMs - 1);
    await tendInventory(store);
    await settleInventory(store);
    expect(await store.objects.head(kept.key)).not.toBeNull();
    store.clock.advance(2);
    await tendInventory(store);
    await settleInventory(store);
    expect(await store.objects.head(kept.key)).toBeNull();
    expect(actionsOn(store, kept.id)).toEqual(["quarantine.expired"]);
  });
});

test("the schedule starts a run a week once something is old enough, and wakes one that fell silent", async () => {
  const store = await createSampleStore();
  const jobs = () => payloadsOf(store, "bucket.inventory").length;
  await addSoundApp(store);
  await tendInventory(store);
  expect(jobs()).toBe(0);
  store.clock.advance(dayMs + 1);
  await tendInventory(store);
  await tendInventory(store);
  expect(jobs()).toBe(1);
  store.clock.advance(inventoryQuietMs);
  await tendInventory(store);
  expect(jobs()).toBe(2);
  await settleInventory(store);
  store.clock.advance(7 * dayMs - inventoryQuietMs - 1);
  await tendInventory(store);
  expect(jobs()).toBe(2);
  store.clock.advance(1);
  await tendInventory(store);
  expect(jobs()).toBe(3);
});
