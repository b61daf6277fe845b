import { describe, expect, test } from "vitest";
import { system } from "../actor.ts";
import { iconSizes } from "../icon.ts";
import { cacheControl, objectKeys } from "../object-keys.ts";
import type { IconRenderer } from "../ports/icon-renderer.ts";
import { sha256Of } from "../sha256.ts";
import {
  actionsOn,
  addSampleApp,
  afterCall,
  createSampleStore,
  endsAfterEveryCrash,
  endsAfterEveryPause,
  payloadsOf,
  receiveSampleIcon,
} from "../testing/index.ts";
import { deleteObject } from "./delete-object.ts";
import { renderIcon } from "./render-icon.ts";

const utf8 = new TextEncoder();
const read = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const refusal = { code: "not_a_picture", message: "This is no picture.", fix: "Choose another file." };

/** Takes text for a picture: what is drawn of it can be told apart. */
const renderer: IconRenderer = {
  async render(original) {
    const text = read(original);
    if (!text.startsWith("picture")) return { ok: false, refusal };
    const drawn = (size: number) => utf8.encode(`${text} at ${size}`);
    return { ok: true, images: { 32: drawn(32), 64: drawn(64), 128: drawn(128) } };
  },
};

async function received({ text = "picture", sha256 }: { text?: string; sha256?: string } = {}) {
  const store = { ...(await createSampleStore()), renderer };
  const app = await addSampleApp(store);
  const bytes = utf8.encode(text);
  const icon = await receiveSampleIcon(store, { appId: app.id, bytes, ...(sha256 && { sha256 }) });
  return { store, app, icon, temp: objectKeys.upload(icon.uploadId), contentHash: await sha256Of(bytes) };
}
type World = Awaited<ReturnType<typeof received>>;

const rendered = async ({ store, icon }: World, ports = store) => {
  await renderIcon(ports, { iconId: icon.id });
  return store.db.icons.find(system, icon.id);
};

/** What is left of an icon, without ids. */
async function outcome({ store, app, icon, temp }: World) {
  const [app_, icon_, upload] = await Promise.all([
    store.db.apps.find(system, app.id),
    store.db.icons.find(system, icon.id),
    store.db.uploads.find(system, icon.uploadId),
  ]);
  const keys = iconSizes.map((size) => objectKeys.icon(app.id, size));
  const ledger = await Promise.all([...keys, temp].map((key) => store.db.objects.find(key)));
  return {
    icon: { status: icon_?.status, contentHash: icon_?.contentHash, refusal: icon_?.refusal },
    shown: app_?.icon && { isThis: app_.icon.id === icon.id, contentHash: app_.icon.contentHash },
    upload: upload?.status,
    drawn: keys.map((key) => store.objects.objects.has(key) && read(store.objects.objects.get(key)?.bytes)),
    ledger: ledger.map((row) => row && [row.status, row.size, row.etag, row.sha256]),
    actions: store.audit.map(({ action }) => action),
    jobs: store.jobs.map(({ name }) => name),
  };
}

describe("an icon that can be drawn", () => {
  test("is stored in every size and shown from then on, and the upload goes", async () => {
    const world = await received();
    const { store, app, icon, temp } = world;
    const contentHash = world.contentHash.slice(0, 16);
    expect(await rendered(world)).toMatchObject({ status: "ready", contentHash, refusal: null });
    expect(await store.db.apps.find(system, app.id)).toMatchObject({ icon: { id: icon.id, contentHash } });
    for (const size of iconSizes) {
      const key = objectKeys.icon(app.id, size);
      const object = store.objects.objects.get(key);
      expect(object).toMatchObject({ contentType: "image/png", cacheControl: cacheControl.icon });
      expect(read(object?.bytes)).toBe(`picture at ${size}`);
      expect(await store.db.objects.find(key)).toMatchObject({
        kind: "icon",
        status: "stored",
        etag: object?.etag,
        sha256: await sha256Of(utf8.encode(`picture at ${size}`)),
      });
    }
    expect(await store.db.uploads.find(system, icon.uploadId)).toMatchObject({ status: "consumed" });
    expect(payloadsOf(store, "object.delete")).toEqual([{ key: temp }]);
    expect(payloadsOf(store, "feed.write")).toEqual([{ appId: app.id, track: "stable" }]);
    expect(actionsOn(store, icon.id)).toEqual(["icon.ready"]);
  });

  test("takes the place of the one before", async () => {
    const first = await received();
    await rendered(first);
    const { store, app } = first;
    const icon = await receiveSampleIcon(store, { appId: app.id, bytes: utf8.encode("picture two") });
    await renderIcon(store, { iconId: icon.id });
    expect((await store.db.apps.find(system, app.id))?.icon?.id).toBe(icon.id);
    expect(read(store.objects.objects.get(objectKeys.icon(app.id, 64))?.bytes)).toBe("picture two at 64");
  });
});

