import { describe, expect, test } from "vitest";
import { system, type UserActor } from "../../actor.ts";
import type { App } from "../../app.ts";
import { newId } from "../../ids.ts";
import { ListQuery, pageSize } from "../../listing.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addBase, addPerson, addVersion, asRead, minute, newMark, warning } from "./sample-rows.ts";

const headOf = ({ id, packageId, name, summary, category, icon }: App) => ({
  id,
  packageId,
  name,
  summary,
  category,
  icon,
});

export function describeDeveloperQueries(database: () => ObservedDatabase): void {
  const all = ListQuery.parse({});
  const searching = (search: string) => ListQuery.parse({ search });

  describe("the list of a developer's apps", () => {
    test("shows their own, the most recently changed first", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const { actor: reviewer } = await addPerson(db, { role: "reviewer" });
      const quiet = await addApp(db, actor, { updatedAt: minute(1) });
      const icon = { id: newId<"icon">(), contentHash: "0123456789abcdef" };
      const busy = await addApp(db, actor, { updatedAt: minute(2), icon });
      const published = await addVersion(db, busy, { status: "published", code: 2, createdAt: minute(4) });
      await addBase(db, published);
      // Published, and not released to stable.
      await addVersion(db, busy, { status: "published", code: 3, createdAt: minute(5) });
      const latest = await addVersion(db, busy, { status: "in_review", code: 4, createdAt: minute(6) });
      expect(await db.queries.listApps(actor, all)).toEqual({
        items: [
          {
            ...headOf(busy),
            updatedAt: minute(2),
            versions: 3,
            latest: { id: latest.id, status: "in_review", versionName: "1.0.4", createdAt: minute(6) },
            live: { versionName: "1.0.2", versionCode: 2, publishedAt: published.publishedAt },
          },
          { ...headOf(quiet), updatedAt: minute(1), versions: 0, latest: null, live: null },
        ],
        total: 2,
        page: 1,
        pageCount: 1,
      });
      expect((await db.queries.listApps(reviewer, all)).items).toEqual([]);
    });

    test("shows versions of which nothing could be read", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const failed = await addVersion(db, await addApp(db, actor), { status: "failed" });
      const { items } = await db.queries.listApps(actor, all);
      expect(items[0]?.latest).toEqual({
        id: failed.id,
        status: "failed",
        versionName: null,
        createdAt: failed.createdAt,
      });
    });

    test("finds by name, package id and summary, whatever the case, wildcards taken literally", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const percent = await addApp(db, actor, { name: "100% Notes_x", summary: "One." });
      const other = await addApp(db, actor, { name: "1000 Maps", summary: 'Back\\slash and "quotes".' });
      const found = async (search: string) =>
        (await db.queries.listApps(actor, searching(search))).items.map(({ id }) => id).sort();
      expect(await found("notes")).toEqual([percent.id]);
      expect(await found("100%")).toEqual([percent.id]);
      expect(await found("s_x")).toEqual([percent.id]);
      expect(await found("_")).toEqual([percent.id]);
      expect(await found("100")).toEqual([percent.id, other.id].sort());
      expect(await found(other.packageId.toUpperCase())).toEqual([other.id]);
      expect(await found("\\SLASH")).toEqual([other.id]);
      expect(await found("' OR true --")).toEqual([]);
    });

    test("comes in pages", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const ids: string[] = [];
      for (let count = 0; count < pageSize + 2; count += 1)
        ids.unshift((await addApp(db, actor, { updatedAt: minute(count) })).id);
      const first = await db.queries.listApps(actor, ListQuery.parse({}));
      const second = await db.queries.listApps(actor, ListQuery.parse({ page: 2 }));
      const beyond = await db.queries.listApps(actor, ListQuery.parse({ page: 9 }));
      expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
      expect(second).toMatchObject({ total: pageSize + 2, page: 2, pageCount: 2 });
      expect(beyond).toEqual({ items: [], total: pageSize + 2, page: 9, pageCount: 2 });
    });
  });

  describe("the list of an app's versions", () => {
    test("shows them newest first, with what was found", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const { actor: reviewer } = await addPerson(db, { role: "reviewer" });
      const app = await addApp(db, actor);
      const older = await addVersion(db, app, {
        status: "in_review",
        code: 3,
        createdAt: minute(4),
        findings: [warning, warning],
      });
      const newer = await addVersion(db, app, {
        status: "failed",
        createdAt: minute(5),
        statusChangedAt: minute(6),
        findings: [{ ...warning, severity: "error" }, warning],
      });
      const { fileName, size } = older;
      expect((await db.queries.listVersions(actor, app.id, all)).items).toEqual([
        {
          id: newer.id,
          status: "failed",
          step: null,
          versionCode: null,
          fileName,
          size,
          createdAt: minute(5),
          statusChangedAt: minute(6),
          versionName: null,
          errors: 1,
          warnings: 1,
        },
        {
          id: older.id,
          status: "in_review",
          step: null,
          versionCode: 3,
          fileName,
          size,
          createdAt: minute(4),
          statusChangedAt: minute(4),
          versionName: "1.0.3",
          errors: 0,
          warnings: 2,
        },
      ]);
      expect(await db.queries.listVersions(reviewer, app.id, all)).toMatchObject({ items: [], total: 0 });
      expect(await db.queries.listVersions(actor, newId(), all)).toMatchObject({ items: [], total: 0 });
    });

    test("finds by version name, version code and file name", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const named = await addVersion(db, app, { status: "draft", code: 77 });
      const file = await addVersion(db, app, { status: "failed", fileName: "Beta 5.mosis" });
      const found = async (search: string) =>
        (await db.queries.listVersions(actor, app.id, searching(search))).items.map(({ id }) => id);
      expect(await found("1.0.77")).toEqual([named.id]);
      expect(await found("77")).toEqual([named.id]);
      expect(await found("beta")).toEqual([file.id]);
      expect(await found("nothing like it")).toEqual([]);
    });
  });

  describe("what needs a developer's attention", () => {
    test("is what is under way, and the last word on an app when it asks for something", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const { actor: reviewer } = await addPerson(db, { role: "reviewer" });
      const app = await addApp(db, actor);
      await addVersion(db, app, { status: "failed", createdAt: minute(1) });
      await addVersion(db, app, { status: "draft", code: 1, createdAt: minute(2) });
      const inReview = await addVersion(db, app, {
        status: "in_review",
        code: 2,
        createdAt: minute(3),
        statusChangedAt: minute(9),
      });
      await addVersion(db, app, { status: "published", code: 3, createdAt: minute(4) });
      const last = await addVersion(db, app, { status: "rejected", code: 4, createdAt: minute(5) });
      const other = await addApp(db, actor);
      const validating = await addVersion(db, other, { createdAt: minute(6) });
      const items = await db.queries.listAttention(actor, 10);
      expect(items.map(({ version }) => version.id)).toEqual([inReview.id, validating.id, last.id]);
      expect(items[1]).toMatchObject({ version: { step: "queued", errors: 0 }, app: headOf(other) });
      expect(await db.queries.listAttention(actor, 1)).toEqual(items.slice(0, 1));
      expect(await db.queries.listAttention(reviewer, 10)).toEqual([]);
    });
  });

  describe("the history of a version", () => {
    test("tells what happened, oldest first, to those who may see the version", async () => {
      const db = database();
      const name = `Ada ${newMark()}`;
      const { actor } = await addPerson(db, { name });
      const { actor: stranger } = await addPerson(db);
      const { actor: reviewer } = await addPerson(db, { role: "reviewer" });
      const version = await addVersion(db, await addApp(db, actor), { status: "draft", code: 1 });
      const log = (who: UserActor | typeof system, action: "version.received" | "version.passed", at: Date) =>
        db.audit.append({ actor: who, action, subjectId: version.id, at, data: { code: 1, note: null } });
      await log(actor, "version.received", minute(1));
      await log(system, "version.passed", minute(2));
      await db.audit.append({ actor, action: "app.changed", subjectId: version.appId, at: minute(3) });
      await db.audit.append({ actor, action: "version.submitted", subjectId: version.id, at: minute(4) });
      const data = { code: 1, note: null };
      const history = [
        { action: "version.received", at: minute(1), by: name, data },
        { action: "version.passed", at: minute(2), by: null, data },
        { action: "version.submitted", at: minute(4), by: name, data: {} },
      ];
      expect(await db.queries.listHistory(actor, version.id)).toEqual(history);
      expect(await db.queries.listHistory(system, version.id)).toEqual(history);
      expect(await db.queries.listHistory(stranger, version.id)).toEqual([]);
      expect(await db.queries.listHistory(reviewer, version.id)).toEqual([]);
      await db.versions.update({ ...version, status: "in_review", submittedAt: minute(4) }, asRead("draft"));
      expect(await db.queries.listHistory(reviewer, version.id)).toEqual(history);
    });
  });
}
