import { describe, expect, test } from "vitest";
import { system } from "../../actor.ts";
import { newId } from "../../ids.ts";
import type { Version } from "../../version.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import {
  addApp,
  addPerson,
  addVersion,
  asRead,
  failing,
  manifestOf,
  minute,
  warning,
} from "./sample-rows.ts";

export function describeVersions(database: () => ObservedDatabase): void {
  describe("versions", () => {
    test("say what is new until they are published", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const draft = await addVersion(db, app, { status: "draft", code: 1 });
      expect(await db.versions.describe(draft.id, "Faster.")).toBe(true);
      // What somebody writes who read it before takes nothing back.
      await db.versions.update({ ...draft, status: "in_review", submittedAt: minute(5) }, asRead("draft"));
      expect(await db.versions.find(actor, draft.id)).toMatchObject({ releaseNotes: "Faster." });
      const live = await addVersion(db, app, { status: "published", code: 2 });
      expect(await db.versions.describe(live.id, "Faster.")).toBe(false);
      expect(await db.versions.describe(newId(), "Faster.")).toBe(false);
    });

    test("are seen by their developer, and by reviewers while they count as submitted", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const { actor: stranger } = await addPerson(db);
      const { actor: reviewer } = await addPerson(db, { role: "reviewer" });
      const { actor: admin } = await addPerson(db, { role: "admin" });
      const app = await addApp(db, actor);
      const version = await addVersion(db, app, { status: "draft", code: 1 });
      const seen = async () => {
        const all = [actor, system, stranger, reviewer, admin];
        const byId = await Promise.all(all.map((who) => db.versions.find(who, version.id)));
        const byUpload = await Promise.all(all.map((who) => db.versions.findByUpload(who, version.uploadId)));
        expect(byUpload).toEqual(byId);
        return byId.map((one) => one !== null);
      };
      expect(await db.versions.find(actor, version.id)).toEqual(version);
      expect(await seen()).toEqual([true, true, false, false, false]);
      await db.versions.update({ ...version, status: "in_review", submittedAt: minute(5) }, asRead("draft"));
      expect(await seen()).toEqual([true, true, false, true, true]);
      await db.versions.update({ ...version, status: "draft", submittedAt: null }, asRead("in_review"));
      expect(await seen()).toEqual([true, true, false, false, false]);
      expect(await db.versions.find(system, newId())).toBeNull();
    });

    test("keep all that is known of them", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const version = await addVersion(db, app);
      expect(await db.versions.find(actor, version.id)).toEqual(version);
      const full: Version = {
        ...version,
        status: "draft",
        statusChangedAt: minute(4),
        step: null,
        versionCode: 2_147_483_647,
        manifest: { ...manifestOf(app, 2_147_483_647), author: "Ada", description: 'ü "\\ \n' },
        findings: [warning, { ...warning, severity: "error", path: null }],
        contents: { files: 3172, bytes: 5_000_000_000 },
        submittedAt: minute(5),
        decidedAt: minute(6),
        decidedBy: newId(),
        decisionReason: "Fine.",
        publishedAt: minute(7),
      };
      await db.versions.update(full, asRead("validating"));
      expect(await db.versions.find(actor, version.id)).toEqual(full);
    });

    test("change when their status is still the one that was read, and once", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const version = await addVersion(db, await addApp(db, actor), { status: "in_review", code: 1 });
      const decide = (status: "approved" | "rejected") =>
        db.versions.update({ ...version, status }, asRead("in_review"));
      const results = await Promise.allSettled([decide("approved"), decide("rejected"), decide("approved")]);
      const lost = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
      expect(lost).toEqual([failing("version_state_conflict"), failing("version_state_conflict")]);
      await expect(decide("rejected")).rejects.toEqual(failing("version_state_conflict"));
      await expect(db.versions.update({ ...version, id: newId() }, asRead("in_review"))).rejects.toEqual(
        failing("version_state_conflict"),
      );
    });

    test("keep a claimed version code, whoever writes without knowing of it", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const version = await addVersion(db, await addApp(db, actor));
      await db.versions.update({ ...version, versionCode: 7 }, asRead("validating"));
      await db.versions.update({ ...version, step: "reading" }, asRead("validating"));
      expect(await db.versions.find(actor, version.id)).toEqual({
        ...version,
        versionCode: 7,
        step: "reading",
      });
    });

    test("never share a version code within an app, nor an upload", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const [app, other] = [await addApp(db, actor), await addApp(db, actor)];
      const first = await addVersion(db, app, { status: "failed", code: 4 });
      const second = await addVersion(db, app);
      await addVersion(db, other, { status: "draft", code: 4 });
      await expect(db.versions.update({ ...second, versionCode: 4 }, asRead("validating"))).rejects.toThrow();
      expect(await db.versions.find(actor, second.id)).toEqual(second);
      await expect(db.versions.create({ ...first, id: newId(), versionCode: 5 })).rejects.toThrow();
    });

    test("count the greatest code of any status", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      expect(await db.versions.greatestCode(app.id)).toBe(0);
      await addVersion(db, app, { status: "published", code: 9, createdAt: minute(3) });
      await addVersion(db, app, { status: "published", code: 8, createdAt: minute(5) });
      await addVersion(db, app, { status: "failed", code: 11 });
      await addVersion(db, app, { status: "draft", code: 10 });
      await addVersion(db, app);
      expect(await db.versions.greatestCode(app.id)).toBe(11);
    });

    test("are given codes one at a time while the app is locked", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const versions: Version[] = [];
      for (let count = 0; count < 5; count += 1) versions.push(await addVersion(db, app));
      const codes = await Promise.all(
        versions.map((version) =>
          db.transaction(async (stores) => {
            await stores.apps.lock(app.id);
            const versionCode = (await stores.versions.greatestCode(app.id)) + 1;
            await stores.versions.update({ ...version, versionCode }, asRead("validating"));
            return versionCode;
          }),
        ),
      );
      expect(codes.sort()).toEqual([1, 2, 3, 4, 5]);
    });
  });
}
