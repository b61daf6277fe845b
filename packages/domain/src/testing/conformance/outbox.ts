import { beforeEach, describe, expect, test, vi } from "vitest";
import { newId } from "../../ids.ts";
import type { JobFailure } from "../../job-failure.ts";
import type { Job } from "../../jobs.ts";
import type { OutboxEntry } from "../../ports/outbox-relay.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { minute } from "./sample-rows.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export function describeOutbox(database: () => ObservedDatabase): void {
  describe("the outbox", () => {
    const minuteMs = 60_000;
    const unknownName = "version.polish";
    const jobOf = (): Job => ({ name: "version.validate", payload: { versionId: newId() } });
    const idsOf = (entries: readonly OutboxEntry[]) => entries.map(({ id }) => id);

    async function add(count: number): Promise<Job[]> {
      const jobs = Array.from({ length: count }, jobOf);
      // Written just now: old entries are leased for longer.
      for (const job of jobs) await database().outbox.add(job, new Date());
      return jobs;
    }

    async function addOne(): Promise<OutboxEntry> {
      await add(1);
      const [entry] = await database().relay.claimOutbox(1, minuteMs);
      if (!entry) throw new Error("nothing was added");
      return entry;
    }

    /** Nothing is left to do but what nobody knows how to. Tests before may have claimed for a moment. */
    beforeEach(async () => {
      const { relay, queries } = database();
      await vi.waitUntil(async () => {
        await relay.finishOutbox(idsOf(await relay.claimOutbox(1000, 0)));
        return (await queries.countJobs()).every(({ name }) => name === unknownName);
      });
    });

    test("hands out its jobs oldest first, as they were added", async () => {
      const { relay } = database();
      const jobs = await add(3);
      const first = await relay.claimOutbox(2, minuteMs);
      expect(first.map(({ job }) => job)).toEqual(jobs.slice(0, 2));
      expect(first.map(({ generation }) => generation)).toEqual([1, 1]);
      const rest = await relay.claimOutbox(10, minuteMs);
      expect(rest.map(({ job }) => job)).toEqual(jobs.slice(2));
      expect(await relay.claimOutbox(10, minuteMs)).toEqual([]);
      await relay.finishOutbox(idsOf([...first, ...rest]));
    });

    test("gives no job to two relays at once", async () => {
      const { relay } = database();
      const jobs = await add(20);
      const claims = (await Promise.all([1, 2, 3, 4].map(() => relay.claimOutbox(20, minuteMs)))).flat();
      // Whoever comes while another is choosing may get less; the next look gets the rest.
      claims.push(...(await relay.claimOutbox(20, minuteMs)));
      expect(new Set(idsOf(claims)).size).toBe(claims.length);
      expect(claims).toHaveLength(jobs.length);
      await relay.finishOutbox(idsOf(claims));
    });

    test("hands a job out again and again, new ones first, until it is done", async () => {
      const { relay } = database();
      await add(2);
      const [done, open] = await relay.claimOutbox(2, 40);
      if (!done || !open) throw new Error("two were added");
      await relay.finishOutbox([done.id]);
      await relay.finishOutbox([done.id]);
      await pause(80);
      const [added] = await add(1);
      const again = await relay.claimOutbox(5, 0);
      expect(again.map(({ job }) => job)).toEqual([added, open.job]);
      expect(again[1]).toEqual(open);
      await pause(5);
      expect(idsOf(await relay.claimOutbox(5, minuteMs)).sort()).toEqual(idsOf(again).sort());
      await relay.finishOutbox(idsOf(again));
      await relay.finishOutbox([]);
      await relay.finishOutbox([newId()]);
    });

    test("has an old entry due again a little later than a new one, before twice the lease is over", async () => {
      const { relay, outbox } = database();
      const old = jobOf();
      await outbox.add(old, minute(-60 * 24));
      const [fresh] = await add(1);
      const claimed = await relay.claimOutbox(2, 100);
      expect(claimed.map(({ job }) => job)).toEqual([old, fresh]);
      await pause(200);
      // What is due first comes first.
      const again = await relay.claimOutbox(2, minuteMs);
      expect(again.map(({ job }) => job)).toEqual([fresh, old]);
      await relay.finishOutbox(idsOf(again));
    });

    test("leaves a job with a name it does not know to a newer worker", async () => {
      const { relay, outbox } = database();
      await outbox.add({ name: unknownName, payload: {} } as unknown as Job, new Date());
      const [known] = await add(1);
      const claimed = await relay.claimOutbox(10, minuteMs);
      expect(claimed.map(({ job }) => job)).toEqual([known]);
      await relay.finishOutbox(idsOf(claimed));
    });

    test("tells of jobs that were committed", async () => {
      const db = database();
      const heard = vi.fn();
      const stop = db.relay.onOutbox(heard);
      await db.outbox.add(jobOf(), minute(1));
      await vi.waitUntil(() => heard.mock.calls.length > 0, { timeout: 5_000, interval: 5 });
      heard.mockClear();
      const undone = db.transaction(async (stores) => {
        await stores.outbox.add(jobOf(), minute(1));
        throw new Error("no");
      });
      await expect(undone).rejects.toThrow("no");
      await pause(50);
      expect(heard).not.toHaveBeenCalled();
      await db.transaction(async (stores) => {
        await stores.outbox.add(jobOf(), minute(1));
        await stores.outbox.add(jobOf(), minute(1));
      });
      await vi.waitUntil(() => heard.mock.calls.length > 0, { timeout: 5_000, interval: 5 });
      stop();
      heard.mockClear();
      await db.outbox.add(jobOf(), minute(1));
      await pause(50);
      expect(heard).not.toHaveBeenCalled();
      expect(await db.relay.claimOutbox(10, 0)).toHaveLength(4);
    });

    describe("a job that was given up", () => {
      const failure: JobFailure = {
        class: "retry",
        code: "service_unavailable",
        message: "A part of the store does not answer.",
        incidentId: newId(),
        attempts: 60,
      };

      async function givenUp(): Promise<OutboxEntry> {
        const entry = await addOne();
        expect(await database().outbox.giveUp(entry, failure, minute(5))).toBe(true);
        return entry;
      }

      test("is handed out no more, and is given up once", async () => {
        const { outbox, relay } = database();
        const entry = await givenUp();
        expect(await relay.claimOutbox(10, 0)).toEqual([]);
        expect(await outbox.giveUp(entry, failure, minute(6))).toBe(false);
        expect(await outbox.giveUp({ id: newId(), generation: 1 }, failure, minute(6))).toBe(false);
      });

      test("waits as another piece of work when it is taken up again", async () => {
        const { outbox, relay } = database();
        const entry = await givenUp();
        expect(await outbox.retry(entry.id)).toEqual(entry.job);
        expect(await outbox.retry(entry.id)).toBeNull();
        const again = await relay.claimOutbox(10, minuteMs);
        expect(again).toEqual([{ ...entry, generation: 2 }]);
        // The run that failed says so a second time.
        expect(await outbox.giveUp(entry, failure, minute(7))).toBe(false);
        await relay.finishOutbox(idsOf(again));
      });

      test("is taken up where the same job is queued again; without one a new one waits", async () => {
        const { outbox, relay } = database();
        const entry = await givenUp();
        await outbox.requeue(entry.job, new Date());
        const fresh = jobOf();
        await outbox.requeue(fresh, new Date());
        const waiting = await relay.claimOutbox(10, minuteMs);
        expect(waiting).toHaveLength(2);
        expect(waiting).toContainEqual({ ...entry, generation: 2 });
        expect(waiting).toContainEqual({ id: expect.any(String), generation: 1, job: fresh, trace: null });
        await relay.finishOutbox(idsOf(waiting));
      });

      test("is forgotten when it is discarded; one that waits cannot be", async () => {
        const { outbox, relay } = database();
        const [failed, waiting] = [await givenUp(), await addOne()];
        expect(await outbox.discard(failed.id)).toEqual(failed.job);
        expect(await outbox.discard(failed.id)).toBeNull();
        expect(await outbox.discard(waiting.id)).toBeNull();
        expect(await outbox.retry(waiting.id)).toBeNull();
        await relay.finishOutbox([waiting.id]);
      });
    });
  });
}
