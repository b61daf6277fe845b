import { describe, expect, test } from "vitest";
import { system } from "../../actor.ts";
import { newId } from "../../ids.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addPerson, addVersion, failing, minute } from "./sample-rows.ts";

export function describeApps(database: () => ObservedDatabase): void {
  describe("apps", () => {
    test("are seen by their developer, and by reviewers from the first submission on", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const { actor: stranger } = await addPerson(db);
      const { actor: reviewer } = await addPerson(db, { role: "reviewer" });
      const { actor: admin } = await addPerson(db, { role: "admin" });
      const app = await addApp(db, actor);
      const seen = () =>
        Promise.all(
          [actor, system, stranger, reviewer, admin].map(async (who) => {
            const [byId, byPackageId] = [
              await db.apps.find(who, app.id),
              await db.apps.findByPackageId(who, app.packageId),
            ];
            expect(byPackageId).toEqual(byId);
            if (byId) expect(byId).toEqual(app);
            return byId !== null;
          }),
        );
      await addVersion(db, app, { status: "draft", code: 1 });
      expect(await seen()).toEqual([true, true, false, false, false]);
      await addVersion(db, app, { status: "in_review", code: 2 });
      expect(await seen()).toEqual([true, true, false, true, true]);
      expect(await db.apps.find(system, newId())).toBeNull();
    });

    test("take a package id for ever, also against one at the same time", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const { actor: other } = await addPerson(db);
      const app = await addApp(db, actor);
      await expect(addApp(db, other, { packageId: app.packageId })).rejects.toEqual(
        failing("package_id_taken"),
      );
      await expect(addApp(db, other, { packageId: app.packageId, id: newId() })).rejects.toEqual(
        failing("package_id_taken"),
      );
      const packageId = `${app.packageId}.race`;
      const results = await Promise.allSettled(
        [actor, other, actor].map((who) =>
          db.transaction(async (stores) => {
            const added = await addApp(stores, who, { packageId });
            await stores.audit.append({
              actor: who,
              action: "app.created",
              subjectId: added.id,
              at: minute(1),
            });
          }),
        ),
      );
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      for (const result of results)
        if (result.status === "rejected") expect(result.reason).toEqual(failing("package_id_taken"));
    });

    test("change their listing", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const changed = {
        ...app,
        name: "Jots",
        summary: "Jots.",
        description: "",
        category: "utilities" as const,
        icon: { id: newId<"icon">(), contentHash: "0123456789abcdef" },
        updatedAt: minute(9),
      };
      await db.apps.update(changed);
      expect(await db.apps.find(actor, app.id)).toEqual(changed);
      await expect(db.apps.update({ ...app, id: newId() })).rejects.toThrow();
    });

    test("are locked inside a transaction only", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      await expect(db.apps.lock(app.id)).rejects.toThrow(/transaction/);
    });
  });
}
