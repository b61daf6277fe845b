import { randomUUID } from "node:crypto";
import { freshRedis } from "@mosis/devstack/testing";
import { DomainError, type IconId, type JobId, type VersionId } from "@mosis/domain";
import { Queue, UnrecoverableError } from "bullmq";
import { afterEach, describe, expect, test } from "vitest";
import { createJobQueues, type JobQueues } from "./job-queues.ts";
import {
  createJobRunner,
  type FailedRun,
  type JobRunner,
  type JobRunnerOptions,
  type OutboxNotes,
} from "./job-runner.ts";
import { jobIdOf } from "./outbox-job-id.ts";
import type { JobContext, Processors } from "./perform-job.ts";
import { idleProcessors } from "./testing/idle-processors.ts";

const redisUrl = await freshRedis();

type GivenUp = Parameters<OutboxNotes["givenUp"]>[0];

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((part) => part.close()));
});

function start(
  processors: Partial<Processors>,
  options: Partial<JobRunnerOptions> = {},
): JobRunner & { failures: (FailedRun & { error: unknown })[]; finished: JobId[]; givenUp: GivenUp[] } {
  const failures: (FailedRun & { error: unknown })[] = [];
  const finished: JobId[] = [];
  const givenUp: GivenUp[] = [];
  const runner = createJobRunner({
    redisUrl,
    processors: { ...idleProcessors, ...processors },
    outbox: {
      finished: async (ids) => void finished.push(...ids),
      givenUp: async (given) => void givenUp.push(given),
    },
    onError: (error, run) => failures.push({ ...run, error }),
    recurring: [],
    firstRetryMs: 20,
    ...options,
  });
  running.push({ close: () => runner.close({ graceMs: 100 }) });
  return { ...runner, failures, finished, givenUp };
}

function openQueues(): JobQueues {
  const queues = createJobQueues({ redisUrl });
  running.push(queues);
  return queues;
}

const newId = () => `test-${randomUUID()}`;
/** An entry of the outbox, and what its job is called. */
function newEntry() {
  const entry = { id: randomUUID() as JobId, generation: 1 };
  return { entry, id: jobIdOf(entry) };
}
const validate = () =>
  ({ name: "version.validate", payload: { versionId: randomUUID() as VersionId } }) as const;
const render = () => ({ name: "icon.render", payload: { iconId: randomUUID() as IconId } }) as const;

describe("a job", () => {
  test("reaches its processor with its payload, once", async () => {
    const seen: unknown[] = [];
    const runner = start({
      "version.validate": async (payload, { id, attempt }) => void seen.push({ payload, id, attempt }),
    });
    const [queues, job, id] = [openQueues(), validate(), newId()];
    await queues.enqueue(job, { id });
    await expect.poll(() => seen).toEqual([{ payload: job.payload, id, attempt: 1 }]);
    // Nothing is left of it: what became of it stands elsewhere, and no later delivery is swallowed.
    const queue = new Queue("packages", { connection: { url: redisUrl } });
    running.push(queue);
    await expect.poll(() => queue.getJob(id)).toBeUndefined();
    await queues.enqueue(job, { id });
    await expect.poll(() => seen.length).toBe(2);
    expect(runner.failures).toEqual([]);
    expect(runner.finished).toEqual([]);
  });

  test("that waits is one piece of work however often it is delivered", async () => {
    const seen: string[] = [];
    const [queues, job, id] = [openQueues(), validate(), newId()];
    for (let delivery = 0; delivery < 3; delivery++) await queues.enqueue(job, { id });
    const last = newId();
    await queues.enqueue(validate(), { id: last });
    start({ "version.validate": async (_, { id }) => void seen.push(id) });
    await expect.poll(() => seen).toEqual([id, last]);
  });

  test("of each kind goes to its own queue, and kinds do not hold each other up", async () => {
    const ended: string[] = [];
    const release = Promise.withResolvers<void>();
    start({
      "version.validate": () => release.promise.then(() => void ended.push("package")),
      "icon.render": async () => void ended.push("icon"),
    });
    const queues = openQueues();
    await queues.enqueueAll([
      { id: newId(), job: validate() },
      { id: newId(), job: render() },
    ]);
    await expect.poll(() => ended).toEqual(["icon"]);
    release.resolve();
    await expect.poll(() => ended).toEqual(["icon", "package"]);
  });

  test("runs as many at once as it may", async () => {
    let [now, most] = [0, 0];
    const ended: string[] = [];
    start(
      {
        "icon.render": async (_, { id }) => {
          most = Math.max(most, ++now);
          await new Promise((resolve) => setTimeout(resolve, 50));
          now--;
          ended.push(id);
        },
      },
      { concurrency: { images: 2 } },
    );
    await openQueues().enqueueAll(Array.from({ length: 6 }, () => ({ id: newId(), job: render() })));
    await expect.poll(() => ended.length, { timeout: 5_000 }).toBe(6);
    expect(most).toBe(2);
  });

  test.each(["", "123", "outbox:1"])("with the id %j is refused", async (id) => {
    await expect(openQueues().enqueue(validate(), { id })).rejects.toThrow(RangeError);
  });
});

