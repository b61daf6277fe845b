import { describe, expect, test } from "vitest";
import type { DeltaOutcome } from "../../delta.ts";
import { newId, type VersionId } from "../../ids.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addPerson, addVersion } from "./sample-rows.ts";

const digest = (letter: string) => letter.repeat(64);
const offered: DeltaOutcome = {
  status: "offered",
  size: 3_000_000_000,
  sha256: digest("d"),
  fromContentsSha256: digest("b"),
};
const nothing = { reason: null, size: null, sha256: null, fromContentsSha256: null };

export function describeDeltas(database: () => ObservedDatabase): void {
  async function published(...codes: number[]) {
    const db = database();
    const { actor } = await addPerson(db);
    const app = await addApp(db, actor);
    const add = (code: number) => addVersion(db, app, { status: "published", code });
    const versions = [];
    for (const code of codes) versions.push(await add(code));
    const [target, ...bases] = versions.toReversed();
    if (!target) throw new Error("say what is published");
    return { db, app, target, bases };
  }

  async function planned(...codes: number[]) {
    const { db, target, bases, ...rest } = await published(...codes);
    await db.deltas.plan(
      target.id,
      bases.map(({ id }) => id),
    );
    const [base] = bases;
    if (!base) throw new Error("there is nothing before it");
    return { db, target, bases, base, pair: { versionId: target.id, baseId: base.id }, ...rest };
  }

  describe("deltas", () => {
    test("are made from the latest published versions before", async () => {
      const { db, app, target } = await published(10, 20, 30, 40, 50);
      await addVersion(db, app, { status: "withdrawn", code: 42 });
      await addVersion(db, app, { status: "draft", code: 46 });
      await addVersion(db, app, { status: "published", code: 60 });
      await published(45);
      const found = await db.deltas.listBases(target, 3);
      expect(found.map(({ versionCode }) => versionCode)).toEqual([40, 30, 20]);
      expect(await db.deltas.listBases({ ...target, versionCode: 10 }, 3)).toEqual([]);
    });

    test("are told once they are offered, the latest base first, with the list of contents", async () => {
      const { db, target, bases, pair } = await planned(7, 8, 9);
      const { id } = target;
      expect(await db.deltas.describe(id)).toEqual({ contentsSha256: null, deltas: [] });
      expect(await db.deltas.noteContents(id, digest("c"))).toBe(digest("c"));
      expect(await db.deltas.noteContents(id, digest("e"))).toBe(digest("c"));
      expect(await db.deltas.settle(pair, offered)).toBe(true);
      const told = { size: 3_000_000_000, sha256: digest("d"), fromContentsSha256: digest("b") };
      const known = { contentsSha256: digest("c"), deltas: [{ fromVersionCode: 8, ...told }] };
      expect(await db.deltas.describe(id)).toEqual(known);
      const older = bases[1]?.id ?? newId<"version">();
      expect(await db.deltas.settle({ versionId: id, baseId: older }, offered)).toBe(true);
      const both = [8, 7].map((fromVersionCode) => ({ fromVersionCode, ...told }));
      expect(await db.deltas.describe(id)).toEqual({ ...known, deltas: both });
    });

    test("are not offered without the list of what they must give", async () => {
      const { db, target, pair } = await planned(1, 2);
      await expect(db.deltas.settle(pair, offered)).rejects.toThrow("no list of contents");
      expect(await db.deltas.list(target.id)).toEqual([
        { ...pair, fromVersionCode: 1, status: "making", ...nothing },
      ]);
    });

    test("stand as they are once it is known what became of them", async () => {
      const { db, target, base, pair } = await planned(1, 2);
      expect(await db.deltas.settle(pair, { status: "unwanted", reason: "saves_too_little" })).toBe(true);
      expect(await db.deltas.settle(pair, { status: "failed", reason: "crashed" })).toBe(false);
      await db.deltas.plan(target.id, [base.id]);
      expect(await db.deltas.list(target.id)).toEqual([
        { ...pair, fromVersionCode: 1, status: "unwanted", ...nothing, reason: "saves_too_little" },
      ]);
    });

    test("that were interrupted can be taken up again, and no others", async () => {
      const { db, target, bases, pair } = await planned(1, 2, 3);
      const { id } = target;
      const statuses = async () => (await db.deltas.list(id)).map(({ status, reason }) => [status, reason]);
      await db.deltas.settle(pair, { status: "failed", reason: "crashed" });
      expect(await db.deltas.interrupt(id)).toBe(1);
      expect(await statuses()).toEqual([
        ["failed", "crashed"],
        ["failed", "interrupted"],
      ]);
      expect(await db.deltas.interrupt(id)).toBe(0);
      expect(await db.deltas.resume(id)).toBe(1);
      expect(await statuses()).toEqual([
        ["failed", "crashed"],
        ["making", null],
      ]);
      expect(await db.deltas.resume(bases[0]?.id as VersionId)).toBe(0);
    });

    test("end when their bytes are lost: one of them, or all with the list", async () => {
      const { db, target, bases } = await planned(1, 2, 3, 4);
      const { id } = target;
      await db.deltas.noteContents(id, digest("c"));
      for (const { id: baseId } of bases) await db.deltas.settle({ versionId: id, baseId }, offered);
      const codes = async () => (await db.deltas.describe(id)).deltas.map((delta) => delta.fromVersionCode);
      expect(await db.deltas.end(id, 2, "lost")).toBe(1);
      expect(await db.deltas.end(id, 2, "lost")).toBe(0);
      expect(await codes()).toEqual([3, 1]);
      expect((await db.deltas.list(id))[1]).toMatchObject({ status: "failed", ...nothing, reason: "lost" });
      expect(await db.deltas.end(id, "all", "lost")).toBe(2);
      expect(await db.deltas.describe(id)).toEqual({ contentsSha256: null, deltas: [] });
    });

    test("are forgotten with their version, and not with what they start from", async () => {
      const { db, target, bases, base, pair } = await planned(1, 2, 3);
      await db.deltas.noteContents(target.id, digest("c"));
      await db.deltas.settle(pair, offered);
      expect(await db.deltas.forget([base.id])).toEqual([]);
      const forgotten = await db.deltas.forget([target.id, base.id]);
      const codes = forgotten.map(({ fromVersionCode }) => fromVersionCode).sort();
      expect([codes, bases.length]).toEqual([[1, 2], 2]);
      expect(new Set(forgotten.map(({ versionId }) => versionId))).toEqual(new Set([target.id]));
      expect(await db.deltas.list(target.id)).toEqual([]);
      expect((await db.deltas.describe(target.id)).contentsSha256).toBeNull();
    });
  });
}
