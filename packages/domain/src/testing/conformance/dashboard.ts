import { describe, expect, test } from "vitest";
import { newId } from "../../ids.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addPerson, addUpload, addVersion } from "./sample-rows.ts";

const hourMs = 60 * 60 * 1000;
/** The suite shares one database: numbers of these tests are of days in which nothing else happens. */
let lastDay = Date.UTC(2043, 0, 1);
function quietDay(): number {
  lastDay += 24 * hourMs;
  return lastDay;
}

export function describeDashboard(database: () => ObservedDatabase): void {
  describe("the dashboard's numbers", () => {
    test("are of uploads by the step in which they ended, and of the whole time", async () => {
      const db = database();
      const day = quietDay();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const at = (minutes: number) => new Date(day + minutes * 60_000);
      const checked = async (minutes: number, tookMs: number) => {
        const ended = at(minutes);
        const version = await addVersion(db, app, { createdAt: new Date(ended.getTime() - tookMs) });
        const upload = await db.uploads.find({ kind: "system" }, version.uploadId);
        if (!upload) throw new Error("the version has no upload");
        await db.uploads.update({ ...upload, status: "consumed", statusChangedAt: ended }, upload.status);
      };
      await checked(10, 1_000);
      await checked(20, 2_000);
      await checked(30, 9_000);
      await checked(6 * 60, 4_000);
      await addUpload(db, app, { status: "expired", statusChangedAt: at(40) });
      await addUpload(db, app, { status: "aborted", statusChangedAt: at(41) });
      await addUpload(db, app, { status: "expired", statusChangedAt: at(-1) });

      const span = { from: new Date(day), stepMs: 6 * hourMs, until: at(12 * 60 - 1) };
      expect(await db.queries.readUploadTimes(span)).toEqual({
        whole: { ended: 5, failed: 1, p50Ms: 2_000, p95Ms: 9_000 },
        steps: [
          { at: at(0), ended: 4, failed: 1, p50Ms: 2_000, p95Ms: 9_000 },
          { at: at(6 * 60), ended: 1, failed: 0, p50Ms: 4_000, p95Ms: 4_000 },
        ],
      });
    });

    test("say of a time in which nothing ended that there was nothing", async () => {
      const day = quietDay();
      const span = { from: new Date(day), stepMs: hourMs, until: new Date(day + 3 * hourMs) };
      const nothing = { ended: 0, failed: 0, p50Ms: null, p95Ms: null };
      expect(await database().queries.readUploadTimes(span)).toEqual({ whole: nothing, steps: [] });
      expect(await database().queries.readDownloadTimes(span)).toEqual([]);
    });

    test("are of downloads by step, hours put together", async () => {
      const db = database();
      const day = quietDay();
      const of = (hours: number, requests: number) => ({
        hour: new Date(day + hours * hourMs),
        requests,
        failures: 1,
        bytes: requests * 100,
        cachedBytes: 40,
      });
      await db.downloads.addHours([of(-1, 1), of(0, 10), of(5, 20), of(6, 40), of(13, 80)]);
      const span = { from: new Date(day), stepMs: 6 * hourMs, until: new Date(day + 12 * hourMs) };
      expect(await db.queries.readDownloadTimes(span)).toEqual([
        { at: new Date(day), requests: 30, failures: 2, bytes: 3_000, cachedBytes: 80 },
        { at: new Date(day + 6 * hourMs), requests: 40, failures: 1, bytes: 4_000, cachedBytes: 40 },
      ]);
    });

    test("are of what waits and who is there", async () => {
      const db = database();
      const before = await db.queries.countStanding();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      await addVersion(db, app, { status: "in_review", code: 1 });
      await addVersion(db, app, { status: "draft", code: 2 });
      const job = { name: "version.validate", payload: { versionId: newId<"version">() } } as const;
      await db.outbox.add(job, new Date());
      const entry = (await db.relay.claimOutbox(1_000, 0)).find(
        (one) => JSON.stringify(one.job) === JSON.stringify(job),
      );
      if (!entry) throw new Error("nothing was added");
      const failure = { class: "retry", code: "x", message: "x", incidentId: newId(), attempts: 1 } as const;
      await db.outbox.giveUp(entry, failure, new Date());
      const after = await db.queries.countStanding();
      await db.outbox.discard(entry.id);
      expect({
        inReview: after.inReview - before.inReview,
        failedJobs: after.failedJobs - before.failedJobs,
        people: after.people - before.people,
      }).toEqual({ inReview: 1, failedJobs: 1, people: 1 });
    });
  });
}
