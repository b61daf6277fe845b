import { describe, expect, test } from "vitest";
import { system } from "../../actor.ts";
import { newId } from "../../ids.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addIcon, addPerson, addUpload, addVersion, asRead, failing, minute } from "./sample-rows.ts";

export function describeUploadsAndIcons(database: () => ObservedDatabase): void {
  describe("uploads", () => {
    test("are seen by their developer alone", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const { actor: admin } = await addPerson(db, { role: "admin" });
      const app = await addApp(db, actor);
      const { uploadId } = await addVersion(db, app, { status: "in_review", code: 1 });
      const upload = await addUpload(db, app);
      expect(await db.uploads.find(actor, upload.id)).toEqual(upload);
      expect(await db.uploads.find(system, upload.id)).toEqual(upload);
      expect(await db.uploads.find(admin, upload.id)).toBeNull();
      expect(await db.uploads.find(admin, uploadId)).toBeNull();
      expect(await db.uploads.find(actor, newId())).toBeNull();
    });

    test("change when their status is still the one that was read, and once", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const upload = await addUpload(db, await addApp(db, actor));
      const completed = {
        ...upload,
        status: "completed" as const,
        statusChangedAt: minute(5),
        etag: "abc",
      };
      const results = await Promise.allSettled([1, 2, 3].map(() => db.uploads.update(completed, "open")));
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(await db.uploads.find(actor, upload.id)).toEqual(completed);
      await expect(db.uploads.update({ ...upload, status: "aborted" }, "open")).rejects.toEqual(
        failing("upload_state_conflict"),
      );
      await expect(db.uploads.update({ ...upload, id: newId() }, "open")).rejects.toEqual(
        failing("upload_state_conflict"),
      );
    });

    test("are overdue when open past their time, oldest first", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      // Long before anything else in the suite.
      const at = (minutes: number) => new Date(Date.UTC(2020, 0, 1, 0, minutes));
      const second = await addUpload(db, app, { expiresAt: at(2) });
      const first = await addUpload(db, app, { expiresAt: at(1) });
      await addUpload(db, app, { expiresAt: at(1), status: "completed" });
      await addUpload(db, app, { expiresAt: at(4) });
      expect(await db.uploads.listOverdue(at(3), 10)).toEqual([first, second]);
      expect(await db.uploads.listOverdue(at(2), 1)).toEqual([first]);
      expect(await db.uploads.listOverdue(at(2), 10)).toEqual([first, second]);
    });
  });

  describe("icons", () => {
    test("are seen by their developer, and by reviewers once the app has been submitted", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const { actor: stranger } = await addPerson(db);
      const { actor: reviewer } = await addPerson(db, { role: "reviewer" });
      const app = await addApp(db, actor);
      const icon = await addIcon(db, app);
      expect(await db.icons.find(actor, icon.id)).toEqual(icon);
      expect(await db.icons.findByUpload(actor, icon.uploadId)).toEqual(icon);
      expect(await db.icons.find(reviewer, icon.id)).toBeNull();
      await addVersion(db, app, { status: "in_review", code: 1 });
      expect(await db.icons.find(reviewer, icon.id)).toEqual(icon);
      expect(await db.icons.findByUpload(reviewer, icon.uploadId)).toEqual(icon);
      expect(await db.icons.find(stranger, icon.id)).toBeNull();
      expect(await db.icons.findByUpload(stranger, icon.uploadId)).toBeNull();
      expect(await db.icons.find(system, newId())).toBeNull();
    });

    test("change when their status is still the one that was read", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const [ready, refused] = [await addIcon(db, app), await addIcon(db, app)];
      const accepted = {
        ...ready,
        status: "ready" as const,
        statusChangedAt: minute(5),
        contentHash: "0123456789abcdef",
      };
      await db.icons.update(accepted, asRead("rendering"));
      expect(await db.icons.find(actor, ready.id)).toEqual(accepted);
      const refusal = { code: "not_square", message: "The picture is not square.", fix: "Crop it." };
      await db.icons.update({ ...refused, status: "refused", refusal }, asRead("rendering"));
      expect((await db.icons.find(actor, refused.id))?.refusal).toEqual(refusal);
      await expect(db.icons.update(accepted, asRead("rendering"))).rejects.toEqual(
        failing("icon_state_conflict"),
      );
      expect(await db.icons.find(actor, ready.id)).toEqual(accepted);
    });

    test("come one from each upload", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const icon = await addIcon(db, await addApp(db, actor));
      await expect(db.icons.create({ ...icon, id: newId() })).rejects.toThrow();
    });
  });
}
