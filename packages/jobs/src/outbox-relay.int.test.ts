import { randomUUID } from "node:crypto";
import { freshRedis } from "@mosis/devstack/testing";
import { DomainError, type IconId, type Job, type JobId } from "@mosis/domain";
import { createMemoryDatabase } from "@mosis/domain/testing";
import { Queue } from "bullmq";
import { afterEach, expect, test } from "vitest";
import { createJobQueues, type JobQueues } from "./job-queues.ts";
import { entryOf } from "./outbox-job-id.ts";
import { startOutboxRelay } from "./outbox-relay.ts";

const redisUrl = await freshRedis();
const images = new Queue("images", { connection: { url: redisUrl } });

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((part) => part.close()));
  await images.drain();
});

function keep<Part extends { close(): Promise<void> }>(part: Part): Part {
  running.push(part);
  return part;
}

const render = (): Job => ({ name: "icon.render", payload: { iconId: randomUUID() as IconId } });

async function commit(db: ReturnType<typeof createMemoryDatabase>, jobs: readonly Job[]): Promise<void> {
  await db.transaction(async (stores) => {
    for (const job of jobs) await stores.outbox.add(job, new Date());
  });
}

/** Queues that count what they are given. */
function counting(): JobQueues & { given: string[] } {
  const queues = keep(createJobQueues({ redisUrl }));
  const given: string[] = [];
  return {
    ...queues,
    given,
    async enqueueAll(jobs) {
      given.push(...jobs.map(({ id }) => id));
      await queues.enqueueAll(jobs);
    },
  };
}

async function waiting(): Promise<unknown[]> {
  return (await images.getWaiting()).map(({ data }) => data);
}

test("two relays hand over each entry exactly once", async () => {
  const db = createMemoryDatabase();
  const [one, other] = [counting(), counting()];
  for (const queues of [one, other]) keep(startOutboxRelay({ relay: db.relay, queues, batchSize: 7 }));
  const jobs = Array.from({ length: 200 }, render);
  for (let index = 0; index < jobs.length; index += 20) await commit(db, jobs.slice(index, index + 20));
  await expect.poll(async () => (await waiting()).length, { timeout: 5_000 }).toBe(200);
  const given = [...one.given, ...other.given];
  expect(given).toHaveLength(200);
  expect(new Set(given).size).toBe(200);
  const queued = (await waiting()).map((data) => JSON.stringify(data)).sort();
  expect(queued).toEqual(jobs.map(({ payload }) => JSON.stringify(payload)).sort());
});

test("a notification is enough, and so is none", async () => {
  const told = createMemoryDatabase();
  keep(startOutboxRelay({ relay: told.relay, queues: counting(), intervalMs: 60_000 }));
  await commit(told, [render()]);
  await expect.poll(async () => (await waiting()).length).toBe(1);

  const silent = createMemoryDatabase();
  const relay = { ...silent.relay, onOutbox: () => () => {} };
  keep(startOutboxRelay({ relay, queues: counting(), intervalMs: 50 }));
  await commit(silent, [render()]);
  await expect.poll(async () => (await waiting()).length).toBe(2);
});

test("an entry is delivered until it is done, and is one job while the queue remembers it", async () => {
  const db = createMemoryDatabase();
  await commit(db, [render()]);
  const queues = counting();
  keep(startOutboxRelay({ relay: db.relay, queues, leaseMs: 50, intervalMs: 20 }));
  await expect.poll(() => queues.given.length, { timeout: 5_000 }).toBeGreaterThan(3);
  expect(new Set(queues.given).size).toBe(1);
  expect(await waiting()).toHaveLength(1);
  // As FLUSHALL does.
  await images.obliterate();
  await expect.poll(waiting).toHaveLength(1);
  await db.relay.finishOutbox([entryOf(queues.given[0])?.id as JobId]);
  await images.drain();
  const given = queues.given.length;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(queues.given.length).toBeLessThanOrEqual(given + 1);
  expect(await waiting()).toEqual([]);
});

test("an entry whose relay died before handing it over is handed over by another", async () => {
  const db = createMemoryDatabase();
  await commit(db, [render()]);
  // It never ends; its process would be gone.
  startOutboxRelay({
    relay: db.relay,
    queues: { enqueueAll: () => new Promise<never>(() => {}) },
    leaseMs: 50,
  });
  const second = counting();
  keep(startOutboxRelay({ relay: db.relay, queues: second, intervalMs: 20 }));
  await expect.poll(() => second.given).toHaveLength(1);
  await expect.poll(waiting).toHaveLength(1);
});

test("a database that counts anew does not lose jobs to the queue's memory", async () => {
  for (const expected of [1, 2]) {
    const db = createMemoryDatabase();
    keep(startOutboxRelay({ relay: db.relay, queues: counting() }));
    await commit(db, [render()]);
    await expect.poll(async () => (await waiting()).length).toBe(expected);
  }
});

test("trouble is told once, waited out, and loses nothing", async () => {
  const db = createMemoryDatabase();
  const told: string[] = [];
  const logger = {
    warn: (_: object, text: string) => told.push(text),
    info: (_: object, text: string) => told.push(text),
  };
  const queues = counting();
  let failures = 3;
  const flaky = {
    ...queues,
    async enqueueAll(jobs: Parameters<JobQueues["enqueueAll"]>[0]) {
      if (failures-- > 0) throw new DomainError("service_unavailable");
      await queues.enqueueAll(jobs);
    },
  };
  keep(startOutboxRelay({ relay: db.relay, queues: flaky, logger, intervalMs: 10 }));
  await commit(db, [render(), render()]);
  await expect.poll(async () => (await waiting()).length).toBe(2);
  await expect
    .poll(() => told)
    .toEqual(["the outbox cannot be handed over; trying again", "the outbox is handed over again"]);
});
