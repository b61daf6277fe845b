import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "@mosis/devstack";
import { freshBucketPrefix, freshDatabase, freshRedis, s3Variables } from "@mosis/devstack/testing";
import {
  type AlertName,
  type App,
  actorOf,
  alertRules,
  calmSeconds,
  DeveloperUsageQuery,
  type DeviceEvent,
  evaluateAlerts,
  expireUploads,
  NoticeQuery,
  newId,
  objectKeys,
  readDeviceEvents,
  recordUsage,
  storeWebhookKinds,
  sweepStore,
  type UserActor,
} from "@mosis/domain";
import { addVersion, scopedBucket } from "@mosis/domain/testing";
import { afterAll, expect, test, vi } from "vitest";
import { type Adapters, createContainer } from "./container.ts";
import { readEnv } from "./env.ts";
import { startWorker } from "./testing/start-worker.ts";
import { workerVariables } from "./testing/worker-variables.ts";

// Each alert is caused by what it is there for, on real PostgreSQL, Redis and R2; the worker tells of it in every way, and
// tells when it is over. Only the clock is ours, and when the alerts are looked at.

const second = 1_000;
const minute = 60 * second;
const { s3, prefix } = freshBucketPrefix();
const mails = await mkdtemp(join(tmpdir(), "mosis-alerts-"));
const env = readEnv({
  DATABASE_URL: await freshDatabase(),
  REDIS_URL: await freshRedis(),
  ...s3Variables(s3),
  ...workerVariables,
  MAIL_DIRECTORY: mails,
  WEBHOOK_PRIVATE_ADDRESSES: "allow",
  LOG_LEVEL: "fatal",
});

let aheadMs = 0;
const clock = { now: () => new Date(Date.now() + aheadMs) };
const decorate = (adapters: Adapters): Adapters => ({
  ...adapters,
  objects: scopedBucket(adapters.objects, prefix),
  clock,
});
const container = createContainer(env, { decorate });
const { app, ports } = container;

const heard: { type: string; data: { message: string; details: { alert?: string } } }[] = [];
const receiver = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on("end", () => {
    heard.push(JSON.parse(body));
    response.end("heard");
  });
});
await new Promise<void>((listening) => receiver.listen(0, "127.0.0.1", listening));

/** A worker that does nothing by the clock: what is looked at, this file decides. */
const start = () =>
  startWorker(env, {
    decorate,
    leaseMs: 2_000,
    idle: [
      "alerts.evaluate",
      "documents.renew",
      "events.read",
      "inventory.tend",
      "releases.tend",
      "store.reconcile",
      "store.sweep",
      "tokens.remind",
      "uploads.expire",
      "usage.record",
    ],
  });
let stopWorker = await start();
afterAll(async () => {
  await stopWorker();
  receiver.closeAllConnections();
  receiver.close();
  await container.close();
  await rm(mails, { recursive: true });
});

