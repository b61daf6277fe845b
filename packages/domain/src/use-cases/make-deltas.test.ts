import { describe, expect, test } from "vitest";
import { system } from "../actor.ts";
import type { DeltaReason } from "../delta.ts";
import { DomainError } from "../errors.ts";
import type { VersionId } from "../ids.ts";
import { objectKeys, stable } from "../object-keys.ts";
import type { DeltaMaker } from "../ports/delta-maker.ts";
import type { Ports } from "../ports/ports.ts";
import { sha256Of } from "../sha256.ts";
import {
  addSampleApp,
  addSampleApproval,
  createSampleDeltaMaker,
  createSampleStore,
  endsAfterEveryCrash,
  endsAfterEveryPause,
  payloadsOf,
} from "../testing/index.ts";
import { deleteObject } from "./delete-object.ts";
import { interruptDeltas, makeDeltas, resumeDeltas } from "./make-deltas.ts";
import { sweepStore } from "./sweep-store.ts";

const day = 24 * 60 * 60 * 1000;

/** A store with versions of one app, all published and the last one on `stable`. */
async function storeWith(count: number) {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const versions: VersionId[] = [];
  for (let code = 1; code <= count; code++) {
    const versionId = await addSampleApproval(store, app, code);
    await store.app.publishVersion({ actor: store.developer, versionId });
    versions.push(versionId);
  }
  const versionId = versions.at(-1);
  if (!versionId) throw new Error("nothing is published");
  const track = async () => {
    const found = await store.db.tracks.findByName(system, app.id, stable);
    if (!found) throw new Error("there is no stable track");
    return found;
  };
  const address = { ...app, appId: app.id, versionCode: count };
  const ports = { ...store, deltaMaker: createSampleDeltaMaker(store.objects) };
  return { store, ports, app, versions, versionId, track, address, sequence: (await track()).sequence };
}
type World = Awaited<ReturnType<typeof storeWith>>;

const failing = (failure: unknown): DeltaMaker => ({ make: () => Promise.reject(failure) });
const without = (reason: DeltaReason): DeltaMaker => ({ make: async () => ({ made: false, reason }) });
const statuses = async ({ store, versionId }: World) =>
  (await store.db.deltas.list(versionId)).map(({ fromVersionCode, status, reason }) => [
    fromVersionCode,
    status,
    reason,
  ]);

/** What became of it: rows, what devices may be told, bucket and ledger beside the package, and feeds to be written. */
async function picture({ store, versionId, address, track, sequence }: World) {
  const folder = objectKeys.package(address).replace("package.mosis", "");
  const { objects } = await store.objects.list({ prefix: folder, limit: 100 });
  const stored = objects.map(({ key }) => key).filter((key) => /delta|contents/.test(key));
  const ledger = [];
  for (const key of stored) ledger.push((await store.db.objects.find(key))?.status);
  return {
    rows: await store.db.deltas
      .list(versionId)
      .then((rows) => rows.map(({ baseId, versionId, ...row }) => row)),
    told: await store.db.deltas.describe(versionId),
    stored: stored.map((key) => key.replace(folder, "")),
    ledger,
    grown: (await track()).sequence - sequence,
  };
}

