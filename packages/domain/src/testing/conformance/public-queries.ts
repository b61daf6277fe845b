import { describe, expect, test } from "vitest";
import { newId } from "../../ids.ts";
import { ListQuery, pageSize, ReviewQueueQuery } from "../../listing.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addBase, addPerson, addVersion, minute, newMark, warning } from "./sample-rows.ts";

/** Lists over all developers: each test finds its own rows by a mark in their names. */
export function describePublicQueries(database: () => ObservedDatabase): void {
  const searching = (search: string, page = 1) => ListQuery.parse({ search, page });

  describe("the review queue", () => {
    const queue = (search: string) =>
      database().queries.listReviewQueue(ReviewQueueQuery.parse({ search }), {
        userId: newId(),
        at: minute(9),
      });

    test("shows what waits, the longest waiting first", async () => {
      const db = database();
      const mark = newMark();
      const { actor } = await addPerson(db, { name: `Dev ${mark}` });
      const { id, packageId, name, summary, category, icon, ...app } = await addApp(db, actor);
      const head = { id, packageId, name, summary, category, icon };
      const known = { ...app, ...head };
      const second = await addVersion(db, known, {
        status: "in_review",
        code: 1,
        submittedAt: minute(8),
        findings: [warning],
      });
      const other = await addApp(db, actor, { name: `Maps ${mark}` });
      await addVersion(db, other, { status: "published", code: 1 });
      const first = await addVersion(db, other, { status: "in_review", code: 2, submittedAt: minute(7) });
      await addVersion(db, other, { status: "approved", code: 3 });
      const { items, total } = await queue(mark);
      expect(total).toBe(2);
      expect(items[0]).toMatchObject({ versionId: first.id, firstRelease: false, warnings: 0 });
      expect(items[1]).toEqual({
        versionId: second.id,
        versionName: "1.0.1",
        versionCode: 1,
        size: second.size,
        submittedAt: minute(8),
        app: head,
        developerName: `Dev ${mark}`,
        firstRelease: true,
        warnings: 1,
        claimedBy: null,
        isApprovedOnce: false,
        isAnswered: false,
        sample: null,
      });
      const maps = await queue(`maps ${mark}`);
      expect(maps.items.map(({ versionId }) => versionId)).toEqual([first.id]);
      const byId = await queue(packageId);
      expect(byId.items.map(({ versionId }) => versionId)).toEqual([second.id]);
    });

    test("counts a withdrawn release as a release", async () => {
      const db = database();
      const mark = newMark();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor, { name: mark });
      await addVersion(db, app, { status: "withdrawn", code: 1, publishedAt: minute(4) });
      await addVersion(db, app, { status: "in_review", code: 2 });
      const { items } = await queue(mark);
      expect(items.map(({ firstRelease }) => firstRelease)).toEqual([false]);
    });
  });

  describe("the catalog", () => {
    test("shows each published app once, as devices get it, the most recent first", async () => {
      const db = database();
      const mark = newMark();
      const { actor } = await addPerson(db, { name: `Dev ${mark}` });
      const notes = await addApp(db, actor, { name: `Notes ${mark}`, summary: "Notes." });
      await addVersion(db, notes, { status: "published", code: 1, publishedAt: minute(9) });
      const live = await addVersion(db, notes, { status: "published", code: 2, publishedAt: minute(6) });
      await addBase(db, live);
      // For devices of other tracks, or for none yet.
      await addVersion(db, notes, { status: "published", code: 4, publishedAt: minute(9) });
      await addVersion(db, notes, { status: "withdrawn", code: 3, publishedAt: minute(9) });
      const maps = await addApp(db, actor, { name: `Maps ${mark}` });
      await addBase(db, await addVersion(db, maps, { status: "published", code: 1, publishedAt: minute(7) }));
      const hidden = await addApp(db, actor, { name: `Hidden ${mark}` });
      await addVersion(db, hidden, { status: "published", code: 1, publishedAt: minute(7) });
      const page = await db.queries.listCatalog(searching(mark));
      expect(page).toMatchObject({ total: 2, items: [{ id: maps.id }, { id: notes.id }] });
      const item = {
        id: notes.id,
        packageId: notes.packageId,
        name: notes.name,
        summary: notes.summary,
        category: notes.category,
        icon: null,
        developerName: `Dev ${mark}`,
        versionName: "1.0.2",
        publishedAt: minute(6),
      };
      expect(page.items[1]).toEqual(item);
      expect(await db.queries.findCatalogEntry(notes.packageId)).toEqual({
        ...item,
        description: notes.description,
        version: { ...live, onTrack: true },
      });
      expect(await db.queries.findCatalogEntry(hidden.packageId)).toBeNull();
      expect(await db.queries.findCatalogEntry(`com.example.nothing-${mark}`)).toBeNull();
    });

    test("has numbers that grow with every change of it", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const numbers = async () => ({
        whole: await db.queries.readCatalogGeneration(),
        one: (await db.queries.findCatalogRevision(app.packageId))?.revision ?? -1,
      });
      const version = await addVersion(db, app, { status: "published", code: 1, publishedAt: minute(1) });
      let known = await numbers();
      const grown = async () => {
        const now = await numbers();
        const [whole, one] = [now.whole > known.whole, now.one > known.one];
        known = now;
        return { whole, one };
      };
      const release = await addBase(db, version);
      expect(await grown()).toEqual({ whole: true, one: true });
      await db.apps.update({ ...app, summary: "Other words." });
      expect(await grown()).toEqual({ whole: true, one: true });
      await db.transaction(async (stores) => {
        await stores.versions.update({ ...version, status: "withdrawn", onTrack: false }, version);
        await stores.releases.update({ ...release, status: "rolled_back" }, release);
      });
      expect(await grown()).toEqual({ whole: true, one: true });
      expect(await db.queries.findCatalogRevision(`com.example.nothing-${newMark()}`)).toBeNull();
    });

    test("comes in pages", async () => {
      const db = database();
      const mark = newMark();
      const { actor } = await addPerson(db);
      const ids: string[] = [];
      for (let count = 0; count < pageSize + 1; count += 1) {
        const app = await addApp(db, actor, { name: `${mark} ${count}` });
        await addBase(
          db,
          await addVersion(db, app, { status: "published", code: 1, publishedAt: minute(count) }),
        );
        ids.unshift(app.id);
      }
      const first = await db.queries.listCatalog(searching(mark));
      const second = await db.queries.listCatalog(searching(mark, 2));
      expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
      expect(second).toMatchObject({ total: pageSize + 1, page: 2, pageCount: 2 });
    });
  });
}
