import { createHash } from "node:crypto";
import { openDatabase, startFaultProxy } from "@mosis/devstack";
import {
  freshBucketPrefix,
  freshDatabase,
  freshRedis,
  s3Variables,
  startTraceReceiver,
} from "@mosis/devstack/testing";
import { actorOf } from "@mosis/domain";
import { putOf } from "@mosis/domain/testing";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";

// The portal's own container, on real services, each of which can be taken away; and a receiver of traces.

const spared = { plan: { seed: 1, rates: {}, withinBytes: 1, withinMs: 1 } };
const { s3 } = freshBucketPrefix();
const [databaseUrl, redisUrl] = [await freshDatabase(), await freshRedis()];
const between = async (address: string) => {
  const { hostname: host, port } = new URL(address);
  return startFaultProxy({ ...spared, target: { host, port: Number(port) } });
};
const [database, redis, storage] = await Promise.all([databaseUrl, redisUrl, s3.endpoint].map(between));
if (!database || !redis || !storage) throw new Error("there are three");

const { endpoint: receiver, spans } = await startTraceReceiver();

const token = "0123456789abcdef";
for (const [name, value] of Object.entries({
  DATABASE_URL: database.inFrontOf(databaseUrl),
  REDIS_URL: redis.inFrontOf(redisUrl),
  ...s3Variables({ ...s3, endpoint: storage.inFrontOf(s3.endpoint) }),
  PUBLIC_URL: "https://portal.example",
  EDGE_URL: "https://edge.example",
  AUTH_SECRET: "s".repeat(32),
  MAIL_LINK_SECRET: "m".repeat(32),
  METRICS_TOKEN: token,
  OTEL_EXPORTER_OTLP_ENDPOINT: receiver,
  LOG_LEVEL: "fatal",
}))
  vi.stubEnv(name, value);

const { container } = await import("../container.ts");
const { GET: ready } = await import("../app/api/health/ready/route.ts");
const { GET: metrics } = await import("../app/metrics/route.ts");
const { POST: complete } = await import("../app/api/v1/uploads/[uploadId]/complete/route.ts");
const draining = await import("./draining.ts");

const rows = openDatabase(databaseUrl);
afterAll(async () => {
  await rows.close();
  for (const proxy of [redis, storage, database]) await proxy.close().catch(() => {});
});

const bearer = { authorization: `Bearer ${token}` };
async function look(headers: Record<string, string> = bearer) {
  // What was seen a moment ago is told again.
  await new Promise((resolve) => setTimeout(resolve, 1_050));
  const response = await ready(new Request("https://portal.example/api/health/ready", { headers }));
  return {
    httpStatus: response.status,
    ...((await response.json()) as { status: string; parts: Record<string, Record<string, unknown>> }),
  };
}

