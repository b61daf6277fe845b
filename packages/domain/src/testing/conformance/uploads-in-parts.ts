import { describe, expect, test } from "vitest";
import { system, type UserActor } from "../../actor.ts";
import { newId } from "../../ids.ts";
import { objectKeys } from "../../object-keys.ts";
import { dayMs, defaultQuota } from "../../quota.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addPerson, addUpload, addVersion, failing, minute } from "./sample-rows.ts";

const MiB = 1024 * 1024;

export function describeUploadsInParts(database: () => ObservedDatabase): void {
  describe("uploads in parts", () => {
    async function begin() {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const upload = await addUpload(db, app, { size: 20 * MiB, partSize: 8 * MiB });
      return { db, actor, app, upload };
    }

    test("have one object in the making, whoever begins it", async () => {
      const { db, upload } = await begin();
      const standing = await Promise.all(
        ["a", "b", "c"].map((name) => db.uploads.beginParts(upload.id, name)),
      );
      expect(new Set(standing).size).toBe(1);
      expect(await db.uploads.find(system, upload.id)).toMatchObject({ storageUploadId: standing[0] });
      await db.uploads.update({ ...upload, status: "aborted" }, "open");
      expect(await db.uploads.beginParts(upload.id, "d")).toBeNull();
      expect(await db.uploads.beginParts(newId(), "d")).toBeNull();
    });

    test("note what has arrived, the latest tag of each part, and live on", async () => {
      const { db, actor, app, upload } = await begin();
      const note = (parts: [number, string][], at: number) =>
        db.uploads.noteParts(
          upload.id,
          parts.map(([number, etag]) => ({ number, etag })),
          minute(at),
        );
      expect(
        await note(
          [
            [3, "c"],
            [1, "a"],
          ],
          70,
        ),
      ).toBe(true);
      expect(
        await note(
          [
            [1, "b"],
            [1, "d"],
          ],
          80,
        ),
      ).toBe(true);
      expect(await note([], 90)).toBe(true);
      expect(await db.uploads.listParts(upload.id)).toEqual([
        { number: 1, etag: "d" },
        { number: 3, etag: "c" },
      ]);
      const [open] = await db.queries.listOpenUploads(actor, app.id);
      expect(open).toEqual({ ...upload, expiresAt: minute(90), receivedBytes: 12 * MiB });
      const { actor: stranger } = await addPerson(db);
      expect(await db.queries.listOpenUploads(stranger, app.id)).toEqual([]);

      await db.uploads.update({ ...upload, status: "aborted" }, "open");
      expect(await note([[2, "e"]], 100)).toBe(false);
      expect(await db.uploads.listParts(upload.id)).toHaveLength(2);
      expect(await db.queries.listOpenUploads(actor, app.id)).toEqual([]);
    });

    test("can be forgotten while they are open", async () => {
      const { db, upload } = await begin();
      const part = { number: 1, etag: "a" };
      await db.uploads.beginParts(upload.id, "first");
      await db.uploads.noteParts(upload.id, [part], minute(70));
      await db.uploads.forgetParts(upload.id);
      expect(await db.uploads.listParts(upload.id)).toEqual([]);
      expect(await db.uploads.beginParts(upload.id, "second")).toBe("second");
      await db.uploads.noteParts(upload.id, [part], minute(70));
      await db.uploads.update({ ...upload, status: "completed", etag: "e" }, "open");
      await db.uploads.forgetParts(upload.id);
      expect(await db.uploads.listParts(upload.id)).toEqual([part]);
    });
  });

  describe("uploads of the same bytes", () => {
    const sha256 = "5c".repeat(32);

    test("are one while it is open", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const [app, other] = [await addApp(db, actor), await addApp(db, actor)];
      const open = await addUpload(db, app, { sha256 });
      expect(await db.uploads.findTwin(open)).toEqual(open);
      await expect(addUpload(db, app, { sha256 })).rejects.toEqual(failing("upload_state_conflict"));
      expect(await db.uploads.findTwin({ ...open, appId: other.id })).toBeNull();
      expect(await db.uploads.findTwin({ ...open, size: 1 })).toBeNull();
      expect(await db.uploads.findTwin({ ...open, kind: "icon" })).toBeNull();
      await db.uploads.update({ ...open, status: "aborted" }, "open");
      expect(await db.uploads.findTwin(open)).toBeNull();
      const next = await addUpload(db, app, { sha256, createdAt: minute(9) });
      expect(await db.uploads.findTwin(open)).toEqual(next);
    });

    test("need no repetition while their version counts", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      for (const [status, counts] of [
        ["validating", true],
        ["failed", false],
        ["draft", true],
        ["rejected", false],
        ["published", true],
      ] as const) {
        const app = await addApp(db, actor);
        const { uploadId } = await addVersion(db, app, { status, code: status === "published" ? 1 : null });
        const upload = await db.uploads.find(system, uploadId);
        if (!upload) throw new Error("no upload");
        expect((await db.uploads.findTwin(upload))?.id).toBe(counts ? uploadId : undefined);
      }
    });
  });

  describe("a quota", () => {
    const hold = (actor: UserActor) => database().transaction(({ quotas }) => quotas.hold(actor.developerId));

    test("is the store's own until it is set", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      expect(await hold(actor)).toEqual(defaultQuota);
      const own = { storedBytes: 5_000_000_000_000, openUploads: 0, dailyUploads: 3, packageBytes: 9 };
      expect(await db.quotas.set(actor.developerId, own)).toBe(true);
      expect(await hold(actor)).toEqual(own);
      expect(await db.quotas.set(actor.developerId, { openUploads: null })).toBe(true);
      expect(await hold(actor)).toEqual({ ...own, openUploads: defaultQuota.openUploads });
      expect(await db.quotas.set(newId(), { openUploads: 1 })).toBe(false);
      await expect(db.quotas.hold(actor.developerId)).rejects.toThrow("transaction");
    });

    test("counts what is stored and what is under way, and no temporary object twice", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const at = minute(3);
      const open = await addUpload(db, app, { size: 10 });
      await addUpload(db, app, { size: 100, status: "completed", etag: "e" });
      await addUpload(db, app, { size: 1_000, status: "consumed", etag: "e" });
      const store = async (key: string, kind: "upload" | "package", size: number) => {
        await db.objects.expect({ key, kind, appId: app.id, at });
        await db.objects.stored({ key, size, etag: "e", sha256: null, at });
      };
      await store(objectKeys.upload(open.id), "upload", 10);
      await store(`packages/${newId()}`, "package", 10_000);
      const gone = `packages/${newId()}`;
      await store(gone, "package", 100_000);
      await db.objects.deleting([gone], at);
      expect(await db.quotas.usage(actor.developerId, at)).toEqual({
        storedBytes: 10_110,
        openUploads: 1,
        dailyUploads: 3,
      });
      const later = new Date(open.createdAt.getTime() + dayMs);
      expect((await db.quotas.usage(actor.developerId, later)).dailyUploads).toBe(0);
    });
  });
}
