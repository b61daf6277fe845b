import { describe, expect, test } from "vitest";
import { system } from "../../actor.ts";
import type { App } from "../../app.ts";
import { newId } from "../../ids.ts";
import { mostScreenshots, type Screenshot } from "../../screenshot.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addBase, addPerson, addUpload, addVersion, asRead, failing, minute } from "./sample-rows.ts";

const refusal = { code: "too_small", message: "The picture is too small.", fix: "Use a larger one." };

async function screenshotOf(
  db: ObservedDatabase,
  app: App,
  fields: Partial<Screenshot> = {},
): Promise<Screenshot> {
  const upload = await addUpload(db, app, { kind: "screenshot", status: "completed", etag: "e1" });
  return {
    id: newId(),
    appId: app.id,
    developerId: app.developerId,
    uploadId: upload.id,
    status: "rendering",
    statusChangedAt: minute(3),
    refusal: null,
    fileName: "first.png",
    contentHash: null,
    width: null,
    height: null,
    altText: "",
    position: null,
    attempt: 0,
    createdAt: minute(3),
    ...fields,
  };
}

function create(db: ObservedDatabase, screenshot: Screenshot): Promise<number | null> {
  return db.transaction(async (stores) => {
    await stores.apps.lock(screenshot.appId);
    return stores.screenshots.create(screenshot);
  });
}

async function add(db: ObservedDatabase, app: App, fields: Partial<Screenshot> = {}): Promise<Screenshot> {
  const screenshot = await screenshotOf(db, app, fields);
  return { ...screenshot, position: await create(db, screenshot) };
}

const ready = (screenshot: Screenshot): Screenshot => ({
  ...screenshot,
  status: "ready",
  statusChangedAt: minute(5),
  contentHash: "0123456789abcdef",
  width: 1280,
  height: 800,
});