describe("a job that fails", () => {
  test.each([
    new Error("unexpected"),
    new DomainError("service_unavailable"),
    new DomainError("object_changed"),
  ])("with %s is tried again until it works", async (failure) => {
    const attempts: number[] = [];
    const runner = start({
      "icon.render": async (_, { attempt }) => {
        attempts.push(attempt);
        if (attempt < 3) throw failure;
      },
    });
    await openQueues().enqueue(render(), { id: newId() });
    await expect.poll(() => attempts, { timeout: 5_000 }).toEqual([1, 2, 3]);
    expect(
      runner.failures.map(({ attempt, willRetry, error }) => ({ attempt, willRetry, error: error as Error })),
    ).toEqual([
      { attempt: 1, willRetry: true, error: failure },
      { attempt: 2, willRetry: true, error: failure },
    ]);
  });

  test("because it cannot succeed ends at once, and other jobs go on", async () => {
    const failure = new DomainError("object_missing");
    const ended: string[] = [];
    const runner = start({
      "icon.render": async (_, { id, attempt }) => {
        if (id === refused) throw failure;
        ended.push(`${id} ${attempt}`);
      },
    });
    const [refused, fine] = [newId(), newId()];
    await openQueues().enqueueAll([
      { id: refused, job: render() },
      { id: fine, job: render() },
    ]);
    await expect.poll(() => ended).toEqual([`${fine} 1`]);
    expect(runner.failures).toEqual([
      {
        id: refused,
        name: "icon.render",
        queue: "images",
        attempt: 1,
        willRetry: false,
        incidentId: expect.any(String),
        trace: null,
        error: failure,
      },
    ]);
  });

  test("again and again ends with its last error", async () => {
    const runner = start(
      {
        "icon.render": async (_, { attempt }) => {
          throw new Error(`failure ${attempt}`);
        },
      },
      { firstRetryMs: 1 },
    );
    await openQueues().enqueue(render(), { id: newId() });
    await expect
      .poll(() => runner.failures.at(-1), { timeout: 5_000 })
      .toMatchObject({ attempt: 8, willRetry: false });
    expect(runner.failures).toHaveLength(8);
  });

  test("because its payload breaks the contract never reaches the processor", async () => {
    let runs = 0;
    const runner = start({ "icon.render": async () => void runs++ });
    const queue = new Queue("images", { connection: { url: redisUrl } });
    running.push(queue);
    await queue.add("icon.render", { iconId: "../../etc/passwd" }, { jobId: newId(), attempts: 5 });
    await expect.poll(() => runner.failures.length).toBe(1);
    expect(runner.failures[0]).toMatchObject({ willRetry: false, attempt: 1 });
    expect(String(runner.failures[0]?.error)).toContain("iconId");
    expect(runner.failures[0]?.error).not.toBeInstanceOf(UnrecoverableError);
    expect(runs).toBe(0);
  });

  test("because this worker does not know it is left for a newer one", async () => {
    const runner = start({});
    const queue = new Queue("images", { connection: { url: redisUrl } });
    running.push(queue);
    const job = await queue.add(
      "icon.polish",
      {},
      { jobId: newId(), attempts: 5, backoff: { type: "growing" } },
    );
    await expect.poll(() => runner.failures[0]?.willRetry).toBe(true);
    await runner.close();
    await job.remove();
  });
});

