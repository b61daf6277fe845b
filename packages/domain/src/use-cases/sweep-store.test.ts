import { describe, expect, test } from "vitest";
import { system } from "../actor.ts";
import { newId } from "../ids.ts";
import { ListQuery } from "../listing.ts";
import { objectKeys } from "../object-keys.ts";
import { defaultRetentionPolicy, type RetentionPolicy } from "../retention.ts";
import {
  actionsOn,
  addSampleApp,
  addSampleApproval,
  addSampleDraft,
  afterCall,
  createSampleStore,
  endsAfterEveryCrash,
  payloadsOf,
  type SampleStore,
} from "../testing/index.ts";
import { deleteObject } from "./delete-object.ts";
import { sweepStore } from "./sweep-store.ts";

const hour = 60 * 60 * 1000;
const day = 24 * hour;

async function storeWithDraft() {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const versionId = await addSampleDraft(store, app);
  const now = () => store.db.versions.find(system, versionId);
  return { store, app, versionId, now };
}

/** What the runs of so many hours do, one every hour. */
async function sweepFor(store: SampleStore, hours: number) {
  let purged = 0;
  for (let done = 0; done < hours; done++) {
    store.clock.advance(hour);
    purged += (await sweepStore(store)).purged;
  }
  return purged;
}

async function decide(store: SampleStore, policy: Partial<RetentionPolicy>): Promise<void> {
  await store.app.changeRetentionPolicy({
    actor: store.admin,
    policy: { ...defaultRetentionPolicy, ...policy },
  });
}

