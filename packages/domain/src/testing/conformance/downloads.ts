import { describe, expect, test } from "vitest";
import { system } from "../../actor.ts";
import { newId } from "../../ids.ts";
import type { DownloadCount } from "../../ports/downloads.ts";
import type { Day } from "../../usage.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addPerson, addVersion, newMark } from "./sample-rows.ts";

const first = "2026-06-01" as Day;
const second = "2026-06-02" as Day;
const both = { from: first, to: second };

export function describeDownloads(database: () => ObservedDatabase): void {
  async function appWithVersions() {
    const db = database();
    const { actor } = await addPerson(db);
    const app = await addApp(db, actor);
    const base = await addVersion(db, app, { status: "published", code: 1 });
    const version = await addVersion(db, app, { status: "published", code: 2, size: 10_000 });
    const count = (fields: Partial<DownloadCount> = {}): DownloadCount => ({
      day: first,
      appId: app.id,
      versionCode: 2,
      part: "package",
      fromVersionCode: null,
      country: "DE",
      cache: "miss",
      downloads: 1,
      bytes: 10_000,
      failures: 0,
      ...fields,
    });
    return { db, actor, app, base, version, count };
  }

  describe("downloads", () => {
    test("are added up by day and part, and seen by the app's developer alone", async () => {
      const { db, actor, app, count } = await appWithVersions();
      const { actor: reviewer } = await addPerson(db, { role: "reviewer" });
      await addVersion(db, app, { status: "in_review", code: 3 });
      await db.downloads.add([count(), count({ country: null, failures: 2 }), count({ cache: "hit" })]);
      await db.downloads.add([count({ bytes: 3_000_000_000 }), count({ day: second, versionCode: 1 })]);
      await db.downloads.add([count({ part: "contents", bytes: 70 }), count({ day: "2026-06-03" as Day })]);
      const expected = [
        { day: first, part: "contents", downloads: 1, bytes: 70, savedBytes: 0, failures: 0 },
        { day: first, part: "package", downloads: 4, bytes: 3_000_030_000, savedBytes: 0, failures: 2 },
        { day: second, part: "package", downloads: 1, bytes: 10_000, savedBytes: 0, failures: 0 },
      ];
      expect(await db.queries.readDownloadDays(actor, app.id, both)).toEqual(expected);
      expect(await db.queries.readDownloadDays(system, app.id, both)).toEqual(expected);
      expect(await db.queries.readDownloadDays(reviewer, app.id, both)).toEqual([]);
    });

    test("of deltas save what is left of the package", async () => {
      const { db, actor, app, base, version, count } = await appWithVersions();
      const delta = count({ part: "delta", fromVersionCode: 1, downloads: 3, bytes: 1_200 });
      expect(await db.downloads.add([delta])).toEqual([
        { day: first, developerId: app.developerId, egressBytes: 1_200, savedBytes: 0 },
      ]);
      await db.deltas.plan(version.id, [base.id]);
      await db.deltas.noteContents(version.id, "c".repeat(64));
      const digests = { sha256: "d".repeat(64), fromContentsSha256: "b".repeat(64) };
      await db.deltas.settle(
        { versionId: version.id, baseId: base.id },
        { status: "offered", size: 400, ...digests },
      );
      expect(await db.downloads.add([delta, count({ ...delta, fromVersionCode: 77 })])).toEqual([
        { day: first, developerId: app.developerId, egressBytes: 2_400, savedBytes: 3 * 9_600 },
      ]);
      const [day] = await db.queries.readDownloadDays(actor, app.id, both);
      expect(day).toMatchObject({ part: "delta", downloads: 9, savedBytes: 3 * 9_600 });
    });

    test("come to their developers by day, but for those from the cache and of what is not there", async () => {
      const { db, app, count } = await appWithVersions();
      const added = await db.downloads.add([
        count({ day: second, bytes: 5 }),
        count({ cache: "hit" }),
        count({ cache: "redirect", bytes: 7 }),
        count({ versionCode: 99 }),
        count({ versionCode: 9_000_000_000 }),
        count({ appId: newId() }),
      ]);
      expect(added).toEqual([
        { day: first, developerId: app.developerId, egressBytes: 7, savedBytes: 0 },
        { day: second, developerId: app.developerId, egressBytes: 5, savedBytes: 0 },
      ]);
      expect(await db.downloads.add([])).toEqual([]);
    });

    test("are all counted when they come at the same time", async () => {
      const { db, actor, app, count } = await appWithVersions();
      const counts = ["DE", "FR", "AT", "CH"].map((country) => count({ country }));
      await Promise.all([counts, counts.toReversed(), counts].map((some) => db.downloads.add(some)));
      const [day] = await db.queries.readDownloadDays(actor, app.id, both);
      expect(day).toMatchObject({ downloads: 12 });
    });

    test("come from objects that are read once", async () => {
      const { downloads } = database();
      const read = { key: `events/2026-06-01/${newMark()}.ndjson`, lines: 3, dropped: 1 };
      const first = await Promise.all([downloads.noteRead(read), downloads.noteRead(read)]);
      expect(first.sort()).toEqual([false, true]);
      expect(await downloads.forgetRead(1, 100)).toBe(0);
      expect(await downloads.noteRead(read)).toBe(false);
      expect(await downloads.forgetRead(0, 100)).toBeGreaterThan(0);
      expect(await downloads.noteRead(read)).toBe(true);
    });
  });
}