describe("a job from the outbox", () => {
  test("is noted as done before the queue forgets it", async () => {
    const held = Promise.withResolvers<void>();
    const noted: (readonly JobId[])[] = [];
    const ended: string[] = [];
    start(
      { "version.validate": async (_, { id }) => void ended.push(id) },
      {
        outbox: {
          async finished(ids) {
            noted.push(ids);
            await held.promise;
          },
          givenUp: async () => {},
        },
      },
    );
    const { entry, id } = newEntry();
    await openQueues().enqueue(validate(), { id });
    await expect.poll(() => noted).toEqual([[entry.id]]);
    const queue = new Queue("packages", { connection: { url: redisUrl } });
    running.push(queue);
    expect(await queue.getJobState(id)).toBe("active");
    held.resolve();
    await expect.poll(() => queue.getJobState(id)).toBe("unknown");
    expect(ended).toEqual([id]);
  });

  test("runs again when the note fails", async () => {
    const attempts: number[] = [];
    const noted: (readonly JobId[])[] = [];
    let failures = 2;
    const { entry, id } = newEntry();
    const runner = start(
      { "icon.render": async (_, { attempt }) => void attempts.push(attempt) },
      {
        outbox: {
          async finished(ids) {
            if (failures-- > 0) throw new DomainError("service_unavailable");
            noted.push(ids);
          },
          givenUp: async () => {},
        },
      },
    );
    await openQueues().enqueue(render(), { id });
    await expect.poll(() => noted, { timeout: 5_000 }).toEqual([[entry.id]]);
    expect(attempts).toEqual([1, 2, 3]);
    expect(runner.failures.map(({ willRetry }) => willRetry)).toEqual([true, true]);
  });

  test("whose worker died between the work and the note is done again, and noted", async () => {
    const ended: string[] = [];
    const processors = { "icon.render": async (_: unknown, { id }: JobContext) => void ended.push(id) };
    const silent = { finished: () => new Promise<never>(() => {}), givenUp: async () => {} };
    start(processors, { lockMs: 300, outbox: silent });
    const { entry, id } = newEntry();
    await openQueues().enqueue(render(), { id });
    await expect.poll(() => ended).toEqual([id]);
    const queue = new Queue("images", { connection: { url: redisUrl } });
    running.push(queue);
    const redis = await queue.getBackend().client;
    // As if its process were gone: nobody holds the job. How soon that is looked for is set by slower workers, too.
    await redis.set(queue.toKey(`${id}:lock`), "a dead worker", {});
    const other = start(processors, { lockMs: 300 });
    await expect
      .poll(
        async () => {
          await redis.del(queue.toKey(`${id}:lock`), queue.toKey("stalled-check"));
          return other.finished;
        },
        { timeout: 10_000, interval: 100 },
      )
      .toEqual([entry.id]);
    expect(ended).toEqual([id, id]);
  });

  test.each([
    {
      error: new DomainError("object_missing"),
      cause: { class: "permanent", code: "object_missing", attempts: 1 },
    },
    {
      error: new Error("https://bucket/?signature=secret"),
      cause: { class: "retry", code: "unexpected_error", attempts: 8 },
    },
  ])("that fails for good is given up with its cause: $cause.code", async ({ error, cause }) => {
    const { entry, id } = newEntry();
    const job = render();
    const runner = start(
      {
        "icon.render": async () => {
          throw error;
        },
      },
      { firstRetryMs: 1 },
    );
    await openQueues().enqueue(job, { id });
    await expect.poll(() => runner.givenUp.length, { timeout: 5_000 }).toBe(1);
    const [given] = runner.givenUp;
    expect(given).toMatchObject({ entry, job, failure: cause });
    expect(given?.failure.message).not.toContain("secret");
    await expect.poll(() => runner.failures.at(-1)?.willRetry).toBe(false);
    expect(runner.failures.at(-1)).toMatchObject({ incidentId: given?.failure.incidentId, error });
    expect(runner.finished).toEqual([]);
  });

  test("whose payload breaks the contract is poison", async () => {
    const { entry, id } = newEntry();
    const runner = start({});
    await openQueues().enqueue({ name: "icon.render", payload: { iconId: "no id" as IconId } }, { id });
    await expect
      .poll(() => runner.givenUp)
      .toMatchObject([{ entry, job: null, failure: { class: "poison", code: "job_invalid", attempts: 1 } }]);
  });

  test("that cannot be noted as given up is tried again", async () => {
    let runs = 0;
    const given: GivenUp[] = [];
    start(
      {
        "icon.render": async () => {
          runs++;
          throw new DomainError("not_found");
        },
      },
      {
        outbox: {
          finished: async () => {},
          async givenUp(one) {
            if (runs < 3) throw new DomainError("service_unavailable");
            given.push(one);
          },
        },
      },
    );
    await openQueues().enqueue(render(), newEntry());
    await expect.poll(() => given.length, { timeout: 5_000 }).toBe(1);
    expect(given[0]?.failure).toMatchObject({ code: "not_found", attempts: 3 });
  });

  test("that takes every worker with it is poison", async () => {
    const { entry, id } = newEntry();
    let runs = 0;
    const runner = start(
      {
        "icon.render": (_, { signal }) => {
          runs++;
          return heed(signal);
        },
      },
      { lockMs: 300 },
    );
    const queue = new Queue("images", { connection: { url: redisUrl } });
    running.push(queue);
    const redis = await queue.getBackend().client;
    await openQueues().enqueue(render(), { id });
    for (let lost = 1; lost <= 6; lost++) {
      await expect.poll(() => runs, { timeout: 5_000 }).toBe(lost);
      // As if its worker had died: nobody holds the job. How soon that is looked for is set by slower workers, too.
      await redis.set(queue.toKey(`${id}:lock`), "a dead worker", {});
      await expect
        .poll(
          async () => {
            await redis.del(queue.toKey(`${id}:lock`), queue.toKey("stalled-check"));
            return runs + runner.givenUp.length;
          },
          { timeout: 10_000, interval: 100 },
        )
        .toBeGreaterThan(lost);
    }
    expect(runs).toBe(6);
    expect(runner.givenUp).toMatchObject([{ entry, failure: { class: "poison", code: "worker_lost" } }]);
    await expect.poll(() => queue.getJobState(id)).toBe("unknown");
  }, 60_000);
});

