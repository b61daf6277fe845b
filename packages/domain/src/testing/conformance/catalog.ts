import { describe, expect, test } from "vitest";
import { system } from "../../actor.ts";
import { type CatalogQuery, searchWords } from "../../catalog-search.ts";
import { newId } from "../../ids.ts";
import { pageSize } from "../../listing.ts";
import { stable } from "../../object-keys.ts";
import type { RawDownload } from "../../ports/downloads.ts";
import type { Stores } from "../../ports/stores.ts";
import { dayMs } from "../../quota.ts";
import { dayOf } from "../../usage.ts";
import type { Version } from "../../version.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import {
  addApp,
  addBase,
  addPerson,
  addVersion,
  minute,
  newMark,
  sampleDownload,
  sampleRelease,
} from "./sample-rows.ts";

/** Letters alone: a word that nothing else has, and that is the beginning of no other. */
const newWord = () => newMark().replaceAll(/\d/g, (digit) => "ghijklmnop"[Number(digit)] ?? "");

/** What visitors see. Each test finds its own apps by their account, or by a word that only they have. */
export function describeCatalog(database: () => ObservedDatabase): void {
  const search = (q: string, fields: Partial<CatalogQuery> = {}) =>
    database().queries.searchCatalog({ category: null, page: 1, ...fields, words: searchWords(q) });

  async function addListed(
    db: Stores,
    actor: Parameters<typeof addApp>[1],
    fields: Parameters<typeof addApp>[2] = {},
    at = minute(5),
  ) {
    const app = await addApp(db, actor, fields);
    const version = await addVersion(db, app, { status: "published", code: 1, publishedAt: at });
    await addBase(db, version);
    return { app, version };
  }

  /** The releases of `stable` that led to each version in turn, the last one complete. */
  async function supersede(db: Stores, versions: readonly Version[]) {
    const track = await db.tracks.findByName(system, versions[0]?.appId ?? newId(), stable);
    for (const [at, version] of versions.entries()) {
      const status = at === versions.length - 1 ? "complete" : "superseded";
      await db.releases.create(sampleRelease(version, track, { status, completedIn: at + 1 }));
    }
  }

  describe("the catalog", () => {
    test("lists each app that all devices can have once, as they get it", async () => {
      const db = database();
      const name = `Dev ${newMark()}`;
      const { actor } = await addPerson(db, { name });
      const { developerId } = actor;
      const notes = await addApp(db, actor, { name: "Notes", category: "education" });
      const first = await addVersion(db, notes, { status: "published", code: 1, publishedAt: minute(3) });
      const live = await addVersion(db, notes, { status: "published", code: 2, publishedAt: minute(6) });
      await supersede(db, [first, live]);
      // For devices of other tracks, or for none yet.
      await addVersion(db, notes, { status: "published", code: 4, publishedAt: minute(9) });
      await addVersion(db, notes, { status: "withdrawn", code: 3, publishedAt: minute(9) });
      const { app: maps } = await addListed(db, actor, { name: "Atlas" }, minute(4));
      const hidden = await addApp(db, actor, { name: "Hidden" });
      await addVersion(db, hidden, { status: "published", code: 1, publishedAt: minute(7) });
      const ids = async (query: Partial<Parameters<typeof db.queries.listCatalog>[0]>) =>
        (
          await db.queries.listCatalog({ category: null, developerId, sort: "updated", page: 1, ...query })
        ).items.map(({ id }) => id);
      expect(await ids({ sort: "updated" })).toEqual([notes.id, maps.id]);
      expect(await ids({ sort: "newest" })).toEqual([maps.id, notes.id]);
      expect(await ids({ sort: "name" })).toEqual([maps.id, notes.id]);
      expect(await ids({ category: "education" })).toEqual([notes.id]);
      const { items } = await db.queries.listCatalog({
        category: null,
        developerId,
        sort: "updated",
        page: 1,
      });
      const item = {
        id: notes.id,
        packageId: notes.packageId,
        name: "Notes",
        summary: notes.summary,
        category: "education",
        icon: null,
        developerId,
        developerName: name,
        versionName: "1.0.2",
        versionCode: 2,
        size: live.size,
        publishedAt: minute(6),
        listedAt: minute(3),
        downloads: 0,
      };
      expect(items[0]).toEqual(item);
      const entry = await db.queries.findCatalogEntry(notes.packageId);
      expect(entry).toMatchObject({ ...item, description: notes.description, version: { id: live.id } });
      expect(await db.queries.findCatalogEntry(hidden.packageId)).toBeNull();
      expect(await db.queries.findCatalogEntry(`com.example.nothing-${newMark()}`)).toBeNull();
      expect(await db.queries.findPublicDeveloper(developerId)).toEqual({ id: developerId, name });
      expect(await db.queries.findPublicDeveloper(newId())).toBeNull();
      const versions = await db.queries.listPublicVersions(notes.packageId, 1);
      expect(versions.items.map(({ versionCode }) => versionCode)).toEqual([2, 1]);
      expect(await db.queries.listPublicVersions(hidden.packageId, 1)).toMatchObject({ total: 0 });
      const prefix = notes.id.replaceAll("-", "").slice(0, 8);
      expect(await db.queries.listCatalogAddresses(prefix, 10)).toEqual([
        { packageId: notes.packageId, publishedAt: minute(6) },
      ]);
      const counts = await db.queries.countCategories();
      expect(counts.find(({ category }) => category === "education")?.apps).toBeGreaterThan(0);
    });

    test("follows every change in the transaction that makes it", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const word = newWord();
      const { app, version } = await addListed(db, actor, { name: `Notes ${word}` });
      expect((await search(word)).total).toBe(1);
      const other = newWord();
      await db.apps.update({ ...app, name: `Lists ${other}` });
      expect([(await search(word)).total, (await search(other)).total]).toEqual([0, 1]);
      await db.transaction(async (stores) => {
        await stores.versions.update({ ...version, status: "withdrawn", onTrack: false }, version);
      });
      expect((await search(other)).total).toBe(0);
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
      const { actor } = await addPerson(db);
      const { developerId } = actor;
      const ids: string[] = [];
      for (let count = 0; count < pageSize + 1; count += 1) {
        const { app } = await addListed(db, actor, {}, minute(count));
        ids.unshift(app.id);
      }
      const read = (page: number) =>
        db.queries.listCatalog({ category: null, developerId, sort: "updated", page });
      const [first, second] = [await read(1), await read(2)];
      expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
      expect(second).toMatchObject({ total: pageSize + 1, page: 2, pageCount: 2 });
    });
  });

  describe("a search", () => {
    test("puts names before developers, summaries and descriptions", async () => {
      const db = database();
      const [word, { actor }] = [newWord(), await addPerson(db)];
      const add = async (fields: Parameters<typeof addApp>[2]) => (await addListed(db, actor, fields)).app.id;
      const described = await add({ description: `It has ${word}.` });
      const summed = await add({ summary: `About ${word}.` });
      const { actor: named } = await addPerson(db, { name: `${word} Works` });
      const byDeveloper = (await addListed(db, named)).app.id;
      const inName = await add({ name: `Small ${word}` });
      const begins = await add({ name: `${word} for all` });
      const whole = await add({ name: word.toUpperCase() });
      const { items, total, isCut, instead } = await search(word);
      expect(items.map(({ id }) => id)).toEqual([whole, begins, inName, byDeveloper, summed, described]);
      expect({ total, isCut, instead }).toEqual({ total: 6, isCut: false, instead: null });
      expect((await search(word, { category: "games" })).total).toBe(0);
    });

    test("finds all words, whole or begun, in any order and case", async () => {
      const db = database();
      const [word, { actor }] = [newWord(), await addPerson(db)];
      const { app } = await addListed(db, actor, { name: `Café ${word}`, summary: "Coffee, and more." });
      for (const q of [word.slice(0, -2), `COFFEE ${word}`, `${word} café`, `${app.packageId} ${word}`])
        expect(
          (await search(q)).items.map(({ id }) => id),
          q,
        ).toEqual([app.id]);
      for (const q of [`${word} tea`, `${word} c`, `xqz${word}`]) expect((await search(q)).total, q).toBe(0);
    });

    test("finds what was meant by a mistyped word", async () => {
      const db = database();
      const [word, { actor }] = [newWord(), await addPerson(db)];
      const { app } = await addListed(db, actor, { name: `Small ${word}` });
      await db.catalog.countWords();
      const swapped = word.slice(0, 4) + word[5] + word[4] + word.slice(6);
      // Two of a kind are the same when they change places.
      const mistyped = swapped === word ? `${word.slice(0, 4)}q${word.slice(5)}` : swapped;
      expect(await search(`small ${mistyped}`)).toMatchObject({
        total: 1,
        items: [{ id: app.id }],
        instead: ["small", word],
      });
      expect(await search("qqqqqqqqqqqq")).toMatchObject({ total: 0, instead: null });
    });

    test("takes any text", async () => {
      for (const q of ["", "'", "a & b:*", "\0", "\ud800", "%_", "\\", "<->", "!", "x".repeat(10_000)])
        expect((await search(q)).items, q).toEqual(expect.any(Array));
    });

    test("puts what is downloaded more first, as last counted", async () => {
      const db = database();
      const [word, { actor }] = [newWord(), await addPerson(db)];
      const few = (await addListed(db, actor, { name: `Few ${word}` })).app;
      const many = (await addListed(db, actor, { name: `Many ${word}` })).app;
      const day = dayOf(new Date());
      const old = dayOf(new Date(Date.now() - 31 * dayMs));
      await db.rawDownloads.open({ from: old, to: day });
      const download = (appId: typeof few.id, on = day, part: RawDownload["part"] = "package") =>
        sampleDownload({ at: Date.parse(`${on}T00:00:00Z`), appId, part });
      await db.downloads.count([
        ...Array.from({ length: 7 }, () => download(few.id)),
        ...Array.from({ length: 123 }, () => download(many.id)),
        ...Array.from({ length: 500 }, () => download(few.id, old)),
        ...Array.from({ length: 200 }, () => download(few.id, day, "contents")),
      ]);
      while ((await db.catalog.countDownloads(1)) > 0);
      const { items } = await search(word);
      expect(items.map(({ id, downloads }) => ({ id, downloads }))).toEqual([
        { id: many.id, downloads: 120 },
        { id: few.id, downloads: 7 },
      ]);
    });
  });
}
