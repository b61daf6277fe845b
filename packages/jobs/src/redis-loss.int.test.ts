import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IconId } from "@mosis/domain";
import { stable } from "@mosis/domain";
import { createMemoryDatabase } from "@mosis/domain/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createJobQueues } from "./job-queues.ts";
import { createJobRunner } from "./job-runner.ts";
import { startOutboxRelay } from "./outbox-relay.ts";
import { idleProcessors } from "./testing/idle-processors.ts";

/** A Redis of this file's own, as the shared one must not be stopped. */
let folder: string;
let port: number;
let server: ChildProcess | undefined;

async function startRedis(): Promise<void> {
  const options = [
    "--port",
    String(port),
    "--bind",
    "127.0.0.1",
    "--dir",
    folder,
    "--appendonly",
    "yes",
    "--save",
    "",
  ];
  server = spawn("redis-server", [...options, "--appendfsync", "always"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of server.stdout ?? []) if (String(line).includes("Ready to accept")) break;
  server.stdout?.resume();
}

async function killRedis(): Promise<void> {
  if (!server) return;
  const gone = once(server, "exit");
  server.kill("SIGKILL");
  await gone;
  server = undefined;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mosis-redis-"));
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  port = typeof address === "object" && address ? address.port : 0;
  probe.close();
});

afterAll(async () => {
  await killRedis();
  await rm(folder, { recursive: true, force: true });
});

function logInto(told: string[]) {
  return {
    warn: (_: object, text: string) => void told.push(text),
    info: (_: object, text: string) => void told.push(text),
  };
}

const lost = "Redis does not answer; trying again until it does";
const back = "Redis answers again";

test("work goes on when Redis comes, goes and comes back", async () => {
  const redisUrl = `redis://127.0.0.1:${port}`;
  const told = { runner: [] as string[], queues: [] as string[], relay: [] as string[] };
  const done: string[] = [];
  const release = Promise.withResolvers<void>();
  const failures: unknown[] = [];
  const db = createMemoryDatabase();
  const runner = createJobRunner({
    redisUrl,
    processors: {
      ...idleProcessors,
      "icon.render": async ({ iconId }) => void done.push(iconId),
      "feed.write": async ({ appId }) => {
        await release.promise;
        done.push(appId);
      },
      "uploads.expire": async () => void done.push("by the clock"),
    },
    outbox: { finished: db.relay.finishOutbox, givenUp: async () => {} },
    onError: (error) => void failures.push(error),
    logger: logInto(told.runner),
  });
  const queues = createJobQueues({ redisUrl, logger: logInto(told.queues) });
  const relay = startOutboxRelay({ relay: db.relay, queues, logger: logInto(told.relay), intervalMs: 50 });
  async function commit(job: Parameters<typeof db.outbox.add>[0]): Promise<void> {
    await db.transaction((stores) => stores.outbox.add(job, new Date()));
  }
  const icons = [randomUUID(), randomUUID(), randomUUID()] as IconId[];
  const [first, second, third] = icons as [IconId, IconId, IconId];
  try {
    // There is none yet.
    await commit({ name: "icon.render", payload: { iconId: first } });
    await expect.poll(() => told.relay).toHaveLength(1);
    const now = queues.enqueue({ name: "icon.render", payload: { iconId: first } }, { id: "at-once" });
    await expect(now).rejects.toMatchObject({ code: "service_unavailable" });
    await startRedis();
    await runner.ready();
    await expect.poll(() => done, { timeout: 10_000 }).toContain(first);
    await expect.poll(() => done).toContain("by the clock");

    // It goes while a job runs, and while another is committed.
    await commit({ name: "feed.write", payload: { appId: randomUUID() as never, track: stable } });
    await expect.poll(() => db.relay.claimOutbox(1, 0), { timeout: 5_000 }).toEqual([]);
    await killRedis();
    await commit({ name: "icon.render", payload: { iconId: second } });
    await expect.poll(() => told.relay.length, { timeout: 5_000 }).toBe(3);
    release.resolve();
    await startRedis();
    await expect.poll(() => done, { timeout: 15_000 }).toContain(second);
    await commit({ name: "icon.render", payload: { iconId: third } });
    await expect.poll(() => done, { timeout: 15_000 }).toContain(third);

    expect(failures).toEqual([]);
    expect(done.filter((id) => icons.includes(id as IconId))).toEqual(icons);
    expect(done).toHaveLength(new Set(done).size);
    expect(told.runner).toEqual([lost, back, lost, back]);
    expect(told.queues).toEqual([lost, back, lost, back]);
  } finally {
    const from = performance.now();
    await killRedis();
    await Promise.all([relay.close(), runner.close({ graceMs: 200 })]);
    await queues.close();
    // Without Redis, too, closing ends soon.
    expect(performance.now() - from).toBeLessThan(10_000);
  }
}, 60_000);
