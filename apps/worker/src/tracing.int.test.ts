import { createHash, randomUUID } from "node:crypto";
import { startFaultProxy } from "@mosis/devstack";
import {
  freshBucketPrefix,
  freshDatabase,
  freshRedis,
  type SentSpan,
  s3Variables,
  startTraceReceiver,
} from "@mosis/devstack/testing";
import { actorOf, DomainError, type PackageInspector, system } from "@mosis/domain";
import { putOf } from "@mosis/domain/testing";
import { packPackage } from "@mosis/format";
import { nodeCodec } from "@mosis/format/node";
import { afterAll, expect, test, vi } from "vitest";
import { createContainer } from "./container.ts";
import { readEnv } from "./env.ts";
import { startHealthServer } from "./health-server.ts";
import { createPackageInspector } from "./inspection/package-inspector.ts";
import { createProcessors } from "./processors.ts";
import { workerVariables } from "./testing/worker-variables.ts";

// A worker with a receiver of traces, on real PostgreSQL, Redis and R2.

const { endpoint: receiver, spans } = await startTraceReceiver();

const { s3 } = freshBucketPrefix();
const endpoint = new URL(s3.endpoint);
const storage = await startFaultProxy({
  target: { host: endpoint.hostname, port: Number(endpoint.port) },
  plan: { seed: 1, rates: {}, withinBytes: 1, withinMs: 1 },
});
const env = readEnv({
  DATABASE_URL: await freshDatabase(),
  REDIS_URL: await freshRedis(),
  ...s3Variables({ ...s3, endpoint: storage.inFrontOf(s3.endpoint) }),
  ...workerVariables,
  OTEL_EXPORTER_OTLP_ENDPOINT: receiver,
  LOG_LEVEL: "fatal",
});
const container = createContainer(env, { firstRetryMs: 20 });
const { app, ports, objects } = container;

const inspector = createPackageInspector(objects);
let attempts = 0;
const failingOnce: PackageInspector = {
  inspect(...given) {
    attempts += 1;
    if (attempts === 1) throw new DomainError("service_unavailable");
    return inspector.inspect(...given);
  },
};
const unneeded = vi.fn();
const idle = async () => {};
const jobs = await container.startJobs({
  ...createProcessors({
    ...ports,
    ...container.senders,
    inspector: failingOnce,
    deltaMaker: unneeded as never,
    renderer: unneeded as never,
    screenshotRenderer: unneeded as never,
    signer: unneeded as never,
  }),
  "events.read": idle,
  "documents.renew": idle,
});
const server = await startHealthServer(container.watch, {
  host: "127.0.0.1",
  port: 0,
  onError: (error) => console.error(error),
});
afterAll(async () => {
  await server.close();
  await jobs.stop(5_000);
  await container.close();
});

test("one trace holds what an upload sets off: every attempt of its check, storage, and jobs of jobs", async () => {
  const identity = { provider: "demo", subject: "dev", name: "Dev", email: null, avatarUrl: null } as const;
  const { user } = await app.signIn({ identity, userAgent: "test" });
  const actor = actorOf(user);
  const packageId = `com.example.traced-${randomUUID().slice(-12)}`;
  const { id: appId } = await app.createApp({
    actor,
    packageId,
    name: "Traced",
    summary: "Is followed.",
    description: "Is followed.",
    category: "utilities",
  });
  const manifest = { manifest_version: 1, id: packageId, name: "Traced", version: "1.0.0", version_code: 1 };
  const files = [
    {
      path: "manifest.json",
      bytes: Buffer.from(JSON.stringify({ ...manifest, entry: "index.html", min_os_version: "2.1" })),
    },
    { path: "index.html", bytes: Buffer.from("<!doctype html>\n<title>Traced</title>\n") },
  ];
  const chunks: Uint8Array[] = [];
  for await (const chunk of packPackage(files, nodeCodec)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const started = await app.startUpload({
    actor,
    appId,
    kind: "package",
    fileName: "traced.mosis",
    size: bytes.length,
    sha256,
  });
  const put = putOf(started);
  expect((await fetch(put.url, { method: put.method, headers: put.headers, body: bytes })).status).toBe(200);
  const completed = await app.completeUpload({ actor, uploadId: started.upload.id });
  if (completed.kind !== "package") throw new Error("the upload became no version");
  const { id } = completed.version;
  await vi.waitFor(async () => expect((await ports.db.versions.find(system, id))?.status).toBe("draft"), {
    timeout: 25_000,
    interval: 50,
  });

  const named = (name: string, traceId?: string) =>
    spans.filter((span) => span.name === name && (traceId === undefined || span.traceId === traceId));
  await vi.waitFor(() => expect(named("job object.delete")).toHaveLength(1), {
    timeout: 15_000,
    interval: 50,
  });
  const checks = named("job version.validate");
  const [traceId = ""] = checks.map((check) => check.traceId);
  const parentOf = ({ parentSpanId }: SentSpan) => spans.find(({ spanId }) => spanId === parentSpanId);

  // The attempt that failed and the one that did not, side by side under what completed the upload.
  expect(checks.map(({ status }) => status.code === 2)).toEqual([true, false]);
  expect(new Set(checks.map((check) => check.traceId)).size).toBe(1);
  expect(checks.map(parentOf).map((parent) => parent?.name)).toEqual(Array(2).fill("database transaction"));
  const [, passed] = checks;
  const [copy] = named("storage copy", traceId);
  expect(copy && parentOf(copy)?.spanId).toBe(passed?.spanId);
  // The temporary object is deleted by a job that the check has added.
  const [deletion] = named("job object.delete", traceId);
  const added = deletion && parentOf(deletion);
  expect(added?.name).toBe("database transaction");
  expect(added && parentOf(added)?.spanId).toBe(passed?.spanId);
  const [removal] = named("storage delete", traceId);
  expect(removal && parentOf(removal)?.spanId).toBe(deletion?.spanId);
  expect(JSON.stringify(spans)).not.toMatch(/X-Amz-Signature=\w/);
});

test("what was done is among the metrics, with the whole store's numbers", async () => {
  const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
  expect(text).toContain('mosis_job_duration_seconds_count{name="version.validate",outcome="retried"} 1');
  expect(text).toContain('mosis_job_duration_seconds_count{name="version.validate",outcome="done"} 1');
  expect(text).toContain('mosis_job_wait_seconds_count{name="version.validate"} 1');
  expect(text).toContain('mosis_uploads_total{outcome="passed"} 1');
  expect(text).toContain('mosis_storage_call_duration_seconds_count{operation="copy",outcome="ok"} 1');
  expect(text).toMatch(/^mosis_signal\{signal="queue_age"\} \d/m);
  expect(text).toMatch(/^mosis_queue_jobs\{queue="packages",state="waiting"\} 0$/m);
});

test("a worker without storage is not ready, and says so", async () => {
  const look = async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    const response = await fetch(`http://127.0.0.1:${server.port}/ready`);
    return { httpStatus: response.status, ...((await response.json()) as object) };
  };
  expect(await look()).toMatchObject({ httpStatus: 200, status: "ok" });
  await storage.close();
  expect(await look()).toMatchObject({
    httpStatus: 503,
    status: "unavailable",
    parts: { storage: { ok: false }, database: { ok: true }, redis: { ok: true } },
  });
});