describe("deltas to a published version", () => {
  test("lead from the three published before it, and devices are told of each", async () => {
    const world = await storeWith(5);
    const { store, ports, versionId, address } = world;
    expect(payloadsOf(store, "deltas.make").at(-1)).toEqual({ versionId });
    await makeDeltas(ports, { versionId });
    const { told, stored, grown } = await picture(world);
    expect(told.deltas.map(({ fromVersionCode }) => fromVersionCode)).toEqual([4, 3, 2]);
    expect(stored).toEqual(["contents.json", "delta-2.zst", "delta-3.zst", "delta-4.zst"]);
    expect(grown).toBe(3);
    for (const { fromVersionCode, size, sha256 } of told.deltas) {
      const object = store.objects.objects.get(objectKeys.delta(address, fromVersionCode));
      const bytes = object?.bytes ?? new Uint8Array();
      expect([bytes.length, await sha256Of(bytes)]).toEqual([size, sha256]);
      expect(object).toMatchObject({ contentType: "application/zstd", cacheControl: /immutable/ });
      expect(await store.db.objects.find(objectKeys.delta(address, fromVersionCode))).toMatchObject({
        kind: "delta",
        status: "stored",
        sha256,
      });
    }
    const contents = store.objects.objects.get(objectKeys.contents(address))?.bytes ?? new Uint8Array();
    expect(await sha256Of(contents)).toBe(told.contentsSha256);
  });

  test("are none for the first version, and none for one that has ended", async () => {
    const first = await storeWith(1);
    await makeDeltas(first.ports, first);
    expect(await picture(first)).toMatchObject({ rows: [], stored: [], grown: 0 });
    const ended = await storeWith(2);
    const { store, versionId } = ended;
    await store.app.withdrawVersion({ actor: store.developer, versionId, reason: "It loses notes." });
    await makeDeltas(ended.ports, ended);
    expect(await statuses(ended)).toEqual([]);
  });

  test("tell nobody where no track leads to the version", async () => {
    const world = await storeWith(3);
    const [, second] = world.versions;
    await makeDeltas(world.ports, { versionId: second as VersionId });
    expect((await world.track()).sequence).toBe(world.sequence);
    expect((await world.store.db.deltas.describe(second as VersionId)).deltas).toHaveLength(1);
  });

  test("are as they are wherever the making of them was cut off, and told once", async () => {
    const undisturbed = await storeWith(3);
    await makeDeltas(undisturbed.ports, undisturbed);
    const expected = await picture(undisturbed);
    expect(expected.ledger).toEqual(["stored", "stored", "stored"]);
    await makeDeltas(undisturbed.ports, undisturbed);
    expect(await picture(undisturbed), "delivered twice").toEqual(expected);
    const ends = await endsAfterEveryCrash({
      begin: () => storeWith(3),
      ports: ({ ports }) => ports as Ports & { deltaMaker: DeltaMaker },
      run: (ports, { versionId }) => makeDeltas(ports, { versionId }),
      end: picture,
    });
    const places = ends.map(({ diedAfter }) => diedAfter);
    expect(places).toEqual(
      expect.arrayContaining(["db.deltas.plan", "deltaMaker.make", "objects.put", "db.transaction"]),
    );
    expect(places.filter((place) => place === "deltaMaker.make")).toHaveLength(2);
    for (const { diedAfter, end } of ends) expect(end, `died after ${diedAfter}`).toEqual(expected);
  });

  test("are told once when two workers make the same", async () => {
    const expected = await storeWith(3).then(async (world) => {
      await makeDeltas(world.ports, world);
      return picture(world);
    });
    const ends = await endsAfterEveryPause({
      begin: () => storeWith(3),
      ports: ({ ports }) => ports as Ports & { deltaMaker: DeltaMaker },
      run: (ports, { versionId }) => makeDeltas(ports, { versionId }),
      meanwhile: ({ ports, versionId }) => makeDeltas(ports, { versionId }),
      end: picture,
    });
    for (const { pausedAfter, end, thrown } of ends)
      expect([end, thrown], `paused after ${pausedAfter}`).toEqual([expected, null]);
  });

  test.each([
    ["saves_too_little", "unwanted"],
    ["contents_too_large", "unwanted"],
    ["crashed", "failed"],
    ["timeout", "failed"],
  ] as const)("that cannot be made are noted, and tried no more: %s", async (reason, status) => {
    const world = await storeWith(2);
    await makeDeltas({ ...world.ports, deltaMaker: without(reason) }, world);
    await makeDeltas(world.ports, world);
    expect(await statuses(world)).toEqual([[1, status, reason]]);
    expect(await picture(world)).toMatchObject({ stored: [], grown: 0 });
  });

  test.each(["object_missing", "object_changed"] as const)("are none where storage says %s", async (code) => {
    const world = await storeWith(2);
    await makeDeltas({ ...world.ports, deltaMaker: failing(new DomainError(code)) }, world);
    expect(await statuses(world)).toEqual([[1, "failed", "package_gone"]]);
  });

  test("wait while storage does not answer", async () => {
    const world = await storeWith(2);
    const deltaMaker = failing(new DomainError("service_unavailable"));
    await expect(makeDeltas({ ...world.ports, deltaMaker }, world)).rejects.toMatchObject({
      code: "service_unavailable",
    });
    expect(await statuses(world)).toEqual([[1, "making", null]]);
  });

  test("stop between two when the worker is to end", async () => {
    const world = await storeWith(3);
    const stop = new AbortController();
    const deltaMaker: DeltaMaker = {
      async make(work) {
        stop.abort(new Error("the worker ends"));
        return world.ports.deltaMaker.make(work);
      },
    };
    const making = makeDeltas({ ...world.ports, deltaMaker }, { ...world, signal: stop.signal });
    await expect(making).rejects.toThrow("the worker ends");
    expect(await statuses(world)).toEqual([
      [2, "offered", null],
      [1, "making", null],
    ]);
  });

  test("are not made once the version has been withdrawn meanwhile, and nothing lies there", async () => {
    const world = await storeWith(2);
    const { store, versionId } = world;
    const deltaMaker: DeltaMaker = {
      async make(work) {
        await store.app.withdrawVersion({ actor: store.developer, versionId, reason: "It loses notes." });
        return world.ports.deltaMaker.make(work);
      },
    };
    await makeDeltas({ ...world.ports, deltaMaker }, world);
    expect(await statuses(world)).toEqual([[1, "unwanted", "version_ended"]]);
    expect((await picture(world)).stored).toEqual([]);
  });

  test("stay offered when what they start from is withdrawn", async () => {
    const world = await storeWith(2);
    const { store, versions } = world;
    await makeDeltas(world.ports, world);
    const base = versions[0] as VersionId;
    await store.app.withdrawVersion({ actor: store.developer, versionId: base, reason: "It loses notes." });
    expect((await store.db.deltas.describe(world.versionId)).deltas).toHaveLength(1);
  });

  test("that were given up leave nothing, and can be made again", async () => {
    const world = await storeWith(3);
    const { store, versionId } = world;
    const give = (work: typeof interruptDeltas) =>
      store.db.transaction((stores) => work(stores, versionId, store.clock.now()));
    await store.db.deltas.plan(versionId, world.versions.slice(0, 2));
    await give(interruptDeltas);
    expect(await statuses(world)).toEqual([
      [2, "failed", "interrupted"],
      [1, "failed", "interrupted"],
    ]);
    expect(await store.db.transaction((stores) => resumeDeltas(stores, versionId))).toBe(true);
    await makeDeltas(world.ports, world);
    expect((await store.db.deltas.describe(versionId)).deltas).toHaveLength(2);
    await store.app.withdrawVersion({ actor: store.developer, versionId, reason: "It loses notes." });
    expect(await store.db.transaction((stores) => resumeDeltas(stores, versionId))).toBe(false);
  });

  test("that were given up are not offered by a run that wakes up late", async () => {
    const ends = await endsAfterEveryPause({
      begin: () => storeWith(2),
      ports: ({ ports }) => ports as Ports & { deltaMaker: DeltaMaker },
      run: (ports, { versionId }) => makeDeltas(ports, { versionId }),
      async meanwhile({ store, versionId }) {
        await store.db.transaction((stores) => interruptDeltas(stores, versionId, store.clock.now()));
        for (const { key } of payloadsOf(store, "object.delete")) await deleteObject(store, { key });
      },
      async end(world) {
        const { store, versionId } = world;
        for (const { key } of payloadsOf(store, "object.delete")) await deleteObject(store, { key });
        const { rows, told, stored } = await picture(world);
        const offered = rows.filter(({ status }) => status === "offered");
        const deltas = stored.filter((key) => key.startsWith("delta"));
        expect(deltas).toHaveLength(offered.length);
        expect(told.deltas).toHaveLength(offered.length);
        return (await store.db.deltas.list(versionId)).map(({ status }) => status);
      },
    });
    const late = ends.filter(({ pausedAfter }) => pausedAfter === "deltaMaker.make");
    expect(late.map(({ end }) => end)).toEqual([["failed"]]);
    for (const { pausedAfter, before, end, thrown } of ends) {
      expect(thrown, pausedAfter).toBeNull();
      if ((before as string[]).length > 0) expect(end, pausedAfter).toEqual(before);
    }
  });

  test("go with the version's bytes, however late a run comes", async () => {
    const ends = await endsAfterEveryPause({
      async begin() {
        const world = await storeWith(2);
        const { store, versionId } = world;
        await store.db.deltas.plan(versionId, world.versions.slice(0, 1));
        return world;
      },
      ports: ({ ports }) => ports as Ports & { deltaMaker: DeltaMaker },
      run: (ports, { versionId }) => makeDeltas(ports, { versionId }),
      async meanwhile({ store, versionId }) {
        await store.app.withdrawVersion({ actor: store.developer, versionId, reason: "It loses notes." });
        store.clock.advance(351 * day);
        await sweepStore(store);
        store.clock.advance(14 * day);
        await sweepStore(store);
        for (const { key } of payloadsOf(store, "object.delete")) await deleteObject(store, { key });
      },
      end: async (world) => {
        const { versionId, store } = world;
        expect(await store.db.versions.find(system, versionId)).toMatchObject({ purgedAt: expect.any(Date) });
        const { rows, told, stored } = await picture(world);
        const live = rows.filter(({ status }) => status === "making" || status === "offered");
        return { live, told, stored };
      },
    });
    expect(ends.map(({ pausedAfter }) => pausedAfter)).toEqual(
      expect.arrayContaining(["deltaMaker.make", "objects.put", "db.transaction"]),
    );
    const nothing = { live: [], told: { contentsSha256: null, deltas: [] }, stored: [] };
    for (const { pausedAfter, end, thrown } of ends)
      expect([end, thrown], `paused after ${pausedAfter}`).toEqual([nothing, null]);
  });
});
