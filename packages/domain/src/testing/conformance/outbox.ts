import { beforeEach, describe, expect, test, vi } from "vitest";
import { newId } from "../../ids.ts";
import type { Job } from "../../jobs.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { minute } from "./sample-rows.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export function describeOutbox(database: () => ObservedDatabase): void {
  describe("the outbox", () => {
    const minuteMs = 60_000;
    const jobOf = (): Job => ({ name: "version.validate", payload: { versionId: newId() } });

    async function add(count: number): Promise<Job[]> {
      const jobs = Array.from({ length: count }, jobOf);
      for (const job of jobs) await database().outbox.add(job, minute(1));
      return jobs;
    }

    /** Nothing waits any more, neither free nor claimed. */
    beforeEach(async () => {
      const { relay } = database();
      await vi.waitUntil(async () => {
        const waiting = await relay.claimOutbox(1000, 0);
        await relay.markDispatched(waiting.map(({ id }) => id));
        return waiting.length === 0;
      });
    });

    test("hands out its jobs oldest first, as they were added", async () => {
      const { relay } = database();
      const jobs = await add(3);
      const first = await relay.claimOutbox(2, minuteMs);
      expect(first.map(({ job }) => job)).toEqual(jobs.slice(0, 2));
      const rest = await relay.claimOutbox(10, minuteMs);
      expect(rest.map(({ job }) => job)).toEqual(jobs.slice(2));
      expect(await relay.claimOutbox(10, minuteMs)).toEqual([]);
      await relay.markDispatched([...first, ...rest].map(({ id }) => id));
    });

    test("gives no job to two relays at once", async () => {
      const { relay } = database();
      const jobs = await add(20);
      const claims = (await Promise.all([1, 2, 3, 4].map(() => relay.claimOutbox(20, minuteMs)))).flat();
      // Whoever comes while another is choosing may get less; the next look gets the rest.
      claims.push(...(await relay.claimOutbox(20, minuteMs)));
      expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length);
      expect(claims).toHaveLength(jobs.length);
      await relay.markDispatched(claims.map(({ id }) => id));
    });

    test("hands a job out again when its lease has ended, unless it was dispatched", async () => {
      const { relay } = database();
      await add(2);
      const [kept, lost] = await relay.claimOutbox(2, 40);
      await relay.markDispatched([kept?.id ?? ""]);
      await relay.markDispatched([kept?.id ?? ""]);
      await pause(60);
      expect(await relay.claimOutbox(2, minuteMs)).toEqual([lost]);
      await relay.markDispatched([lost?.id ?? ""]);
      await relay.markDispatched([]);
    });

    test("forgets what was dispatched long enough ago, a few at a time", async () => {
      const { relay } = database();
      await pause(5);
      await relay.deleteDispatched(0, 1000);
      await add(3);
      const [first, second] = await relay.claimOutbox(2, minuteMs);
      await relay.markDispatched([first?.id ?? "", second?.id ?? ""]);
      await pause(5);
      expect(await relay.deleteDispatched(minuteMs, 10)).toBe(0);
      expect(await relay.deleteDispatched(1, 1)).toBe(1);
      expect(await relay.deleteDispatched(1, 10)).toBe(1);
      expect(await relay.deleteDispatched(1, 10)).toBe(0);
      const left = await relay.claimOutbox(10, minuteMs);
      expect(left).toHaveLength(1);
      await relay.markDispatched(left.map(({ id }) => id));
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
  });
}
