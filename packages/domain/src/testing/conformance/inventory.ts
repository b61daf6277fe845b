import { beforeEach, describe, expect, test } from "vitest";
import { newId } from "../../ids.ts";
import { type NewFinding, noCounts } from "../../inventory.ts";
import { compareKeys } from "../../key-order.ts";
import { FindingsQuery, ListQuery } from "../../listing.ts";
import { objectKeys } from "../../object-keys.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addPerson, addUpload, addVersion, failing, minute, newMark } from "./sample-rows.ts";

const nothing = { size: null, etag: null, sha256: null };

export function describeInventory(database: () => ObservedDatabase): void {
  describe("the inventory", () => {
    const start = async (sampleSize = 10) => {
      const run = await database().inventory.start({ id: newId(), startedBy: null, minAgeMs: 5, sampleSize });
      if (!run) throw new Error("another run is under way");
      return run;
    };
    const finish = async () => {
      const { inventory } = database();
      const run = await inventory.findLatest();
      if (run?.status === "running")
        await inventory.advance(run, { phase: "done", cursor: "", slice: run.slice, counts: run.counts });
    };
    beforeEach(finish);

    const finding = (key: string, fields: Partial<NewFinding> = {}): NewFinding => ({
      kind: "orphan",
      key,
      storageUploadId: "",
      objectKind: null,
      expected: nothing,
      found: { size: 4_000_000_000, etag: "e1", sha256: null },
      modifiedAt: minute(1),
      ...fields,
    });

    test("runs one at a time, written by one hand at a time", async () => {
      const { inventory } = database();
      const run = await start();
      expect(run).toMatchObject({
        status: "running",
        phase: "objects",
        cursor: "",
        slice: 1,
        counts: noCounts,
      });
      expect(Math.abs((await inventory.now()).getTime() - run.startedAt.getTime())).toBeLessThan(60_000);
      const another = { id: newId<"inventory-run">(), startedBy: null, minAgeMs: 5, sampleSize: 1 };
      expect(await inventory.start(another)).toBeNull();
      const counts = { ...noCounts, objects: 7, listedUploads: null };
      const progress = { phase: "objects" as const, cursor: "k", slice: 2, counts };
      const next = await inventory.advance(run, progress);
      expect(next).toMatchObject({ ...progress, status: "running", step: run.step + 1, finishedAt: null });
      await expect(inventory.advance(run, progress)).rejects.toEqual(failing("inventory_state_conflict"));
      const done = await inventory.advance(next, { ...progress, phase: "done" });
      expect(done).toMatchObject({ status: "finished", finishedAt: expect.any(Date) });
      await expect(inventory.advance(done, progress)).rejects.toEqual(failing("inventory_state_conflict"));
      expect(await inventory.findLatest()).toEqual(done);
      expect(await inventory.find(newId())).toBeNull();
    });

    test("breaks off and goes on, but not beside another run", async () => {
      const { inventory } = database();
      const run = await start();
      expect(await inventory.move(run.id, "running", "failed")).toBe(true);
      expect(await inventory.move(run.id, "running", "failed")).toBe(false);
      const other = await start();
      expect(await inventory.move(run.id, "failed", "running")).toBe(false);
      await inventory.advance(other, { phase: "done", cursor: "", slice: 1, counts: noCounts });
      expect(await inventory.move(run.id, "failed", "running")).toBe(true);
      await inventory.move(run.id, "running", "failed");
    });

    test("reads the ledger in the order of the keys' bytes, without what was deleted", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const mark = newMark();
      const owner = { kind: "icon" as const, appId: app.id, developerId: app.developerId, at: minute(1) };
      const keys = ["A", "a", "a/b", "b", "ü", "\uffe6", "\u{1f600}"].map((name) => `zz-${mark}/${name}`);
      for (const key of keys.toReversed()) await db.objects.expect({ ...owner, key });
      await db.objects.stored({ key: keys[1] ?? "", size: 9, etag: "e", sha256: null, at: minute(2) });
      await db.objects.deleting([keys[2] ?? ""], minute(2));
      await db.objects.deleting([keys[3] ?? ""], minute(2));
      await db.objects.deleted(keys[3] ?? "", minute(3));
      const listed: string[] = [];
      for (let after = `zz-${mark}/`; ; ) {
        const rows = await db.inventory.readLedger({ after, limit: 2 });
        listed.push(...rows.map(({ key }) => key).filter((key) => key.startsWith(`zz-${mark}/`)));
        const last = rows.at(-1)?.key;
        if (!last || compareKeys(last, `zz-${mark}0`) > 0 || rows.length < 2) break;
        after = last;
      }
      expect(listed).toEqual(keys.filter((_, at) => at !== 3));
      const rows = await db.inventory.readRows([keys[1] ?? "", keys[3] ?? "", `${mark}-none`]);
      expect(rows.sort((a, b) => compareKeys(a.key, b.key))).toEqual([
        {
          key: keys[1],
          kind: "icon",
          status: "stored",
          size: 9,
          etag: "e",
          sha256: null,
          updatedAt: minute(2),
        },
        expect.objectContaining({ key: keys[3], status: "deleted" }),
      ]);
      expect(await db.inventory.hasOlder(1)).toBe(true);
      expect(await db.inventory.hasOlder(Date.now())).toBe(false);
    });

    test("keeps findings once each, settles them once, and tells of them", async () => {
      const { inventory, queries } = database();
      const run = await start();
      const mark = newMark();
      const missing = finding(`${mark}/m`, {
        kind: "missing",
        objectKind: "manifest",
        expected: { size: 12, etag: "e", sha256: null },
        found: nothing,
        modifiedAt: null,
      });
      const parts = { kind: "unjoined" as const, found: nothing };
      const findings = [
        finding(`${mark}/a`),
        finding(`${mark}/b`),
        missing,
        finding(`${mark}/p`, { ...parts, storageUploadId: "1" }),
        finding(`${mark}/p`, { ...parts, storageUploadId: "2" }),
      ];
      await inventory.addFindings(run.id, findings);
      await inventory.addFindings(run.id, [...findings, finding(`${mark}/c`)]);
      const [first, second] = await inventory.listOpen(run.id, "orphan", 2);
      expect(first).toMatchObject({ ...finding(`${mark}/a`), outcome: "open", note: null, settledAt: null });
      if (!first || !second) throw new Error("nothing is open");
      expect(await inventory.settle(first.id, "skipped", "changed")).toBe(true);
      expect(await inventory.settle(first.id, "repaired", null)).toBe(false);
      expect((await inventory.listOpen(run.id, "orphan", 9)).map(({ key }) => key)).toEqual([
        `${mark}/b`,
        `${mark}/c`,
      ]);
      expect(await queries.countFindings(run.id)).toEqual([
        { kind: "missing", objectKind: "manifest", outcome: "open", count: 1, bytes: 12 },
        { kind: "orphan", objectKind: null, outcome: "open", count: 2, bytes: 8_000_000_000 },
        { kind: "orphan", objectKind: null, outcome: "skipped", count: 1, bytes: 4_000_000_000 },
        { kind: "unjoined", objectKind: null, outcome: "open", count: 2, bytes: 0 },
      ]);
      const list = async (query: object) =>
        (await queries.listFindings(run.id, FindingsQuery.parse(query))).items.map(({ key }) => key);
      expect(await list({})).toEqual(["p", "p", "m", "a", "b", "c"].map((name) => `${mark}/${name}`));
      expect(await list({ kind: "orphan", outcome: "open" })).toEqual([`${mark}/b`, `${mark}/c`]);
      expect(await list({ search: `${mark}/M` })).toEqual([`${mark}/m`]);
      const all = await queries.readFindings(run.id, null, 9);
      expect(all.map(({ key }) => key)).toEqual(
        ["m", "a", "b", "c", "p", "p"].map((name) => `${mark}/${name}`),
      );
      expect(await queries.readFindings(run.id, all[3] ?? null, 1)).toEqual([all[4]]);
    });

    test("approves the plan of a finished run, and hands it on from job to job", async () => {
      const db = database();
      const { user } = await addPerson(db, { name: "Grace" });
      const run = await start();
      expect(await db.inventory.approve(run.id, ["orphan"], user.id)).toBeNull();
      await finish();
      const approved = await db.inventory.approve(run.id, ["orphan"], user.id);
      expect(approved).toMatchObject({ approvedKinds: ["orphan"], approvedBy: user.id, repairSlice: 1 });
      if (!approved) throw new Error("the plan was not approved");
      expect(await db.inventory.advanceRepair(approved, false)).toBe(true);
      expect(await db.inventory.advanceRepair(approved, true)).toBe(false);
      const more = await db.inventory.approve(run.id, ["missing", "orphan"], user.id);
      expect(more?.approvedKinds.toSorted()).toEqual(["missing", "orphan"]);
      expect(more?.repairSlice).toBe(3);
      expect(await db.inventory.advanceRepair({ id: run.id, repairSlice: 3 }, true)).toBe(true);
      expect((await db.inventory.find(run.id))?.repairedAt).toBeInstanceOf(Date);
      const { items } = await db.queries.listInventoryRuns(ListQuery.parse({}));
      expect(items[0]).toMatchObject({ id: run.id, startedByName: null, approvedByName: "Grace" });
    });

    test("claims a key for its deletion, unless somebody has it", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const key = `assets/${newMark()}/icon-32.png`;
      const object = { key, kind: "icon" as const, appId: app.id, developerId: app.developerId };
      expect(await db.inventory.claimStray(key)).toBe(true);
      expect(await db.inventory.claimStray(key)).toBe(false);
      await expect(db.objects.expect({ ...object, at: minute(1) })).rejects.toThrow(/being deleted/);
      await db.objects.deleted(key, minute(2));
      // From here on it is whoever's announces it.
      await db.objects.expect({ ...object, at: minute(3) });
      expect(await db.objects.find(key)).toMatchObject({ ...object, status: "pending" });
      expect(await db.inventory.claimStray(key)).toBe(false);
      await db.objects.deleting([key], minute(4));
      await db.objects.deleted(key, minute(5));
      expect(await db.inventory.claimStray(key)).toBe(true);
    });

    test("knows uploads in parts, and versions by their code", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const mark = newMark();
      const ended = { status: "aborted" as const, statusChangedAt: minute(5) };
      await addUpload(db, app, { storageUploadId: `${mark}-open` });
      const left = await addUpload(db, app, { ...ended, storageUploadId: `${mark}-left` });
      const gone = await addUpload(db, app, { ...ended, storageUploadId: `${mark}-gone` });
      const owner = { kind: "upload" as const, appId: app.id, developerId: app.developerId, at: minute(1) };
      for (const { id } of [left, gone]) await db.objects.expect({ ...owner, key: objectKeys.upload(id) });
      await db.objects.deleting([objectKeys.upload(gone.id)], minute(6));
      await db.objects.deleted(objectKeys.upload(gone.id), minute(6));
      expect(await db.inventory.openUploadNames([`${mark}-open`, `${mark}-left`, "none"])).toEqual(
        new Set([`${mark}-open`]),
      );
      const before = async (at: Date) => {
        const uploads = await db.inventory.listEndedInParts({ after: "", before: at, limit: 1_000 });
        return uploads.filter(({ storageUploadId }) => storageUploadId.startsWith(mark));
      };
      expect(await before(minute(6))).toEqual([
        {
          id: left.id,
          key: objectKeys.upload(left.id),
          storageUploadId: `${mark}-left`,
          endedAt: minute(5),
        },
      ]);
      expect(await before(minute(5))).toEqual([]);
      const version = await addVersion(db, app, { status: "draft", code: 3 });
      expect((await db.inventory.findVersion(app.id, 3))?.id).toBe(version.id);
      expect(await db.inventory.findVersion(app.id, 4)).toBeNull();
    });

    test("keeps what is in quarantine, in the ledger as nobody's, until it ends", async () => {
      const db = database();
      const run = await start();
      const mark = newMark();
      const size = 5_000_000_000 + Math.floor(Math.random() * 1e9);
      const object = {
        id: newId<"quarantine">(),
        key: objectKeys.quarantined(run.id, mark),
        runId: run.id,
        originalKey: mark,
        reason: "orphan" as const,
        size,
        etag: "e1",
        contentType: "text/plain",
        cacheControl: "no-store",
      };
      const before = await db.queries.measureQuarantine();
      const made = await db.quarantine.expect(object);
      expect(made).toMatchObject({ ...object, status: "moving" });
      expect(await db.quarantine.expect({ ...object, id: newId() })).toEqual(made);
      const row = { kind: "quarantine", appId: null, developerId: null };
      expect(await db.objects.find(object.key)).toMatchObject({ ...row, status: "pending" });
      expect(await db.quarantine.listOfSize(size, 5)).toEqual([]);
      await db.quarantine.held(object.id, { size, etag: "e2" });
      const held = { ...object, etag: "e2", status: "held" };
      expect(await db.quarantine.find(object.id)).toMatchObject(held);
      expect(await db.quarantine.findByKey(object.key)).toMatchObject(held);
      expect(await db.quarantine.listOfSize(size, 5)).toMatchObject([held]);
      expect(await db.quarantine.listExpired(5)).toEqual([]);
      expect(await db.queries.measureQuarantine()).toEqual({
        objects: before.objects + 1,
        bytes: before.bytes + size,
      });
      const search = ListQuery.parse({ search: mark });
      expect((await db.queries.listQuarantine(search)).items).toMatchObject([held]);
      expect(await db.quarantine.end(object.id, "put_back")).toBe(true);
      expect(await db.quarantine.end(object.id, "deleted")).toBe(false);
      expect((await db.queries.listQuarantine(search)).total).toBe(0);
      expect(await db.quarantine.find(newId())).toBeNull();
    });
  });
}