const identity = {
  provider: "demo",
  subject: "admin",
  name: "Ada",
  email: "ada@example.com",
  avatarUrl: null,
} as const;
const { user } = await app.signIn({ identity, userAgent: "test" });
await ports.db.users.setRole(user.id, "admin");
const admin: UserActor = { ...actorOf(user), role: "admin" };
await app.createWebhook({
  actor: admin,
  rules: { allowHttp: true, allowPrivate: true },
  name: "On call",
  url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`,
  kinds: [...storeWebhookKinds],
});

/** Looks at the alerts every half minute for so long. */
async function watch(milliseconds: number): Promise<void> {
  const until = aheadMs + milliseconds;
  for (;;) {
    await evaluateAlerts(ports);
    if (aheadMs >= until) return;
    aheadMs += 30 * second;
  }
}

async function statusOf(alert: AlertName): Promise<string | undefined> {
  const { alerts } = await app.listAlerts({ actor: admin, query: { search: "", page: 1 } });
  return alerts.find(({ name }) => name === alert)?.state?.status;
}

async function subjects(): Promise<string[]> {
  const files = (await readdir(mails)).filter((name) => name.endsWith(".eml"));
  const texts = await Promise.all(files.map((name) => readFile(join(mails, name), "utf8")));
  return texts.map(
    (text) => /^Subject: (.*(?:\r?\n[ \t].*)*)/m.exec(text)?.[1]?.replace(/\r?\n[ \t]/g, " ") ?? "",
  );
}

/** Waits until the bell, the mailbox and the webhook have it, each once. */
async function isTold(alert: AlertName, kind: "alert.firing" | "alert.cleared"): Promise<void> {
  const { title } = alertRules[alert];
  const isThis = (subject: string) =>
    subject.startsWith(`${title}:`) && subject.includes("this is over") === (kind === "alert.cleared");
  await vi.waitFor(
    async () => {
      const { items } = await app.listNotices({ actor: admin, query: NoticeQuery.parse({}) });
      const notices = items.filter(
        ({ announcement: { kind: of, data } }) => of === kind && data.alert === alert,
      );
      const messages = heard.filter(({ type, data }) => type === kind && data.details.alert === alert);
      expect([notices.length, (await subjects()).filter(isThis).length, messages.length]).toEqual([1, 1, 1]);
      // Time is about to pass, and nothing shall seem to have waited for it.
      expect(await ports.db.queries.countJobs()).toEqual([]);
    },
    { timeout: 40_000, interval: 100 },
  );
}

/** What causes the alert makes it fire, when it has lasted; what mends it makes it clear, when it has been calm. */
async function firesAndClears(
  alert: AlertName,
  {
    cause,
    mend,
    passes = false,
  }: { cause: () => Promise<void>; mend: () => Promise<void>; passes?: boolean },
): Promise<void> {
  expect(await statusOf(alert)).toBe("quiet");
  await cause();
  const { forSeconds } = alertRules[alert];
  if (forSeconds > 0) {
    await watch(0);
    expect(await statusOf(alert)).toBe("pending");
  }
  await watch(forSeconds * second);
  expect(await statusOf(alert)).toBe("firing");
  await isTold(alert, "alert.firing");
  const bell = await app.readBell({ actor: admin });
  expect(bell.unread).toBeGreaterThan(0);
  await mend();
  await watch(0);
  // What mends it at once is not taken for calm yet; what passes by itself has taken longer than that.
  expect(await statusOf(alert)).toBe(passes ? "quiet" : "firing");
  await watch(calmSeconds * second + 30 * second);
  expect(await statusOf(alert)).toBe("quiet");
  await isTold(alert, "alert.cleared");
}

function addApp(packageId: string): Promise<App> {
  const words = "Is measured.";
  const named = {
    packageId,
    name: "Measured",
    summary: words,
    description: words,
    category: "utilities",
  } as const;
  return app.createApp({ actor: admin, ...named });
}

const patience = { timeout: 150_000 };

test("every signal is quiet to begin with", async () => {
  await sweepStore(ports, {});
  await watch(0);
  for (const alert of Object.keys(alertRules) as AlertName[]) expect(await statusOf(alert)).toBe("quiet");
});

test("a sweep that does not come", patience, async () => {
  await firesAndClears("sweep_overdue", {
    // Runs are noted by the database's clock, which nobody sets here.
    async cause() {
      const rows = openDatabase(env.DATABASE_URL);
      await rows.query(
        "UPDATE sweep_runs SET started_at = started_at - interval '121 minutes', finished_at = finished_at - interval '121 minutes'",
      );
      await rows.close();
    },
    mend: async () => void (await sweepStore(ports, {})),
  });
});

test("uploads that fail", patience, async () => {
  const { id: appId } = await addApp("com.example.broken");
  await firesAndClears("upload_failures", {
    async cause() {
      for (const one of ["a1", "b2", "c3", "d4", "e5", "f6"])
        await app.startUpload({
          actor: admin,
          appId,
          kind: "package",
          fileName: "broken.mosis",
          size: 1_000,
          sha256: one.repeat(32),
        });
      // Nobody sends their bytes.
      aheadMs += 61 * minute;
      await expireUploads(ports);
    },
    passes: true,
    // The hour in which they failed is over.
    async mend() {
      aheadMs += 60 * minute;
    },
  });
});

test("downloads that fail", patience, async () => {
  const downloaded = await addApp("com.example.downloaded");
  await addVersion(ports.db, downloaded, { status: "published", code: 1 });
  const note = async (count: number, status: number) => {
    const event = (): DeviceEvent => ({
      kind: "download",
      at: clock.now().toISOString(),
      app_id: downloaded.id,
      version_code: 1,
      part: "package",
      from_version_code: null,
      status,
      bytes: status === 200 ? 1_000 : 0,
      begins: true,
      country: null,
      cache: "miss",
      client: "device",
      install: "update",
    });
    const lines = Array.from({ length: count }, () => `${JSON.stringify(event())}\n`).join("");
    await ports.objects.put({
      key: objectKeys.deviceEvents(clock.now().toISOString().slice(0, 10), crypto.randomUUID()),
      bytes: new TextEncoder().encode(lines),
      contentType: "application/x-ndjson",
      cacheControl: "no-store",
    });
  };
  await firesAndClears("download_errors", {
    async cause() {
      await note(180, 200);
      await note(20, 500);
      await readDeviceEvents(ports);
    },
    async mend() {
      for (let at = 0; at < 3; at += 1) await note(900, 200);
      await readDeviceEvents(ports);
    },
  });
});

/** Sets the budget to so many times what the month is estimated to cost. */
async function setBudget(times: number): Promise<void> {
  const query = DeveloperUsageQuery.parse({});
  const { estimate } = await app.readCost({ actor: admin, query });
  const monthlyBudget = Math.round(estimate.total * times);
  const settings = { priceList: "r2", freeAllowance: true, monthlyBudget } as const;
  await app.changeCostSettings({ actor: admin, settings });
}

test("storage that comes near its budget", patience, async () => {
  await firesAndClears("storage_budget", {
    async cause() {
      const [key, { id: appId }] = [`packages/${newId()}/big`, await addApp("com.example.big")];
      await ports.db.objects.expect({ key, kind: "package", appId, at: clock.now() });
      const stored = { key, size: 1e12, etag: "e", sha256: null, at: clock.now() };
      await ports.db.objects.stored(stored);
      await recordUsage(ports);
      await setBudget(1.1);
    },
    mend: () => setBudget(10),
  });
});

test("jobs that nobody does", patience, async () => {
  await stopWorker();
  await ports.db.outbox.add({ name: "object.delete", payload: { key: "temp/nothing" } }, clock.now());
  aheadMs += 11 * minute;
  await watch(0);
  expect(await statusOf("queue_age")).toBe("pending");
  await watch(alertRules.queue_age.forSeconds * second);
  expect(await statusOf("queue_age")).toBe("firing");
  // Its notice is a job too: it is told of by the worker that comes back.
  expect(heard.filter(({ data }) => data.details.alert === "queue_age")).toEqual([]);
  stopWorker = await start();
  await isTold("queue_age", "alert.firing");
  await watch(calmSeconds * second + 30 * second);
  expect(await statusOf("queue_age")).toBe("quiet");
  await isTold("queue_age", "alert.cleared");
});

test("a bucket that differs from its ledger", patience, async () => {
  const key = `assets/${newId()}/icon-32.png`;
  const compare = async () => {
    const { id: runId } = await app.startInventory({
      actor: admin,
      options: { minAgeMs: 0, sampleSize: 0 },
    });
    await vi.waitFor(
      async () => {
        const { run } = await app.getInventoryRun({ actor: admin, runId });
        expect(run.status).toBe("finished");
      },
      { timeout: 60_000, interval: 100 },
    );
  };
  await firesAndClears("ledger_drift", {
    async cause() {
      const bytes = new Uint8Array([1]);
      await ports.objects.put({ key, bytes, contentType: "image/png", cacheControl: "no-store" });
      await compare();
    },
    async mend() {
      await ports.objects.delete(key);
      await compare();
    },
  });
});

test("an alert that admins have muted is shown and told to nobody", async () => {
  const limits = { above: 0.5, forSeconds: 0, isMuted: true };
  await app.changeAlertLimits({ actor: admin, name: "storage_budget", limits });
  const before = heard.length;
  await setBudget(1.5);
  await watch(0);
  expect(await statusOf("storage_budget")).toBe("firing");
  await vi.waitFor(async () => expect(await ports.db.queries.countJobs()).toEqual([]), { timeout: 30_000 });
  expect(heard).toHaveLength(before);
});