describe("an icon is refused", () => {
  test.each([
    { name: "that cannot be drawn", given: { text: "something else" }, code: refusal.code },
    { name: "of other bytes than announced", given: { sha256: "ab".repeat(32) }, code: "sha256_mismatch" },
  ])("$name, and the app keeps what it had", async ({ given, code }) => {
    const world = await received(given);
    expect(await rendered(world)).toMatchObject({ status: "refused", contentHash: null, refusal: { code } });
    expect(await outcome(world)).toMatchObject({
      shown: null,
      upload: "consumed",
      drawn: [false, false, false],
      jobs: ["icon.render", "object.delete"],
    });
    expect(world.store.audit.at(-1)).toMatchObject({ action: "icon.refused", actor: system, data: { code } });
  });

  test("that is replaced before it is read", async () => {
    const world = await received();
    const ports = afterCall(world.store, "db.uploads.find", () =>
      world.store.objects.put({
        key: world.temp,
        bytes: utf8.encode("picture of another"),
        contentType: "image/png",
        cacheControl: "no-store",
      }),
    );
    expect(await rendered(world, ports)).toMatchObject({
      status: "refused",
      refusal: { code: "upload_changed" },
    });
  });

  test("that is gone before it is read", async () => {
    const world = await received();
    await world.store.objects.delete(world.temp);
    expect(await rendered(world)).toMatchObject({ status: "refused", refusal: { code: "upload_changed" } });
  });
});

describe("an icon's job that is delivered again", () => {
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
        run: (ports, { icon }) => renderIcon(ports, { iconId: icon.id }),
        end: outcome,
      });
      expect(ends.map(({ diedAfter }) => diedAfter)).toContain("db.transaction");
      for (const { diedAfter, end } of ends) expect(end, `died after ${diedAfter}`).toEqual(expected);
    },
  );

  test("decides once when two workers have it at the same time", async () => {
    const world = await received();
    const runs = await Promise.allSettled([rendered(world), rendered(world)]);
    expect(runs.map(({ status }) => status)).toContain("fulfilled");
    expect(actionsOn(world.store, world.icon.id)).toEqual(["icon.ready"]);
    expect(payloadsOf(world.store, "object.delete")).toHaveLength(1);
  });

  test.each([{ text: "picture" }, { text: "something else" }])(
    "is not disturbed by a run that wakes up late, wherever it was paused: $text",
    async (given) => {
      const undisturbed = await received(given);
      await rendered(undisturbed);
      const expected = await outcome(undisturbed);
      const ends = await endsAfterEveryPause({
        begin: () => received(given),
        ports: ({ store }) => store,
        run: (ports, { icon }) => renderIcon(ports, { iconId: icon.id }),
        meanwhile: (world) => rendered(world),
        end: outcome,
      });
      expect(ends.length).toBeGreaterThan(4);
      for (const { pausedAfter, before, end, thrown } of ends) {
        expect(before, `while paused after ${pausedAfter}`).toEqual(expected);
        expect(end, `after a pause after ${pausedAfter}`).toEqual(expected);
        // Its write comes upon the other's image, and the job is repeated to find the icon done.
        if (thrown) expect(thrown, pausedAfter).toMatchObject({ code: "object_changed" });
      }
    },
  );

  test("does not put an older picture over a newer one, wherever it was paused", async () => {
    const ends = await endsAfterEveryPause({
      begin: () => received({ text: "picture one" }),
      ports: ({ store }) => store,
      run: (ports, { icon }) => renderIcon(ports, { iconId: icon.id }),
      async meanwhile({ store, app }) {
        store.clock.advance(1000);
        const newer = await receiveSampleIcon(store, { appId: app.id, bytes: utf8.encode("picture two") });
        // Parts of the older picture may stand there: the newer job is repeated until it gets through.
        await renderIcon(store, { iconId: newer.id }).catch(() => {});
        await renderIcon(store, { iconId: newer.id });
      },
      end: outcome,
    });
    for (const { pausedAfter, end } of ends)
      expect(end, pausedAfter).toMatchObject({
        shown: { isThis: false },
        drawn: iconSizes.map((size) => `picture two at ${size}`),
      });
  });

  test("decides once, also when the first has the upload deleted meanwhile", async () => {
    const world = await received();
    const { store, icon, temp } = world;
    const late = afterCall(store, "db.uploads.find", async () => {
      await renderIcon(store, { iconId: icon.id });
      await deleteObject(store, { key: temp });
    });
    expect(await rendered(world, late)).toMatchObject({ status: "ready" });
    expect(actionsOn(store, icon.id)).toEqual(["icon.ready"]);
  });
});

test("an icon whose job comes late does not take the place of a newer one", async () => {
  const older = await received({ text: "picture one" });
  const { store, app } = older;
  store.clock.advance(1000);
  const newer = await receiveSampleIcon(store, { appId: app.id, bytes: utf8.encode("picture two") });
  await renderIcon(store, { iconId: newer.id });
  expect(await rendered(older)).toMatchObject({ status: "refused", refusal: { code: "superseded" } });
  expect((await store.db.apps.find(system, app.id))?.icon?.id).toBe(newer.id);
  expect(read(store.objects.objects.get(objectKeys.icon(app.id, 64))?.bytes)).toBe("picture two at 64");
});
