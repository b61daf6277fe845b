import { expect, test } from "vitest";
import {
  addSampleApp,
  addSampleApproval,
  createSampleStore,
  type SampleStore,
  sampleDownload,
} from "../testing/index.ts";
import { endsAfterEveryCrash } from "../testing/interrupted-ports.ts";
import { dayOf } from "../usage.ts";
import { countCatalog } from "./count-catalog.ts";

async function storeWithDownloads(): Promise<SampleStore> {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const versionId = await addSampleApproval(store, app, 1);
  await store.app.publishVersion({ actor: store.developer, versionId });
  const day = dayOf(store.clock.now());
  await store.db.rawDownloads.open({ from: day, to: day });
  const download = () => sampleDownload({ at: store.clock.now().getTime(), appId: app.id });
  await store.db.downloads.count(Array.from({ length: 134 }, download));
  return store;
}

/** What is counted, and what a mistyped search finds. */
async function read({ db }: SampleStore) {
  const { items } = await db.queries.listCatalog({ category: null, sort: "popular", page: 1 });
  const found = await db.queries.searchCatalog({ words: ["ntoes"], category: null, page: 1 });
  return { downloads: items.map(({ downloads }) => downloads), instead: found.instead };
}
const counted = { downloads: [130], instead: ["notes"] };

test("downloads and words are counted, and again without a change", async () => {
  const store = await storeWithDownloads();
  expect(await read(store)).toEqual({ downloads: [0], instead: null });
  await countCatalog(store);
  expect(await read(store)).toEqual(counted);
  await countCatalog(store);
  expect(await read(store)).toEqual(counted);
});

test("nothing is begun when it is stopped", async () => {
  const store = await storeWithDownloads();
  await countCatalog(store, { signal: AbortSignal.abort() });
  expect(await read(store)).toEqual({ downloads: [0], instead: null });
});

test("a run that dies is finished by the next", async () => {
  const ends = await endsAfterEveryCrash({
    begin: storeWithDownloads,
    ports: (store) => store,
    run: (ports) => countCatalog(ports),
    end: read,
  });
  expect(ends.length).toBeGreaterThan(1);
  for (const { end } of ends) expect(end).toEqual(counted);
});
