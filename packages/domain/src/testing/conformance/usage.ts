import { describe, expect, test } from "vitest";
import { type DeveloperId, newId } from "../../ids.ts";
import { objectKeys } from "../../object-keys.ts";
import type { Database } from "../../ports/stores.ts";
import { addDays, type Day, dayOf, type UsageDay } from "../../usage.ts";
import { DeveloperUsageQuery } from "../../usage-query.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addPerson, addVersion, failing, minute, newMark } from "./sample-rows.ts";

/** Each test has days of its own, since the store's account is one for the whole suite. */
let lastDay = dayOf(new Date("2031-01-01"));
function ownDay(): Day {
  lastDay = addDays(lastDay, 10);
  return lastDay;
}

const at = (day: Day, hour: number) => new Date(Date.parse(day) + hour * 3_600_000);

async function look(db: Database, when: Date): Promise<void> {
  let after: DeveloperId | null = null;
  do after = await db.usage.recordDevelopers({ at: when, after, limit: 3 });
  while (after !== null);
  await db.usage.recordStore(when);
}

export function describeUsage(database: () => ObservedDatabase): void {
  const query = (fields: Partial<DeveloperUsageQuery> = {}) => DeveloperUsageQuery.parse(fields);

  async function developer(name = "Ada") {
    const db = database();
    const { actor } = await addPerson(db, { name });
    const app = await addApp(db, actor);
    const store = async (key: string, kind: "package" | "manifest" | "icon" | "upload", size: number) => {
      await db.objects.expect({ key, kind, appId: app.id, at: minute(1) });
      await db.objects.stored({ key, size, etag: "e1", sha256: null, at: minute(2) });
      return key;
    };
    const daysOf = async (from: Day, to = from) =>
      (await readAll(db, { from, to })).filter((row) => row.developerId === app.developerId);
    const storeDay = async (day: Day): Promise<UsageDay | undefined> =>
      (await db.queries.listStoreDays({ from: day, to: day }))[0];
    return { db, app, developerId: app.developerId, store, daysOf, storeDay };
  }

  describe("the account of what is used", () => {
    test("has what a developer keeps, by status and kind", async () => {
      const { db, app, developerId, store, daysOf } = await developer();
      const version = await addVersion(db, app, { status: "published", code: 1 });
      const address = { ...version, versionCode: 1 };
      await store(objectKeys.package(address), "package", 3_000_000_000);
      await store(objectKeys.manifest(address), "manifest", 200);
      const draft = await addVersion(db, app, { status: "draft", code: 2 });
      await store(objectKeys.package({ ...draft, versionCode: 2 }), "package", 500);
      const icon = await store(objectKeys.icon(app.id, 32), "icon", 40);
      const gone = await store(objectKeys.icon(app.id, 64), "icon", 9_000);
      await db.objects.deleting([icon], minute(3));
      await db.objects.deleting([gone], minute(3));
      await db.objects.deleted(gone, minute(3));
      await db.objects.expect({
        key: objectKeys.icon(app.id, 128),
        kind: "icon",
        appId: app.id,
        at: minute(1),
      });
      const day = ownDay();
      await look(db, at(day, 5));
      expect(await daysOf(day)).toEqual([
        {
          day,
          developerId,
          name: "Ada",
          storedBytes: 3_000_000_740,
          peakBytes: 3_000_000_740,
          byState: { published: 3_000_000_200, draft: 500, icon: 40 },
          classA: 0,
          classB: 0,
          egressBytes: 0,
          deltaBytesSaved: 0,
          recordedAt: at(day, 5),
        },
      ]);
    });

    test("keeps a day's last look and its most bytes, however often it is taken", async () => {
      const { db, app, store, daysOf, storeDay } = await developer();
      const key = await store(objectKeys.icon(app.id, 32), "icon", 700);
      const day = ownDay();
      await look(db, at(day, 1));
      const before = (await storeDay(day))?.storedBytes ?? 0;
      await db.objects.stored({ key, size: 1_000, etag: "e2", sha256: null, at: minute(3) });
      await look(db, at(day, 2));
      await look(db, at(day, 2));
      expect(await storeDay(day)).toMatchObject({ storedBytes: before + 300, peakBytes: before + 300 });
      await db.objects.deleting([key], minute(4));
      await db.objects.deleted(key, minute(4));
      await look(db, at(day, 3));
      expect(await daysOf(day)).toMatchObject([
        { storedBytes: 0, peakBytes: 1_000, byState: {}, recordedAt: at(day, 3) },
      ]);
      expect(await storeDay(day)).toMatchObject({ storedBytes: before - 700, peakBytes: before + 300 });
      // A look that comes late tells of the past.
      await db.objects.expect({
        key,
        kind: "icon",
        appId: app.id,
        at: minute(5),
      });
      await db.objects.stored({ key, size: 5, etag: "e3", sha256: null, at: minute(5) });
      await look(db, at(day, 2));
      expect(await daysOf(day)).toMatchObject([{ storedBytes: 0, peakBytes: 1_000, recordedAt: at(day, 3) }]);
      // The next day starts anew, and who keeps nothing has no row.
      await look(db, at(addDays(day, 1), 0));
      expect(await daysOf(addDays(day, 1))).toMatchObject([{ storedBytes: 5, peakBytes: 5 }]);
    });

    test("has what lies in quarantine in the store's sum, and in nobody's", async () => {
      const { db, daysOf, storeDay } = await developer();
      const day = ownDay();
      const quarantined = async () => {
        await look(db, at(day, 1));
        return (await storeDay(day))?.byState.quarantine ?? 0;
      };
      const before = await quarantined();
      const runId = newId<"inventory-run">();
      const key = objectKeys.quarantined(runId, newId());
      await db.quarantine.expect({
        id: newId(),
        key,
        runId,
        originalKey: "stray",
        reason: "orphan",
        size: 300,
        etag: "e1",
        contentType: "application/octet-stream",
        cacheControl: "no-store",
      });
      await db.objects.stored({ key, size: 300, etag: "e1", sha256: null, at: minute(2) });
      expect((await quarantined()) - before).toBe(300);
      expect(await daysOf(day)).toEqual([]);
      await db.objects.deleting([key], minute(3));
      await db.objects.deleted(key, minute(3));
      expect(await quarantined()).toBe(before);
    });

    test("adds calls to the developer's day and the store's", async () => {
      const { db, developerId, daysOf, storeDay } = await developer();
      const other = await developer();
      const day = ownDay();
      const count = { classA: 1, classB: 2, egressBytes: 3_000_000_000 };
      await db.usage.addOperations(at(day, 1), [
        { developerId, ...count },
        { developerId: null, classA: 10, classB: 0, egressBytes: 0 },
      ]);
      await db.usage.addOperations(at(day, 23), [
        { developerId: other.developerId, ...count },
        { developerId, ...count },
      ]);
      await db.usage.addOperations(at(day, 23), []);
      expect(await daysOf(day)).toMatchObject([
        { classA: 2, classB: 4, egressBytes: 6_000_000_000, storedBytes: 0, recordedAt: null },
      ]);
      expect(await storeDay(day)).toMatchObject({ classA: 13, classB: 6, egressBytes: 9_000_000_000 });
      // A look leaves them as they are.
      await look(db, at(day, 23));
      expect(await daysOf(day)).toMatchObject([{ classA: 2, recordedAt: at(day, 23) }]);
      expect(await storeDay(day)).toMatchObject({ classA: 13, recordedAt: at(day, 23) });
    });

    test("knows the last day that was looked at", async () => {
      const { db, developerId } = await developer();
      const day = ownDay();
      await look(db, at(day, 4));
      await db.usage.addOperations(at(addDays(day, 1), 0), [
        { developerId, classA: 1, classB: 0, egressBytes: 0 },
      ]);
      expect(await db.queries.findLastDay()).toMatchObject({ day, recordedAt: at(day, 4) });
    });

    test("lists developers by what they keep and use, in pages", async () => {
      const mark = newMark();
      const [little, much] = [await developer(`a ${mark}`), await developer(`b ${mark}`)];
      const { db } = little;
      await little.store(objectKeys.icon(little.app.id, 32), "icon", 10);
      await much.store(objectKeys.icon(much.app.id, 32), "icon", 1_000);
      const day = ownDay();
      const next = addDays(day, 1);
      await look(db, at(next, 1));
      for (const each of [day, next])
        await db.usage.addOperations(at(each, 1), [
          { developerId: little.developerId, classA: 5, classB: 0, egressBytes: 70 },
        ]);
      const listed = async (fields: Partial<DeveloperUsageQuery>, from = day) =>
        (
          await db.queries.listDeveloperUsage(query({ search: mark, ...fields }), {
            standing: next,
            from,
            to: next,
          })
        ).items.map(({ developerId }) => (developerId === little.developerId ? "little" : "much"));
      expect(await listed({})).toEqual(["much", "little"]);
      expect(await listed({ order: "asc" })).toEqual(["little", "much"]);
      expect(await listed({ sort: "name" })).toEqual(["little", "much"]);
      expect(await listed({ sort: "name", order: "desc" })).toEqual(["much", "little"]);
      for (const sort of ["class_a", "egress"] as const)
        expect(await listed({ sort })).toEqual(["little", "much"]);
      expect(await listed({ sort: "class_b" })).toHaveLength(2);
      const page = await db.queries.listDeveloperUsage(query({ search: `A ${mark}` }), {
        standing: next,
        from: day,
        to: next,
      });
      expect(page).toMatchObject({ total: 1, page: 1, pageCount: 1 });
      expect(page.items).toEqual([
        {
          developerId: little.developerId,
          name: `a ${mark}`,
          storedBytes: 10,
          byState: { icon: 10 },
          classA: 10,
          classB: 0,
          egressBytes: 140,
        },
      ]);
      // Of one day alone.
      const [{ classA } = { classA: null }] = (
        await db.queries.listDeveloperUsage(query({ search: `a ${mark}` }), {
          standing: next,
          from: next,
          to: next,
        })
      ).items;
      expect(classA).toBe(5);
    });

    test("is read to its end in pieces, each row once", async () => {
      const { db, developerId } = await developer();
      const other = await developer();
      const from = ownDay();
      const days = [from, addDays(from, 1), addDays(from, 2)];
      for (const day of days)
        await db.usage.addOperations(
          at(day, 1),
          [developerId, other.developerId].map((id) => ({
            developerId: id,
            classA: 1,
            classB: 0,
            egressBytes: 0,
          })),
        );
      const rows = await readAll(db, { from, to: addDays(from, 2) });
      const ids = [developerId, other.developerId].sort();
      expect(rows.map((row) => `${row.day} ${row.developerId}`)).toEqual(
        days.flatMap((day) => ids.map((id) => `${day} ${id}`)),
      );
    });
  });

  describe("the settings of cost", () => {
    test("are the defaults until they are set, and what was set last after that", async () => {
      const { db } = await developer();
      const ours = { priceList: "b2" as const, freeAllowance: false, monthlyBudget: 250_000_000 };
      expect(await db.costSettings.read()).toEqual({
        priceList: "r2",
        freeAllowance: true,
        monthlyBudget: null,
      });
      await db.costSettings.save({ ...ours, monthlyBudget: null }, minute(1));
      await db.costSettings.save(ours, minute(2));
      expect(await db.costSettings.read()).toEqual(ours);
      await expect(
        db.transaction(async (stores) => {
          await stores.costSettings.save({ ...ours, monthlyBudget: 1 }, minute(3));
          await stores.apps.create(await addApp(stores, (await addPerson(stores)).actor));
        }),
      ).rejects.toEqual(failing("package_id_taken"));
      expect(await db.costSettings.read()).toEqual(ours);
    });
  });
}

async function readAll(db: Database, span: { from: Day; to: Day }) {
  const rows: Awaited<ReturnType<Database["queries"]["readDeveloperDays"]>> = [];
  for (;;) {
    const piece = await db.queries.readDeveloperDays(span, rows.at(-1) ?? null, 3);
    rows.push(...piece);
    if (piece.length < 3) return rows;
  }
}
