import { describe, expect, test } from "vitest";
import { createCatalog } from "./catalog.ts";
import { type CatalogList, CatalogQuery } from "./catalog-search.ts";
import type { SharedCache } from "./ports/shared-cache.ts";
import { addSampleApp, addSampleApproval, createSampleStore } from "./testing/index.ts";

const everything: CatalogList = { category: null, sort: "updated", page: 1 };
const asked = (q: string) => CatalogQuery.parse({ q });

function memoryCache(): SharedCache & { kept: Map<string, unknown> } {
  const kept = new Map<string, unknown>();
  return {
    kept,
    get: async (key) => structuredClone(kept.get(key)),
    set: async (key, value) => void kept.set(key, structuredClone(value)),
  };
}

/** A store with an app to publish, and portals that note what they ask the database for. */
async function storeWithPortals(count: number) {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const versionId = await addSampleApproval(store, app, 1);
  const shared = memoryCache();
  const reads: string[] = [];
  const { queries } = store.db;
  const portals = Array.from({ length: count }, () =>
    createCatalog({
      shared,
      clock: store.clock,
      queries: {
        ...queries,
        searchCatalog(query) {
          reads.push("search");
          return queries.searchCatalog(query);
        },
        listCatalog(query) {
          reads.push("list");
          return queries.listCatalog(query);
        },
        findCatalogEntry(packageId) {
          reads.push("entry");
          return queries.findCatalogEntry(packageId);
        },
      },
    }),
  );
  const { developer: actor } = store;
  return {
    store,
    app,
    shared,
    reads,
    portals,
    publish: () => store.app.publishVersion({ actor, versionId }),
    withdraw: () => store.app.withdrawVersion({ actor, versionId, reason: "It deletes notes." }),
  };
}

describe("the catalog of two portals", () => {
  test("is the same in both as soon as a change has been acknowledged", async () => {
    const { app, portals, publish, withdraw } = await storeWithPortals(2);
    const see = () =>
      Promise.all(
        portals.flatMap((portal) => [
          portal.list(everything).then(({ total }) => total),
          portal.find(app.packageId).then((entry) => entry?.versionName ?? null),
        ]),
      );
    expect(await see()).toEqual([0, null, 0, null]);
    await publish();
    expect(await see()).toEqual([1, "1.0.1", 1, "1.0.1"]);
    await withdraw();
    expect(await see()).toEqual([0, null, 0, null]);
  });

  test("asks the database once for what any of them has seen", async () => {
    const { app, portals, reads, publish } = await storeWithPortals(3);
    await publish();
    for (let time = 0; time < 5; time += 1)
      for (const portal of portals) {
        await portal.find(app.packageId);
        await portal.list(everything);
      }
    expect(reads).toEqual(["entry", "list"]);
  });

  test("asks once for many who ask at once", async () => {
    const { portals, reads } = await storeWithPortals(1);
    await Promise.all(Array.from({ length: 20 }, () => portals[0]?.list(everything)));
    expect(reads).toEqual(["list"]);
  });

  test("searches anew after a minute, and keeps searches out of the shared cache", async () => {
    const { store, portals, reads, shared } = await storeWithPortals(1);
    await portals[0]?.search(asked("notes"));
    expect(shared.kept.size).toBe(0);
    await portals[0]?.search(asked("notes"));
    expect(reads).toEqual(["search"]);
    store.clock.advance(60_000);
    await portals[0]?.search(asked("notes"));
    expect(reads).toEqual(["search", "search"]);
  });

  test("does not remember a failure", async () => {
    const { store } = await storeWithPortals(1);
    const { queries } = store.db;
    let isBroken = true;
    const listCatalog: typeof queries.listCatalog = async (query) => {
      if (isBroken) throw new Error("no database");
      return queries.listCatalog(query);
    };
    const portal = createCatalog({
      shared: memoryCache(),
      clock: store.clock,
      queries: { ...queries, listCatalog },
    });
    await expect(portal.list(everything)).rejects.toThrow("no database");
    isBroken = false;
    expect(await portal.list(everything)).toMatchObject({ total: 0 });
  });
});
