import { freshRedis } from "@mosis/devstack/testing";
import { type IconId, newId } from "@mosis/domain";
import { createMemoryDatabase } from "@mosis/domain/testing";
import { Redis } from "ioredis";
import { afterAll, expect, test } from "vitest";
import { createJobQueues } from "./job-queues.ts";
import { createJobRunner } from "./job-runner.ts";
import { startOutboxRelay } from "./outbox-relay.ts";
import type { Processors } from "./perform-job.ts";
import { idleProcessors } from "./testing/idle-processors.ts";

const redisUrl = await freshRedis();
const redis = new Redis(redisUrl);
const parts: { close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const part of parts.reverse()) await part.close();
  redis.disconnect();
});

test("what the queues forget in the middle of 500 jobs comes back by itself, the schedules too", async () => {
  const db = createMemoryDatabase();
  const done = new Map<string, number>();
  let ticks = 0;
  const processors: Processors = {
    ...idleProcessors,
    "icon.render": async ({ iconId }) => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      done.set(iconId, (done.get(iconId) ?? 0) + 1);
    },
    "uploads.expire": async () => void ticks++,
  };
  const failures: unknown[] = [];
  for (let each = 0; each < 2; each++) {
    const queues = createJobQueues({ redisUrl });
    const runner = createJobRunner({
      redisUrl,
      processors,
      outbox: { finished: db.relay.finishOutbox, givenUp: async (given) => void failures.push(given) },
      onError: (error) => failures.push(error),
      recurring: [{ name: "uploads.expire", everyMs: 100 }],
      concurrency: { images: 2 },
      lockMs: 1_000,
      rescheduleMs: 200,
    });
    await runner.ready();
    parts.push(queues, { close: () => runner.close({ graceMs: 500 }) });
    parts.push(startOutboxRelay({ relay: db.relay, queues, leaseMs: 1_000, intervalMs: 50 }));
  }
  const icons = Array.from({ length: 500 }, () => newId<"icon">() as IconId);
  await db.transaction(async (stores) => {
    for (const iconId of icons)
      await stores.outbox.add({ name: "icon.render", payload: { iconId } }, new Date());
  });
  await expect.poll(() => done.size, { timeout: 10_000, interval: 5 }).toBeGreaterThan(50);
  await redis.flushdb();
  const doneThen = done.size;
  expect(doneThen).toBeLessThan(450);
  const ticksThen = ticks;

  await expect.poll(() => done.size, { timeout: 20_000 }).toBe(500);
  await expect.poll(() => ticks, { timeout: 20_000 }).toBeGreaterThan(ticksThen + 3);
  await expect.poll(() => db.queries.countJobs(), { timeout: 20_000 }).toEqual([]);
  expect([...done.keys()].sort()).toEqual([...icons].sort());
  expect(failures).toEqual([]);
}, 60_000);