describe("the sweep", () => {
  test("deletes a draft when its time is over, with its manifest and never before", async () => {
    const { store, app, versionId, now } = await storeWithDraft();
    expect(await sweepFor(store, 30 * 24 - 1)).toBe(0);
    expect(await now()).toMatchObject({ purgedAt: null });
    expect(await sweepFor(store, 1)).toBe(1);
    expect(await now()).toMatchObject({ status: "draft", purgedAt: store.clock.now() });
    expect(actionsOn(store, versionId).at(-1)).toBe("version.purged");
    expect(store.audit.at(-1)).toMatchObject({ actor: system, data: { class: "draft" } });
    for (const { key } of payloadsOf(store, "object.delete")) await deleteObject(store, { key });
    expect(store.objects.objects.size).toBe(0);
    const address = { ...app, appId: app.id, versionCode: 1 };
    expect(await store.db.objects.find(objectKeys.package(address))).toMatchObject({ status: "deleted" });
    await store.db.apps.update({ ...app, icon: { id: newId(), contentHash: "0123456789abcdef" } });
    await expect(store.app.submitVersion({ actor: store.developer, versionId })).rejects.toMatchObject({
      code: "version_purged",
    });
  });

  test("leaves what is on a track, in review or approved alone, however long", async () => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    const approved = await addSampleApproval(store, app, 1);
    const published = await addSampleApproval(store, app, 2);
    await store.app.publishVersion({ actor: store.developer, versionId: published });
    store.clock.advance(5000 * day);
    expect(await sweepStore(store)).toMatchObject({ purged: 0, announced: 0 });
    // Published after a later one: no track leads to it.
    const { onTrack } = await store.app.publishVersion({ actor: store.developer, versionId: approved });
    expect(onTrack).toBe(false);
    store.clock.advance(351 * day);
    await sweepStore(store);
    store.clock.advance(14 * day);
    expect(await sweepStore(store)).toMatchObject({ purged: 1 });
    expect(await store.db.versions.find(system, approved)).toMatchObject({ purgedAt: expect.any(Date) });
    expect(await store.db.versions.find(system, published)).toMatchObject({ purgedAt: null, onTrack: true });
  });

  test("goes by the database's clock, whatever the worker's says", async () => {
    for (const off of [-hour, hour]) {
      const { store } = await storeWithDraft();
      const clock = { now: () => new Date(store.clock.now().getTime() + off) };
      const sweep = () => sweepStore({ ...store, clock });
      store.clock.advance(29 * day);
      expect(await sweep()).toMatchObject({ announced: 1, purged: 0 });
      store.clock.advance(3 * day - 1);
      expect(await sweep()).toMatchObject({ purged: 0 });
      store.clock.advance(1);
      expect(await sweep()).toMatchObject({ purged: 1 });
    }
  });

  test("does not take a version that is changed after it was found due", async () => {
    const changes = {
      held: ({ store, app, versionId }) =>
        store.app.placeHold({ actor: store.admin, appId: app.id, versionId, reason: "Evidence." }),
      postponed: ({ store, versionId }) => store.app.postponeDeletion({ actor: store.admin, versionId }),
      submitted: async ({ store, app, versionId }) => {
        await store.db.apps.update({ ...app, icon: { id: newId(), contentHash: "0123456789abcdef" } });
        await store.app.submitVersion({ actor: store.developer, versionId });
      },
    } satisfies Record<string, (world: Awaited<ReturnType<typeof storeWithDraft>>) => Promise<unknown>>;
    for (const [name, change] of Object.entries(changes)) {
      const world = await storeWithDraft();
      const { store, now } = world;
      store.clock.advance(29 * day);
      await sweepStore(store);
      store.clock.advance(3 * day);
      const ports = afterCall(store, "db.retention.dueTotals", () => change(world));
      expect(await sweepStore(ports), name).toMatchObject({ purged: 0, due: { versions: 1 } });
      expect(await now(), name).toMatchObject({ purgedAt: null });
    }
  });

  test("stops before it deletes too much, and goes on once an administrator has approved", async () => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    for (let code = 1; code <= 4; code++) await addSampleDraft(store, app, code);
    await decide(store, { breakerVersions: 3 });
    store.clock.advance(29 * day);
    await sweepStore(store);
    store.clock.advance(3 * day);
    const stopped = await sweepStore(store);
    expect(stopped).toMatchObject({ outcome: "stopped", purged: 0, due: { versions: 4, keptVersions: 4 } });
    const query = ListQuery.parse({});
    const [run] = (await store.db.queries.listSweepRuns(query)).items;
    if (!run) throw new Error("no run is listed");
    expect(run).toMatchObject({ outcome: "stopped", isWaiting: true });
    await expect(store.app.approveSweep({ actor: store.developer, runId: run.id })).rejects.toMatchObject({
      code: "role_required",
    });
    await store.app.approveSweep({ actor: store.admin, runId: run.id });
    await expect(store.app.approveSweep({ actor: store.admin, runId: run.id })).rejects.toMatchObject({
      code: "sweep_not_stopped",
    });
    expect(payloadsOf(store, "store.sweep")).toEqual([{ approvedRun: run.id }]);
    expect(await sweepStore(store, { approvedRun: newId() })).toMatchObject({ outcome: "stopped" });
    expect(await sweepStore(store, { approvedRun: run.id })).toMatchObject({ outcome: "done", purged: 4 });
  });

  test("tells each account once in a run of all that is about to go, also of what a run that died had announced", async () => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    for (let code = 1; code <= 3; code++) await addSampleDraft(store, app, code);
    const told = async () => {
      const ids = payloadsOf(store, "announcement.deliver").map(({ announcementId }) => announcementId);
      const all = await Promise.all(ids.map((id) => store.db.announcements.find(id)));
      return all
        .filter((one) => one?.announcement.kind === "retention.announced")
        .map((one) => one && [one.announcement.kind, one.announcement.data.versions]);
    };
    await sweepFor(store, 1);
    expect(await told()).toEqual([]);
    store.clock.advance(27 * day);
    const dying = afterCall(store, "db.retention.announce", async () => {
      throw new Error("killed");
    });
    await expect(sweepStore(dying)).rejects.toThrow("killed");
    expect(await told()).toEqual([]);
    await sweepFor(store, 5);
    expect(await told()).toEqual([["retention.announced", 3]]);
  });

  test("tells administrators once a day that it waits for them", async () => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    for (let code = 1; code <= 4; code++) await addSampleDraft(store, app, code);
    await decide(store, { breakerVersions: 3 });
    store.clock.advance(29 * day);
    await sweepStore(store);
    const before = payloadsOf(store, "announcement.deliver").length;
    store.clock.advance(3 * day);
    for (let run = 0; run < 3; run++) expect(await sweepStore(store)).toMatchObject({ outcome: "stopped" });
    const { announcementId } = payloadsOf(store, "announcement.deliver")[before] ?? {};
    expect(payloadsOf(store, "announcement.deliver")).toHaveLength(before + 1);
    expect(announcementId && (await store.db.announcements.find(announcementId))).toMatchObject({
      announcement: { kind: "sweep.stopped", data: { versions: 4 } },
    });
  });

  test("handles batches until nothing is left", async () => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    for (let code = 1; code <= 5; code++) await addSampleDraft(store, app, code);
    store.clock.advance(29 * day);
    expect(await sweepStore(store, { batch: 2 })).toMatchObject({ announced: 5 });
    store.clock.advance(3 * day);
    expect(await sweepStore(store, { batch: 2 })).toMatchObject({ purged: 5 });
  });

  test("comes to the same end wherever it dies, with the next run", async () => {
    const ends = await endsAfterEveryCrash({
      async begin() {
        const world = await storeWithDraft();
        world.store.clock.advance(29 * day);
        await sweepStore(world.store);
        world.store.clock.advance(3 * day);
        return world;
      },
      ports: ({ store }) => store,
      run: (ports) => sweepStore(ports),
      async end({ store, now }) {
        const waiting = (await store.db.relay.claimOutbox(1000, 0)).map(({ job }) => job);
        for (const job of waiting) if (job.name === "object.delete") await deleteObject(store, job.payload);
        return { version: await now(), bucket: store.objects.objects.size };
      },
    });
    expect(ends.length).toBeGreaterThan(8);
    for (const { diedAfter, end } of ends) {
      expect(end, diedAfter).toMatchObject({ version: { purgedAt: expect.any(Date) }, bucket: 0 });
    }
  });
});

