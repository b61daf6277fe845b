import { beforeAll, describe, expect, test, vi } from "vitest";
import { system } from "../../actor.ts";
import type { VersionId } from "../../ids.ts";
import type { Version } from "../../version.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addIcon, addPerson, addVersion, asRead, failing, minute } from "./sample-rows.ts";

export function describeTransactions(database: () => ObservedDatabase): void {
  describe("a transaction", () => {
    test("is seen by others when it has been committed, not before", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await db.transaction(async (stores) => {
        const added = await addApp(stores, actor);
        expect(await stores.apps.find(actor, added.id)).toEqual(added);
        expect(await db.apps.find(actor, added.id)).toBeNull();
        return added;
      });
      expect(await db.apps.find(actor, app.id)).toEqual(app);
    });

    test("leaves nothing behind when it fails, and fails with what was thrown", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const version = await addVersion(db, app, { status: "draft", code: 1 });
      const reason = new Error("changed my mind");
      const key = `temp/${version.uploadId}/upload`;
      const attempt = db.transaction(async (stores) => {
        await stores.versions.update(
          { ...version, status: "in_review", submittedAt: minute(5) },
          asRead("draft"),
        );
        await stores.apps.update({ ...app, name: "Other" });
        await stores.objects.expect({ key, kind: "upload", ...version, at: minute(5) });
        await stores.audit.append({
          actor,
          action: "version.submitted",
          subjectId: version.id,
          at: minute(5),
        });
        await stores.outbox.add({ name: "version.validate", payload: { versionId: version.id } }, minute(5));
        throw reason;
      });
      await expect(attempt).rejects.toBe(reason);
      expect(await db.versions.find(system, version.id)).toEqual(version);
      expect(await db.apps.find(system, app.id)).toEqual(app);
      expect(await db.objects.find(key)).toBeNull();
      expect(await db.queries.listHistory(system, version.id)).toEqual([]);
      const waiting = await db.relay.claimOutbox(1000, 0);
      expect(waiting.map(({ job }) => job.payload)).not.toContainEqual({ versionId: version.id });
    });

    test("fails as a whole with a change that came too late", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const version = await addVersion(db, app, { status: "approved", code: 1 });
      const attempt = db.transaction(async (stores) => {
        await stores.apps.update({ ...app, name: "Other" });
        await stores.versions.update({ ...version, status: "rejected" }, asRead("in_review"));
      });
      await expect(attempt).rejects.toEqual(failing("version_state_conflict"));
      expect(await db.apps.find(actor, app.id)).toEqual(app);
    });

    test("gives what its work gives", async () => {
      expect(await database().transaction(async () => 42)).toBe(42);
    });
  });

  describe("changes", () => {
    let version: Version;
    let fence: Version;

    async function step(db: ObservedDatabase, of: Version): Promise<void> {
      await db.versions.update({ ...of, step: "reading" }, asRead("validating"));
    }

    beforeAll(async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      version = await addVersion(db, app);
      fence = await addVersion(db, app);
      // A feed tells everyone once when it has connected; what comes after that is a change.
      const heard = vi.fn();
      const stop = db.changes.subscribe(`version:${fence.id}`, heard);
      await vi.waitUntil(
        async () => {
          await step(db, fence);
          return heard.mock.calls.length > 2;
        },
        { timeout: 10_000, interval: 20 },
      );
      stop();
      await settled(db);
    });

    /** Waits until everything that was committed before has been heard of. */
    async function settled(db: ObservedDatabase): Promise<void> {
      const heard = vi.fn();
      const stop = db.changes.subscribe(`version:${fence.id}`, heard);
      await step(db, fence);
      await vi.waitUntil(() => heard.mock.calls.length > 0, { timeout: 5_000, interval: 5 });
      stop();
    }

    function hear(db: ObservedDatabase, id: VersionId) {
      const heard = vi.fn();
      const stop = db.changes.subscribe(`version:${id}`, heard);
      return { heard, stop };
    }

    test("are told to everyone who subscribed to the topic, and to nobody else", async () => {
      const db = database();
      await settled(db);
      const [one, two] = [hear(db, version.id), hear(db, version.id)];
      const other = vi.fn();
      const stopOther = db.changes.subscribe(`icon:${version.id as never}`, other);
      await step(db, version);
      await settled(db);
      expect(one.heard).toHaveBeenCalledTimes(1);
      expect(two.heard).toHaveBeenCalledTimes(1);
      expect(other).not.toHaveBeenCalled();
      one.stop();
      await step(db, version);
      await settled(db);
      expect(one.heard).toHaveBeenCalledTimes(1);
      expect(two.heard).toHaveBeenCalledTimes(2);
      two.stop();
      stopOther();
    });

    test("are told after the commit", async () => {
      const db = database();
      const { heard, stop } = hear(db, version.id);
      await db.transaction(async (stores) => {
        await stores.versions.update({ ...version, step: "inspecting" }, asRead("validating"));
        await new Promise((resolve) => setTimeout(resolve, 50));
        expect(heard).not.toHaveBeenCalled();
      });
      await vi.waitUntil(() => heard.mock.calls.length > 0, { timeout: 5_000, interval: 5 });
      stop();
    });

    test("that were undone, or never happened, are not told", async () => {
      const db = database();
      const { heard, stop } = hear(db, version.id);
      const undone = db.transaction(async (stores) => {
        await stores.versions.update({ ...version, step: "storing" }, asRead("validating"));
        throw new Error("no");
      });
      await expect(undone).rejects.toThrow("no");
      await expect(db.versions.update(version, asRead("draft"))).rejects.toThrow();
      await settled(db);
      expect(heard).not.toHaveBeenCalled();
      stop();
    });

    test("of icons are told too", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const icon = await addIcon(db, await addApp(db, actor));
      const heard = vi.fn();
      const stop = db.changes.subscribe(`icon:${icon.id}`, heard);
      await db.icons.update(
        { ...icon, status: "ready", contentHash: "0123456789abcdef" },
        asRead("rendering"),
      );
      await settled(db);
      expect(heard).toHaveBeenCalledTimes(1);
      stop();
    });
  });
}