test("one trace goes from the caller through the portal into the row that the worker takes up", async () => {
  const { app } = container();
  const identity = { provider: "demo", subject: "dev", name: "Dev", email: null, avatarUrl: null } as const;
  const { user } = await app.signIn({ identity, userAgent: "test" });
  const actor = actorOf(user);
  const { text } = await app.createToken({ actor, name: "CI", days: 7, scopes: ["upload"], app_id: null });
  const owned = await app.createApp({
    actor,
    packageId: "com.example.traced",
    name: "Traced",
    summary: "Is followed.",
    description: "Is followed.",
    category: "utilities",
  });
  const bytes = Buffer.from("no package, which is the worker's to find out");
  const started = await app.startUpload({
    actor,
    appId: owned.id,
    kind: "package",
    fileName: "traced.mosis",
    size: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  });
  const put = putOf(started);
  expect((await fetch(put.url, { method: put.method, headers: put.headers, body: bytes })).status).toBe(200);

  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const headers = { authorization: `Bearer ${text}`, traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
  const path = `/api/v1/uploads/${started.upload.id}/complete`;
  const response = await complete(
    new Request(`https://portal.example${path}?secret=1`, { method: "POST", headers }),
    {
      params: Promise.resolve({ uploadId: started.upload.id }),
    },
  );
  expect(response.status).toBe(202);

  const [row] = await rows.query<{ traceparent: string }>(
    "SELECT traceparent FROM outbox WHERE name = 'version.validate'",
  );
  const named = (name: string) => spans.find((span) => span.traceId === traceId && span.name === name);
  const request = "POST /api/v1/uploads/[uploadId]/complete";
  await expect.poll(() => named(request), { timeout: 10_000 }).toBeDefined();
  expect(named(request)?.parentSpanId).toBe("00f067aa0ba902b7");
  const attributes = Object.fromEntries(
    (named(request)?.attributes ?? []).map(({ key, value }) => [key, value.stringValue]),
  );
  expect(attributes["mosis.request_id"]).toBe(response.headers.get("x-request-id"));
  expect(named("storage head")?.parentSpanId).toBe(named(request)?.spanId);
  const transaction = spans.find(
    ({ traceId: of, spanId }) => of === traceId && row?.traceparent === `00-${traceId}-${spanId}-01`,
  );
  expect(transaction).toMatchObject({ name: "database transaction", parentSpanId: named(request)?.spanId });
  expect(JSON.stringify(spans)).not.toMatch(/secret=1|X-Amz-Signature=\w/);
  expect(JSON.stringify(spans)).not.toContain(text.slice(14));
});

describe("metrics", () => {
  const ask = (headers: Record<string, string>) =>
    metrics(new Request("https://portal.example/metrics", { headers }));

  test("are for whoever shows the token", async () => {
    for (const headers of [{}, { authorization: "Bearer wrong" }, { authorization: token }])
      expect((await ask(headers as Record<string, string>)).status).toBe(401);
    expect((await ask(bearer)).status).toBe(200);
  });

  test("say what was asked by pattern, and how the services were used", async () => {
    const text = await (await ask(bearer)).text();
    expect(text).toContain(
      'mosis_http_request_duration_seconds_count{route="/api/v1/uploads/[uploadId]/complete",method="POST",status="2xx"} 1',
    );
    expect(text).toContain('mosis_storage_call_duration_seconds_count{operation="head",outcome="ok"} 1');
    expect(text).toContain('mosis_audit_events_total{action="upload.completed"} 1');
    expect(text).toMatch(/mosis_database_pool_connections\{state="idle"\} [1-9]/);
    expect(text).toContain('mosis_build_info{app="web",version="development"');
    // Labels are patterns and words, never somebody's id.
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  });
});

describe("readiness", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test("is told with numbers to whoever may see them, and to others without", async () => {
    const seen = await look();
    expect(seen).toMatchObject({ httpStatus: 200, status: "ok" });
    expect(Object.keys(seen.parts)).toEqual(["database", "redis", "storage", "queue_age", "pool"]);
    for (const part of Object.values(seen.parts))
      expect(part).toMatchObject({ ok: true, ms: expect.any(Number), words: expect.any(String) });
    expect(seen.parts.pool).toMatchObject({ most: 10, waiting: 0 });
    expect((await look({})).parts.database).toEqual({ ok: true, ms: expect.any(Number) });
  });

  test("ends when the process begins to end", async () => {
    draining.startDraining();
    expect(await look()).toMatchObject({ httpStatus: 503, status: "draining" });
    delete (globalThis as Record<symbol, unknown>)[Symbol.for("mosis.draining")];
    expect(await look()).toMatchObject({ httpStatus: 200 });
  });

  test("says which service is away; without the database nothing goes", { timeout: 60_000 }, async () => {
    await redis.close();
    const withoutRedis = await look();
    expect(withoutRedis).toMatchObject({ httpStatus: 200, status: "degraded" });
    expect(withoutRedis.parts).toMatchObject({
      redis: { ok: false },
      database: { ok: true },
      storage: { ok: true },
    });
    await storage.close();
    const withoutStorage = await look();
    expect(withoutStorage).toMatchObject({ httpStatus: 200, status: "degraded" });
    expect(withoutStorage.parts.storage).toMatchObject({ ok: false });
    expect(withoutStorage.parts.database).toMatchObject({ ok: true });
    await database.close();
    const alone = await look();
    expect(alone).toMatchObject({ httpStatus: 503, status: "unavailable" });
    expect(alone.parts).toMatchObject({
      database: { ok: false },
      queue_age: { ok: false },
      pool: { ok: true },
    });
    for (const { ms } of Object.values(alone.parts)) expect(ms).toBeLessThan(3_000);
    expect((await look({})).parts.database).toEqual({ ok: false, ms: expect.any(Number) });
  });
});
