import { describe, expect, test } from "vitest";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addPerson, minute, newMark } from "./sample-rows.ts";

export function describeObjectLedger(database: () => ObservedDatabase): void {
  describe("the object ledger", () => {
    async function announced() {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const object = {
        key: `assets/${newMark()}/icon-32.png`,
        kind: "icon" as const,
        appId: app.id,
      };
      await db.objects.expect({ ...object, at: minute(1) });
      const status = async () => (await db.objects.find(object.key))?.status;
      return { ledger: db.objects, object, key: object.key, developerId: app.developerId, status };
    }
    const body = { size: 4_000_000_000, etag: "e1", sha256: "b2".repeat(32) };

    test("follows an object from its announcement to its end", async () => {
      const { ledger, object, key, developerId } = await announced();
      const blank = { ...object, developerId, size: null, etag: null, sha256: null, createdAt: minute(1) };
      expect(await ledger.find(key)).toEqual({ ...blank, status: "pending", updatedAt: minute(1) });
      await ledger.stored({ key, ...body, at: minute(2) });
      expect(await ledger.find(key)).toEqual({ ...blank, ...body, status: "stored", updatedAt: minute(2) });
      await ledger.deleting([key], minute(3));
      expect(await ledger.find(key)).toMatchObject({ status: "deleting", updatedAt: minute(3) });
      await ledger.deleted(key, minute(4));
      expect(await ledger.find(key)).toMatchObject({ status: "deleted", updatedAt: minute(4) });
      expect(await ledger.find(`${key}.other`)).toBeNull();
    });

    test("lets every step be repeated", async () => {
      const { ledger, object, key } = await announced();
      await ledger.expect({ ...object, at: minute(2) });
      expect(await ledger.find(key)).toMatchObject({ status: "pending", updatedAt: minute(1) });
      await ledger.stored({ key, ...body, at: minute(2) });
      await ledger.stored({ key, ...body, etag: "e2", at: minute(3) });
      expect(await ledger.find(key)).toMatchObject({ status: "stored", etag: "e2", updatedAt: minute(3) });
      await ledger.expect({ ...object, at: minute(4) });
      expect(await ledger.find(key)).toMatchObject({ status: "stored", etag: "e2" });
      await ledger.deleting([key], minute(5));
      await ledger.deleting([key], minute(6));
      expect(await ledger.find(key)).toMatchObject({ status: "deleting", updatedAt: minute(5) });
      await ledger.deleted(key, minute(7));
      await ledger.deleted(key, minute(8));
      await ledger.deleting([key], minute(9));
      expect(await ledger.find(key)).toMatchObject({ status: "deleted", updatedAt: minute(7) });
    });

    test("starts over with a key that was deleted", async () => {
      const { ledger, object, key, developerId } = await announced();
      await ledger.stored({ key, ...body, at: minute(2) });
      await ledger.deleting([key], minute(3));
      await ledger.deleted(key, minute(4));
      await ledger.expect({ ...object, at: minute(5) });
      expect(await ledger.find(key)).toEqual({
        ...object,
        developerId,
        status: "pending",
        size: null,
        etag: null,
        sha256: null,
        createdAt: minute(1),
        updatedAt: minute(5),
      });
    });

    test("refuses what would lose track of an object", async () => {
      const { ledger, object, key, status } = await announced();
      await expect(ledger.stored({ key: `${key}.other`, ...body, at: minute(2) })).rejects.toThrow(
        /announced/,
      );
      await expect(ledger.deleted(key, minute(2))).rejects.toThrow(/pending/);
      await ledger.deleting([key], minute(3));
      await expect(ledger.stored({ key, ...body, at: minute(4) })).rejects.toThrow(/deleting/);
      await expect(ledger.expect({ ...object, at: minute(4) })).rejects.toThrow(/being deleted/);
      expect(await status()).toBe("deleting");
    });

    test("lists release documents that were written before, the oldest first", async () => {
      const { ledger, object } = await announced();
      const write = async (name: string, at: number, kind: "feed" | "manifest" = "feed") => {
        const key = `feeds/${newMark()}/${name}.json`;
        await ledger.expect({ ...object, kind, key, at: minute(0) });
        await ledger.stored({ key, ...body, at: minute(at) });
        return key;
      };
      const [later, first] = [await write("later", 12), await write("first", 11)];
      const others = [await write("young", 20), await write("manifest", 11, "manifest")];
      const since = (limit: number) => ledger.listOldFeeds(minute(20), limit);
      const listed = (await since(10_000)).filter((key) => [later, first, ...others].includes(key));
      expect(listed).toEqual([first, later]);
      expect(await since(1)).toHaveLength(1);
    });

    test("has nothing to delete where nothing was announced", async () => {
      const { ledger } = await announced();
      const key = `temp/${newMark()}/upload`;
      await ledger.deleting([key], minute(2));
      await ledger.deleted(key, minute(2));
      expect(await ledger.find(key)).toBeNull();
    });
  });
}