describe("administrators", () => {
  test("alone decide about retention, and every decision is noted", async () => {
    const { store, app, versionId } = await storeWithDraft();
    const override = { appId: app.id, class: "draft", keepHours: 48, reason: "They asked." } as const;
    const calls = {
      changeRetentionPolicy: { policy: defaultRetentionPolicy },
      setRetentionOverride: { override },
      removeRetentionOverride: { appId: app.id, of: "draft" },
      placeHold: { appId: app.id, versionId, reason: "Evidence." },
      liftHold: { holdId: newId() },
      postponeDeletion: { versionId },
      approveSweep: { runId: newId() },
      getRetentionPolicy: {},
    } as const;
    for (const [name, input] of Object.entries(calls)) {
      for (const actor of [store.developer, store.reviewer]) {
        const call = store.app[name as keyof typeof calls] as (input: object) => Promise<unknown>;
        await expect(call({ ...input, actor }), name).rejects.toMatchObject({ code: "role_required" });
      }
    }
    const { admin: actor } = store;
    await store.app.changeRetentionPolicy({ actor, policy: defaultRetentionPolicy });
    await store.app.setRetentionOverride({ actor, override });
    await store.app.removeRetentionOverride({ actor, appId: app.id, of: "draft" });
    const { id } = await store.app.placeHold({ actor, appId: app.id, versionId, reason: "Evidence." });
    await store.app.liftHold({ actor, holdId: id });
    const noted = store.audit.filter((entry) => entry.actor === actor).map(({ action }) => action);
    expect(noted).toEqual([
      "retention.changed",
      "retention.override_set",
      "retention.override_removed",
      "hold.placed",
      "hold.lifted",
    ]);
    const elsewhere = { actor, appId: newId<"app">(), versionId, reason: "Evidence." };
    await expect(store.app.placeHold(elsewhere)).rejects.toMatchObject({ code: "not_found" });
    await expect(store.app.liftHold({ actor, holdId: id })).rejects.toMatchObject({ code: "not_found" });
    await expect(store.app.postponeDeletion({ actor, versionId })).rejects.toMatchObject({
      code: "deletion_not_announced",
    });
  });
});
