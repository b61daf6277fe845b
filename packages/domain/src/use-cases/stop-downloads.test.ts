import { describe, expect, test } from "vitest";
import { system } from "../actor.ts";
import { DomainError, isDomainError } from "../errors.ts";
import { objectKeys } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import {
  addSampleApp,
  addSampleApproval,
  createSampleStore,
  endsAfterEveryCrash,
  endsAfterEveryPause,
  payloadsOf,
  type SampleStore,
  surroundPorts,
} from "../testing/index.ts";
import { deleteObject } from "./delete-object.ts";
import { removeVersion, withdrawVersion } from "./end-version.ts";
import { stopDownloads } from "./stop-downloads.ts";
import { sweepStore } from "./sweep-store.ts";

const day = 24 * 60 * 60 * 1000;

async function storeWithPublished() {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const versionId = await addSampleApproval(store, app);
  await store.app.publishVersion({ actor: store.developer, versionId });
  const key = objectKeys.downloadStop({ ...app, appId: app.id, versionCode: 1 });
  return { store, versionId, key };
}
type World = Awaited<ReturnType<typeof storeWithPublished>>;

const stopped = ({ store, key }: World) => {
  const bytes = store.objects.objects.get(key)?.bytes;
  return bytes ? JSON.parse(new TextDecoder().decode(bytes)) : null;
};
const withdraw = (ports: Ports, { store, versionId }: World) =>
  withdrawVersion(ports, { actor: store.developer, versionId, reason: "It loses notes." });

async function followJobs(store: SampleStore, ports: Ports = store): Promise<void> {
  for (const job of payloadsOf(store, "downloads.stop")) await stopDownloads(ports, job);
}

const withoutStorage = (ports: Ports) =>
  surroundPorts(ports, (name, call) =>
    name.startsWith("objects.") ? Promise.reject(new DomainError("service_unavailable")) : call(),
  );

describe("downloads of a version", () => {
  test.each(["withdrawn", "removed"] as const)("are stopped at once when it is %s", async (reason) => {
    const world = await storeWithPublished();
    const { store, versionId, key } = world;
    const given = { versionId, reason: "It loses notes." };
    const ended =
      reason === "withdrawn"
        ? await withdrawVersion(store, { actor: store.developer, ...given })
        : await removeVersion(store, { actor: store.admin, ...given });
    expect(ended).toMatchObject({ version: { status: reason }, downloadsStopped: true });
    const stoppedAt = store.clock.now().toISOString();
    expect(stopped(world)).toEqual({ version_code: 1, stopped_at: stoppedAt, reason });
    expect(await store.db.objects.find(key)).toMatchObject({ kind: "stop", status: "stored" });
    expect(store.objects.objects.get(key)).toMatchObject({ cacheControl: "no-store" });
  });

  test("are stopped by the job when storage does not answer, and whoever asked is told", async () => {
    const world = await storeWithPublished();
    const { store } = world;
    const ended = await withdraw(withoutStorage(store), world);
    expect(ended).toMatchObject({ version: { status: "withdrawn" }, downloadsStopped: false });
    expect(stopped(world)).toBeNull();
    await expect(followJobs(store, withoutStorage(store))).rejects.toMatchObject({
      code: "service_unavailable",
    });
    await followJobs(store);
    expect(stopped(world)).toMatchObject({ reason: "withdrawn" });
  });

  test("fail loudly where something else is wrong", async () => {
    const world = await storeWithPublished();
    const broken = surroundPorts(world.store, (name, call) =>
      name === "objects.put" ? Promise.reject(new Error("a fault of ours")) : call(),
    );
    await expect(withdraw(broken, world)).rejects.toThrow("a fault of ours");
    await followJobs(world.store);
    expect(stopped(world)).not.toBeNull();
  });

  test("are stopped wherever it was cut off, and the same is written however often", async () => {
    const run = async (ports: Ports, world: World) => {
      await withdraw(ports, world).catch((error) => {
        if (!isDomainError(error, "version_state_conflict")) throw error;
      });
      await followJobs(world.store, ports);
    };
    const ends = await endsAfterEveryCrash({
      begin: storeWithPublished,
      ports: ({ store }) => store as Ports,
      run,
      end: async (world) => [
        stopped(world),
        (await world.store.db.objects.find(world.key))?.status,
        payloadsOf(world.store, "downloads.stop").length,
      ],
    });
    expect(ends.map(({ diedAfter }) => diedAfter)).toEqual(
      expect.arrayContaining(["db.transaction", "objects.put", "db.transaction.objects.stored"]),
    );
    const document = { version_code: 1, stopped_at: expect.any(String), reason: "withdrawn" };
    for (const { diedAfter, end } of ends)
      expect(end, `died after ${diedAfter}`).toEqual([document, "stored", 1]);
  });

  test("of a version that devices may have go on", async () => {
    const world = await storeWithPublished();
    await stopDownloads(world.store, { versionId: world.versionId });
    expect(stopped(world)).toBeNull();
    expect(await world.store.db.objects.find(world.key)).toBeNull();
  });

  test("have nothing left of them once its bytes are deleted, however late a stop comes", async () => {
    const purge = async ({ store }: World) => {
      store.clock.advance(351 * day);
      await sweepStore(store);
      store.clock.advance(14 * day);
      await sweepStore(store);
      for (const { key } of payloadsOf(store, "object.delete")) await deleteObject(store, { key });
    };
    const ends = await endsAfterEveryPause({
      async begin() {
        const world = await storeWithPublished();
        await withdraw(withoutStorage(world.store), world);
        return world;
      },
      ports: ({ store }) => store as Ports,
      run: (ports, { versionId }) => stopDownloads(ports, { versionId }),
      meanwhile: purge,
      async end({ store, versionId, key }) {
        expect(await store.db.versions.find(system, versionId)).toMatchObject({ purgedAt: expect.any(Date) });
        const status = (await store.db.objects.find(key))?.status ?? "deleted";
        return [store.objects.objects.has(key), status];
      },
    });
    expect(ends.map(({ pausedAfter }) => pausedAfter)).toEqual(
      expect.arrayContaining(["db.versions.find", "db.transaction", "objects.put", "db.objects.find"]),
    );
    for (const { pausedAfter, end, thrown } of ends)
      expect([end, thrown], `paused after ${pausedAfter}`).toEqual([[false, "deleted"], null]);
  });
});
