import { describe, expect, test } from "vitest";
import { newId } from "../../ids.ts";
import { ReviewQueueQuery } from "../../listing.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addPerson, addVersion, minute, newMark, warning } from "./sample-rows.ts";

/** The queue over all developers: each test finds its own rows by a mark in their names. */
export function describePublicQueries(database: () => ObservedDatabase): void {
  describe("the review queue", () => {
    const queue = (search: string) =>
      database().queries.listReviewQueue(ReviewQueueQuery.parse({ search }), {
        userId: newId(),
        at: minute(9),
      });

    test("shows what waits, the longest waiting first", async () => {
      const db = database();
      const mark = newMark();
      const { actor } = await addPerson(db, { name: `Dev ${mark}` });
      const { id, packageId, name, summary, category, icon, ...app } = await addApp(db, actor);
      const head = { id, packageId, name, summary, category, icon };
      const known = { ...app, ...head };
      const second = await addVersion(db, known, {
        status: "in_review",
        code: 1,
        submittedAt: minute(8),
        findings: [warning],
      });
      const other = await addApp(db, actor, { name: `Maps ${mark}` });
      await addVersion(db, other, { status: "published", code: 1 });
      const first = await addVersion(db, other, { status: "in_review", code: 2, submittedAt: minute(7) });
      await addVersion(db, other, { status: "approved", code: 3 });
      const { items, total } = await queue(mark);
      expect(total).toBe(2);
      expect(items[0]).toMatchObject({ versionId: first.id, firstRelease: false, warnings: 0 });
      expect(items[1]).toEqual({
        versionId: second.id,
        versionName: "1.0.1",
        versionCode: 1,
        size: second.size,
        submittedAt: minute(8),
        app: head,
        developerName: `Dev ${mark}`,
        firstRelease: true,
        warnings: 1,
        claimedBy: null,
        isApprovedOnce: false,
        isAnswered: false,
        sample: null,
      });
      const maps = await queue(`maps ${mark}`);
      expect(maps.items.map(({ versionId }) => versionId)).toEqual([first.id]);
      const byId = await queue(packageId);
      expect(byId.items.map(({ versionId }) => versionId)).toEqual([second.id]);
    });

    test("counts a withdrawn release as a release", async () => {
      const db = database();
      const mark = newMark();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor, { name: mark });
      await addVersion(db, app, { status: "withdrawn", code: 1, publishedAt: minute(4) });
      await addVersion(db, app, { status: "in_review", code: 2 });
      const { items } = await queue(mark);
      expect(items.map(({ firstRelease }) => firstRelease)).toEqual([false]);
    });
  });
}
