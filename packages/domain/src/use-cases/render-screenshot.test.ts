import { describe, expect, test } from "vitest";
import { system } from "../actor.ts";
import { endAfterFailure } from "../after-failure.ts";
import { objectKeys, screenshotKeys } from "../object-keys.ts";
import type { ScreenshotRenderer } from "../ports/screenshot-renderer.ts";
import {
  actionsOn,
  addSampleApp,
  createSampleStore,
  endsAfterEveryCrash,
  endsAfterEveryPause,
  receiveSampleScreenshot,
} from "../testing/index.ts";
import { deleteObject } from "./delete-object.ts";
import { renderScreenshot } from "./render-screenshot.ts";

const utf8 = new TextEncoder();
const refusal = { code: "not_a_picture", message: "This is no picture.", fix: "Choose another file." };

/** Takes text for a picture. */
const screenshotRenderer: ScreenshotRenderer = {
  async render(original) {
    const text = new TextDecoder().decode(original);
    if (!text.startsWith("picture")) return { ok: false, refusal };
    const images = { full: utf8.encode(`${text} in full`), preview: utf8.encode(`small ${text}`) };
    return { ok: true, width: 800, height: 600, images };
  },
};

async function received({ text = "picture", sha256 }: { text?: string; sha256?: string } = {}) {
  const store = { ...(await createSampleStore()), screenshotRenderer };
  const app = await addSampleApp(store);
  const screenshot = await receiveSampleScreenshot(store, {
    appId: app.id,
    bytes: utf8.encode(text),
    ...(sha256 && { sha256 }),
  });
  return { store, app, screenshot };
}
type World = Awaited<ReturnType<typeof received>>;

const rendered = async ({ store, screenshot }: World, ports = store) => {
  await renderScreenshot(ports, { screenshotId: screenshot.id });
  return store.db.screenshots.find(system, screenshot.id);
};

const remove = ({ store, screenshot }: World) =>
  store.app.deleteScreenshot({ actor: store.developer, screenshotId: screenshot.id });

/** Does what the outbox asks for about deleted objects. */
async function deleteAll({ store }: World): Promise<void> {
  for (const job of store.jobs) if (job.name === "object.delete") await deleteObject(store, job.payload);
}

/** What is left of a screenshot, without ids. */
async function outcome(world: World) {
  await deleteAll(world);
  const { store, screenshot } = world;
  const [row, upload] = await Promise.all([
    store.db.screenshots.find(system, screenshot.id),
    store.db.uploads.find(system, screenshot.uploadId),
  ]);
  const keys = screenshotKeys(screenshot);
  const ledger = await Promise.all(
    [...keys, objectKeys.upload(screenshot.uploadId)].map((key) => store.db.objects.find(key)),
  );
  return {
    row: row && [row.status, row.position, row.contentHash, row.width, row.height, row.refusal],
    upload: upload?.status,
    stored: keys.map((key) => store.objects.objects.has(key)),
    ledger: ledger.map((one) => one?.status),
    actions: actionsOn(store, screenshot.id),
  };
}

test("a screenshot that can be drawn is stored in both sizes, and the upload goes", async () => {
  const world = await received();
  expect(await rendered(world)).toMatchObject({ status: "ready", width: 800, height: 600, position: 0 });
  expect(await outcome(world)).toMatchObject({
    upload: "consumed",
    stored: [true, true],
    ledger: ["stored", "stored", "deleted"],
    actions: ["screenshot.ready"],
  });
  const object = world.store.objects.objects.get(objectKeys.screenshot(world.screenshot, "preview"));
  expect(object).toMatchObject({ contentType: "image/webp" });
});

describe("refused is", () => {
  test("what the renderer refuses, and its place is free again", async () => {
    const world = await received({ text: "no" });
    expect(await rendered(world)).toMatchObject({ status: "refused", refusal, position: null });
    expect(await outcome(world)).toMatchObject({ upload: "consumed", stored: [false, false] });
  });

  test("what is not the file that was announced", async () => {
    const world = await received({ sha256: "0".repeat(64) });
    expect(await rendered(world)).toMatchObject({ refusal: { code: "sha256_mismatch" } });
  });

  test("what is gone before it is read", async () => {
    const world = await received();
    await world.store.objects.delete(objectKeys.upload(world.screenshot.uploadId));
    expect(await rendered(world)).toMatchObject({ refusal: { code: "upload_changed" } });
  });

  test("what its job was given up for, with what it had written", async () => {
    const world = await received();
    const { store } = world;
    const broken = {
      ...store,
      db: {
        ...store.db,
        transaction: (async (work) => {
          if (store.objects.objects.has(objectKeys.screenshot(world.screenshot, "full")))
            throw new Error("the database is gone");
          return store.db.transaction(work);
        }) as typeof store.db.transaction,
      },
    };
    await expect(rendered(world, broken)).rejects.toThrow("gone");
    const job = { name: "screenshot.render", payload: { screenshotId: world.screenshot.id } } as const;
    await store.db.transaction((stores) => endAfterFailure(stores, job, store.clock.now()));
    expect(await outcome(world)).toMatchObject({
      row: ["refused", null, null, null, null, { code: "rendering_interrupted" }],
      stored: [false, false],
    });
  });
});

describe("a job that is delivered again", () => {
  test.each([{ text: "picture" }, { text: "something else" }])(
    "ends the same wherever the worker died: $text",
    async (given) => {
      const undisturbed = await received(given);
      await rendered(undisturbed);
      const expected = await outcome(undisturbed);
      await rendered(undisturbed);
      expect(await outcome(undisturbed), "delivered twice").toEqual(expected);
      const ends = await endsAfterEveryCrash({
        begin: () => received(given),
        ports: ({ store }) => store,
        run: (ports, { screenshot }) => renderScreenshot(ports, { screenshotId: screenshot.id }),
        end: outcome,
      });
      expect(ends.map(({ diedAfter }) => diedAfter)).toContain("db.transaction");
      for (const { diedAfter, end } of ends) expect(end, `died after ${diedAfter}`).toEqual(expected);
    },
  );

  test("is not disturbed by a run that wakes up late, wherever it was paused", async () => {
    const undisturbed = await received();
    await rendered(undisturbed);
    const expected = await outcome(undisturbed);
    const ends = await endsAfterEveryPause({
      begin: () => received(),
      ports: ({ store }) => store,
      run: (ports, { screenshot }) => renderScreenshot(ports, { screenshotId: screenshot.id }),
      meanwhile: (world) => rendered(world),
      end: outcome,
    });
    expect(ends.length).toBeGreaterThan(4);
    for (const { pausedAfter, end, thrown } of ends) {
      expect(end, `after a pause after ${pausedAfter}`).toEqual(expected);
      if (thrown) expect(thrown, pausedAfter).toMatchObject({ code: "object_changed" });
    }
  });

  test("leaves nothing behind when the developer deletes it meanwhile, wherever it was paused", async () => {
    const ends = await endsAfterEveryPause({
      begin: () => received(),
      ports: ({ store }) => store,
      run: (ports, { screenshot }) => renderScreenshot(ports, { screenshotId: screenshot.id }),
      async meanwhile(world) {
        await remove(world);
        await deleteAll(world);
      },
      end: outcome,
    });
    expect(ends.length).toBeGreaterThan(4);
    for (const { pausedAfter, end, thrown } of ends) {
      expect(thrown, pausedAfter).toBeNull();
      expect(end, pausedAfter).toMatchObject({
        row: expect.arrayContaining(["deleted"]),
        upload: "consumed",
        stored: [false, false],
      });
    }
  });
});
