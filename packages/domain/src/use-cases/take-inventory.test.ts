import { expect, test } from "vitest";
import { FindingsQuery } from "../listing.ts";
import { objectKeys } from "../object-keys.ts";
import { dayMs } from "../quota.ts";
import { addSampleApp, addSampleDraft, createSampleStore, type SampleStore } from "../testing/index.ts";
import { deleteObject } from "./delete-object.ts";
import { takeInventory } from "./take-inventory.ts";

async function emptyOutbox(store: SampleStore): Promise<void> {
  for (;;) {
    const entries = await store.db.relay.claimOutbox(100, 60_000);
    if (entries.length === 0) return;
    for (const { id, job } of entries) {
      if (job.name === "object.delete") await deleteObject(store, job.payload);
      if (job.name === "bucket.inventory") await takeInventory(store, job.payload);
      await store.db.relay.finishOutbox([id]);
    }
  }
}

test("a sound store has nothing to find", async () => {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  await addSampleDraft(store, app);
  await emptyOutbox(store);
  store.clock.advance(2 * dayMs);
  const run = await store.app.startInventory({ actor: store.admin });
  await emptyOutbox(store);
  const { run: done, counts } = await store.app.getInventoryRun({ actor: store.admin, runId: run.id });
  expect(done).toMatchObject({
    status: "finished",
    counts: { objects: 2, rows: 2, sampled: 1, findings: 0 },
  });
  expect(counts).toEqual([]);
});

test("finds what is lost", async () => {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  await addSampleDraft(store, app);
  await emptyOutbox(store);
  await store.objects.delete(objectKeys.manifest({ ...app, appId: app.id, versionCode: 1 }));
  store.clock.advance(2 * dayMs);
  const run = await store.app.startInventory({ actor: store.admin });
  await emptyOutbox(store);
  const found = await store.app.listFindings({
    actor: store.admin,
    runId: run.id,
    query: FindingsQuery.parse({}),
  });
  expect(found.items).toMatchObject([{ kind: "missing", objectKind: "manifest" }]);
});