describe("recurring jobs", () => {
  test("run by the clock, once for all workers, and end when they are declared no more", async () => {
    let runs = 0;
    const processors = { "uploads.expire": async () => void runs++ };
    const options = { recurring: [{ name: "uploads.expire", everyMs: 200 }] } as const;
    const [one, other] = [start(processors, options), start(processors, options)];
    await Promise.all([one.ready(), other.ready()]);
    const from = performance.now();
    await expect.poll(() => runs, { timeout: 5_000 }).toBeGreaterThanOrEqual(5);
    const elapsed = performance.now() - from;
    expect(elapsed).toBeGreaterThan(600);
    expect(runs).toBeLessThanOrEqual(Math.ceil(elapsed / 200) + 2);

    await start({}).ready();
    const queue = new Queue("quick", { connection: { url: redisUrl } });
    running.push(queue);
    await expect.poll(() => queue.getJobSchedulersCount()).toBe(0);
    expect([...one.failures, ...other.failures]).toEqual([]);
  });
});

describe("closing", () => {
  test("lets a running job finish and takes no other", async () => {
    const [started, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const ended: string[] = [];
    const runner = start({
      "icon.render": async (_, { id, signal }) => {
        started.resolve();
        await release.promise;
        ended.push(`${id} ${signal.aborted}`);
      },
    });
    const queues = openQueues();
    const [first, second] = [newId(), newId()];
    await queues.enqueueAll([
      { id: first, job: render() },
      { id: second, job: render() },
    ]);
    await started.promise;
    const closing = runner.close({ graceMs: 5_000 });
    release.resolve();
    await closing;
    expect(ended).toEqual([`${first} false`]);
    const next = start({ "icon.render": async (_, { id }) => void ended.push(id) });
    await expect.poll(() => ended).toEqual([`${first} false`, second]);
    expect(next.failures).toEqual([]);
  });

  test.each([
    ["that heeds its signal", (signal: AbortSignal) => heed(signal)],
    ["that hangs", () => new Promise<void>(() => {})],
  ])("hands back a job %s, to be run from the start", async (_, work) => {
    const started = Promise.withResolvers<void>();
    const runner = start({
      "icon.render": (_, { signal }) => {
        started.resolve();
        return work(signal);
      },
    });
    const id = newId();
    await openQueues().enqueue(render(), { id });
    await started.promise;
    const from = performance.now();
    await runner.close({ graceMs: 50 });
    expect(performance.now() - from).toBeLessThan(3_000);
    const runs: Pick<JobContext, "id" | "attempt">[] = [];
    const next = start({ "icon.render": async (_, { id, attempt }) => void runs.push({ id, attempt }) });
    // At once, not when a lock of 30 s has run out; and the attempt does not count.
    await expect.poll(() => runs, { timeout: 2_000 }).toEqual([{ id, attempt: 1 }]);
    expect([...runner.failures, ...next.failures]).toEqual([]);
  });
});

function heed(signal: AbortSignal): Promise<void> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

test("a worker whose job was taken aborts it and does not decide on it", async () => {
  const runs: string[] = [];
  const aborted = Promise.withResolvers<void>();
  const isAlone = { yes: true };
  const runner = start(
    {
      "icon.render": async (_, { signal }) => {
        if (!isAlone.yes) return void runs.push("second");
        runs.push("first");
        signal.addEventListener("abort", () => aborted.resolve());
        await heed(signal);
      },
    },
    { lockMs: 300 },
  );
  const queue = new Queue("images", { connection: { url: redisUrl } });
  running.push(queue);
  const id = newId();
  await openQueues().enqueue(render(), { id });
  await expect.poll(() => runs).toEqual(["first"]);
  isAlone.yes = false;
  // As if this worker had been silent for longer than its lock.
  const redis = await queue.getBackend().client;
  await redis.set(queue.toKey(`${id}:lock`), "another worker", {});
  await aborted.promise;
  // The other worker dies. How soon that is looked for was set by the slower workers of the tests above.
  await redis.del(queue.toKey(`${id}:lock`), queue.toKey("stalled-check"));
  await expect.poll(() => runs, { timeout: 5_000 }).toEqual(["first", "second"]);
  expect(runner.failures).toEqual([]);
});