export function describeScreenshots(database: () => ObservedDatabase): void {
  describe("screenshots", () => {
    const ids = (screenshots: readonly Screenshot[]) => screenshots.map(({ id }) => id);

    test("are seen by their developer, and by reviewers once the app has been submitted", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const { actor: stranger } = await addPerson(db);
      const { actor: reviewer } = await addPerson(db, { role: "reviewer" });
      const app = await addApp(db, actor);
      const screenshot = await add(db, app);
      const { id, uploadId } = screenshot;
      expect(await db.screenshots.find(actor, id)).toEqual(screenshot);
      expect(await db.screenshots.findByUpload(actor, uploadId)).toEqual(screenshot);
      expect(await db.screenshots.find(reviewer, id)).toBeNull();
      expect(await db.queries.listScreenshots(reviewer, app.id)).toEqual([]);
      await addVersion(db, app, { status: "in_review", code: 1 });
      expect(await db.screenshots.find(reviewer, id)).toEqual(screenshot);
      expect(await db.queries.listScreenshots(reviewer, app.id)).toEqual([screenshot]);
      for (const read of [db.screenshots.find(stranger, id), db.screenshots.findByUpload(stranger, uploadId)])
        expect(await read).toBeNull();
      expect(await db.queries.listScreenshots(stranger, app.id)).toEqual([]);
      expect(await db.screenshots.find(system, newId())).toBeNull();
    });

    test("are as many as an app may have, however many come at once", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const many = [];
      for (let n = 0; n < mostScreenshots + 4; n += 1) many.push(await screenshotOf(db, app));
      const places = await Promise.all(many.map((one) => create(db, one)));
      expect(places.filter((place) => place === null)).toHaveLength(4);
      expect(places.filter((place) => place !== null).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      expect(await db.screenshots.listPlaced(app.id)).toHaveLength(mostScreenshots);
      const other = await addApp(db, actor);
      expect((await add(db, other)).position).toBe(0);
    });

    test("leave no gap, and can be put in any order", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const [a, b, c, d] = [await add(db, app), await add(db, app), await add(db, app), await add(db, app)];
      await db.screenshots.arrange(app.id, [d.id, b.id, a.id, c.id]);
      expect(ids(await db.screenshots.listPlaced(app.id))).toEqual([d.id, b.id, a.id, c.id]);
      await db.screenshots.update({ ...b, status: "refused", refusal }, asRead("rendering"));
      await db.screenshots.update({ ...d, status: "deleted" }, asRead("rendering"));
      const placed = await db.screenshots.listPlaced(app.id);
      expect(placed.map(({ id, position }) => [id, position])).toEqual([
        [a.id, 0],
        [c.id, 1],
      ]);
      expect(await db.screenshots.find(actor, b.id)).toMatchObject({ position: null, refusal });
      expect(ids(await db.queries.listScreenshots(actor, app.id))).toEqual([a.id, c.id, b.id]);
      expect((await add(db, app)).position).toBe(2);
    });

    test("change when status and attempt are still those that were read, but for place and alt text", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const [first, second] = [await add(db, app), await add(db, app)];
      expect(await db.screenshots.describe(second.id, "A list of notes")).toBe(true);
      await db.screenshots.arrange(app.id, [second.id, first.id]);
      const begun = await db.screenshots.begin(second.id);
      expect(begun).toMatchObject({ attempt: 1, position: 0, altText: "A list of notes" });
      await expect(db.screenshots.update(ready(second), asRead("rendering"))).rejects.toEqual(
        failing("screenshot_state_conflict"),
      );
      await db.screenshots.update({ ...ready(second), attempt: 1 }, asRead("rendering", 1));
      const stands = await db.screenshots.find(actor, second.id);
      expect(stands).toEqual({ ...ready(second), attempt: 1, position: 0, altText: "A list of notes" });
      expect(await db.screenshots.countReady(app.id)).toBe(1);
      expect(await db.screenshots.begin(second.id)).toBeNull();
      await db.screenshots.update({ ...ready(second), status: "deleted", attempt: 1 }, asRead("ready", 1));
      expect(await db.screenshots.describe(second.id, "Gone")).toBe(false);
      expect(await db.screenshots.countReady(app.id)).toBe(0);
    });

    test("come one from each upload", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const screenshot = await add(db, await addApp(db, actor));
      await expect(create(db, { ...screenshot, id: newId() })).rejects.toThrow();
    });

    test("are shown to everyone when they are ready and the app is published", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const [first, second] = [await add(db, app), await add(db, app)];
      await add(db, app);
      for (const one of [first, second]) await db.screenshots.update(ready(one), asRead("rendering"));
      await db.screenshots.describe(first.id, "A note");
      await db.screenshots.arrange(app.id, ids((await db.screenshots.listPlaced(app.id)).toReversed()));
      expect(await db.queries.listPublicScreenshots(app.id)).toEqual([]);
      await addBase(db, await addVersion(db, app, { status: "published", code: 1 }));
      const sides = { appId: app.id, contentHash: "0123456789abcdef", width: 1280, height: 800 };
      expect(await db.queries.listPublicScreenshots(app.id)).toEqual([
        { id: second.id, altText: "", ...sides },
        { id: first.id, altText: "A note", ...sides },
      ]);
    });

    test("tell of themselves when the renderer changes them", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const { id } = await add(db, app);
      const told = Promise.withResolvers<void>();
      const stop = db.changes.subscribe(`screenshots:${app.id}`, told.resolve);
      const again = setInterval(() => void db.screenshots.begin(id), 100);
      await told.promise;
      clearInterval(again);
      stop();
    });
  });

  test("what is set for the store stands until it is set again", async () => {
    const { storeSettings } = database();
    expect(await storeSettings.read()).toEqual({ requiredScreenshots: 0 });
    for (const requiredScreenshots of [3, 8, 0]) {
      await storeSettings.save({ requiredScreenshots }, minute(1));
      expect(await storeSettings.read()).toEqual({ requiredScreenshots });
    }
  });
}
