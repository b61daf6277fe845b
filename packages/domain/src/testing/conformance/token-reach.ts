import { describe, expect, test } from "vitest";
import type { UserActor } from "../../actor.ts";
import { newId } from "../../ids.ts";
import { stable } from "../../object-keys.ts";
import type { Day } from "../../usage.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addBase, addIcon, addPerson, addUpload, addVersion, minute } from "./sample-rows.ts";

const query = { search: "", page: 1 } as const;
const span = { from: "2026-06-01" as Day, to: "2026-06-02" as Day };

export function describeTokenReach(database: () => ObservedDatabase): void {
  describe("a token that is good for one app", () => {
    async function two() {
      const db = database();
      const { actor } = await addPerson(db);
      const fill = async (name: string) => {
        const app = await addApp(db, actor, { name });
        const version = await addVersion(db, app, { status: "published", code: 1 });
        const release = await addBase(db, version);
        await addVersion(db, app, { status: "failed" });
        const icon = await addIcon(db, app);
        const entry = { actor, action: "version.published", subjectId: version.id, at: minute(5) } as const;
        await db.audit.append(entry);
        return { app, version, release, icon, upload: await addUpload(db, app) };
      };
      const own = await fill("Own");
      const other = await fill("Other");
      const token = { id: newId<"access-token">(), scopes: ["read"] as const, appId: own.app.id };
      const program: UserActor = { ...actor, token };
      return { db, program, own, other };
    }

    test("finds that app's rows, and of the account's others none", async () => {
      const { db, program, own, other } = await two();
      for (const [of, sees] of [
        [own, true],
        [other, false],
      ] as const) {
        const found = {
          app: await db.apps.find(program, of.app.id),
          byPackageId: await db.apps.findByPackageId(program, of.app.packageId),
          version: await db.versions.find(program, of.version.id),
          byUpload: await db.versions.findByUpload(program, of.version.uploadId),
          upload: await db.uploads.find(program, of.upload.id),
          icon: await db.icons.find(program, of.icon.id),
          iconByUpload: await db.icons.findByUpload(program, of.icon.uploadId),
          release: await db.releases.find(program, of.release.id),
        };
        for (const [what, row] of Object.entries(found)) expect([what, row !== null]).toEqual([what, sees]);
      }
    });

    test("lists that app's rows, and of the account's others none", async () => {
      const { db, program, own, other } = await two();
      const { queries } = db;
      expect((await queries.listApps(program, query)).items.map(({ id }) => id)).toEqual([own.app.id]);
      expect(await queries.listOwnAppNames(program, 9)).toEqual([{ id: own.app.id, name: "Own" }]);
      const attention = await queries.listAttention(program, 9);
      expect(attention.length).toBeGreaterThan(0);
      expect(JSON.stringify(attention)).not.toContain(other.app.packageId);
      for (const [of, count] of [
        [own, 1],
        [other, 0],
      ] as const) {
        const { id } = of.app;
        const listed = {
          versions: (await queries.listVersions(program, id, query)).items.length,
          openUploads: (await queries.listOpenUploads(program, id)).length,
          tracks: (await queries.listTracks(program, id)).length,
          ofStore: (await db.tracks.list(program, id)).length,
          releases: (await queries.listReleases(program, id, { ...query, trackId: null })).items.length,
          releasable: (await queries.listReleasable(program, id, query)).items.length,
        };
        const each = { versions: 2, openUploads: 1, tracks: 3, ofStore: 3, releases: 1, releasable: 1 };
        const expected = Object.entries(each).map(([what, many]) => [what, many * count]);
        expect([of.app.name, listed]).toEqual([of.app.name, Object.fromEntries(expected)]);
        expect(await db.tracks.findByName(program, id, stable)).toEqual(count ? expect.anything() : null);
        expect(await queries.readDownloadDays(program, id, span)).toEqual([]);
        expect(await queries.listScreenshots(program, id)).toEqual([]);
        expect(await queries.listHistory(program, of.version.id)).toHaveLength(count);
        expect(await queries.listHalted(program, { appId: id, limit: 5 })).toEqual([]);
      }
    });
  });
}
