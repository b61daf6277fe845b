import { randomUUID } from "node:crypto";
import { freshRedis } from "@mosis/devstack/testing";
import { DomainError, type IconId, type VersionId } from "@mosis/domain";
import { Queue, UnrecoverableError } from "bullmq";
import { afterEach, describe, expect, test } from "vitest";
import { createJobQueues, type JobQueues } from "./job-queues.ts";
import { createJobRunner, type FailedRun, type JobRunner, type JobRunnerOptions } from "./job-runner.ts";
import type { JobContext, Processors } from "./perform-job.ts";

const redisUrl = await freshRedis();

const idle: Processors = {
  "version.validate": async () => {},
  "icon.render": async () => {},
  "feed.write": async () => {},
  "upload.discard": async () => {},
  "object.delete": async () => {},
  "uploads.expire": async () => {},
};

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((part) => part.close()));
});

function start(
  processors: Partial<Processors>,
  options: Partial<JobRunnerOptions> = {},
): JobRunner & { failures: (FailedRun & { error: unknown })[] } {
  const failures: (FailedRun & { error: unknown })[] = [];
  const runner = createJobRunner({
    redisUrl,
    processors: { ...idle, ...processors },
    onError: (error, run) => failures.push({ ...run, error }),
    recurring: [],
    firstRetryMs: 20,
    ...options,
  });
  running.push({ close: () => runner.close({ graceMs: 100 }) });
  return { ...runner, failures };
}

function openQueues(): JobQueues {
  const queues = createJobQueues({ redisUrl });
  running.push(queues);
  return queues;
}

const newId = () => `test-${randomUUID()}`;
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
    // Delivered again after it ended: still one piece of work.
    await queues.enqueue(job, { id });
    await queues.enqueue(validate(), { id: newId() });
    await expect.poll(() => seen.length).toBe(2);
    expect(seen.filter((run) => (run as { id: string }).id === id)).toHaveLength(1);
    expect(runner.failures).toEqual([]);
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
      { id: refused, name: "icon.render", queue: "images", attempt: 1, willRetry: false, error: failure },
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
