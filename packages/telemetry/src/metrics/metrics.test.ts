import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DomainError, type ObjectStore, system } from "@mosis/domain";
import { createSampleStore } from "@mosis/domain/testing";
import { describe, expect, test, vi } from "vitest";
import { observeLimiter } from "../observed-adapters.ts";
import { observeTransactions } from "../observed-database.ts";
import { observeHandlers } from "../observed-handlers.ts";
import { observeObjects } from "../observed-objects.ts";
import { createStoreGauges, type StoreNumbers } from "../store-gauges.ts";
import { createTelemetry } from "../telemetry.ts";
import { createMetrics } from "./metrics.ts";

const made = () =>
  createTelemetry({ app: "worker", version: "7", traces: { endpoint: undefined, ratio: 0 } });
const sample: StoreNumbers = {
  signals: {
    upload_failures: 0.5,
    download_errors: null,
    storage_budget: 0.25,
    queue_age: 12,
    sweep_age: 60,
    ledger_drift: 0,
  },
  queues: [{ queue: "quick", waiting: 2, handedOver: 3, oldestSeconds: 12 }],
  failedJobs: 1,
  storedBytes: null,
};
/** Lines of a metric that have a value. */
const linesOf = async (text: Promise<string>, name: string) =>
  (await text).split("\n").filter((line) => line.startsWith(name) && !line.startsWith("#"));

describe("metrics", () => {
  test("are called as Prometheus' field calls them, and every one of them is explained", async () => {
    const { metrics } = made();
    createStoreGauges({ metrics, measure: async () => sample, onError: () => {} });
    for (const { name, help, type } of await metrics.registry.getMetricsAsJSON()) {
      if (!name.startsWith("mosis_")) continue;
      expect(help.length).toBeGreaterThan(10);
      expect(name).toMatch(/^mosis_[a-z_]+$/);
      const kind = String(type);
      if (kind === "histogram") expect(name).toMatch(/_seconds$/);
      expect(name.endsWith("_total")).toBe(kind === "counter");
    }
  });

  test("of a pool are those of the moment", async () => {
    let idle = 3;
    const metrics = createMetrics({
      app: "web",
      version: "7",
      pool: () => ({ total: 4, idle, waiting: 5, most: 10 }),
    });
    idle = 1;
    expect(await linesOf(metrics.text(), "mosis_database_pool")).toEqual([
      'mosis_database_pool_connections{state="idle"} 1',
      'mosis_database_pool_connections{state="in_use"} 3',
      "mosis_database_pool_waiting 5",
      "mosis_database_pool_most_connections 10",
    ]);
  });

  test("on Grafana's board all exist", async () => {
    const metrics = createMetrics({
      app: "web",
      version: "7",
      pool: () => ({ total: 0, idle: 0, waiting: 0, most: 1 }),
    });
    createStoreGauges({ metrics, measure: async () => sample, onError: () => {} });
    const known = new Set(
      (await metrics.registry.getMetricsAsJSON()).flatMap(({ name, type }) =>
        String(type) === "histogram" ? ["_bucket", "_sum", "_count"].map((part) => name + part) : [name],
      ),
    );
    const board = JSON.parse(
      readFileSync(join(import.meta.dirname, "../../../../deploy/grafana/mosis.json"), "utf8"),
    ) as { panels: { title: string; targets: { expr: string }[] }[] };
    const named = board.panels.flatMap(({ targets }) =>
      targets.flatMap(({ expr }) => expr.match(/\b(?:mosis|process|nodejs)_\w+/g) ?? []),
    );
    expect(named.length).toBeGreaterThan(25);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe("numbers of the whole store", () => {
  test("are measured once for all that is scraped, and again when they are old", async () => {
    const { metrics } = made();
    const measure = vi.fn(async () => sample);
    createStoreGauges({ metrics, measure, onError: () => {}, keepMs: 60 });
    const text = await metrics.text();
    await metrics.text();
    expect(measure).toHaveBeenCalledTimes(1);
    await new Promise((resolve) => setTimeout(resolve, 80));
    await metrics.text();
    expect(measure).toHaveBeenCalledTimes(2);
    expect(text).toContain('mosis_signal{signal="upload_failures"} 0.5');
    expect(text).toContain('mosis_queue_jobs{queue="quick",state="handed_over"} 3');
    expect(text).toContain("mosis_outbox_pending 5");
    // What is not known is not shown as a number.
    expect(text).not.toContain('signal="download_errors"');
    expect(text).not.toMatch(/^mosis_stored_bytes /m);
  });

  test("are absent, not old, while they cannot be had", async () => {
    const { metrics } = made();
    let isAway = false;
    const onError = vi.fn();
    const measure = async () => {
      if (isAway) throw new Error("the database is away");
      return sample;
    };
    createStoreGauges({ metrics, measure, onError, keepMs: 0 });
    expect(await linesOf(metrics.text(), "mosis_signal")).toHaveLength(5);
    isAway = true;
    const text = await metrics.text();
    for (const name of ["mosis_signal", "mosis_queue_jobs", "mosis_outbox_pending"])
      expect(await linesOf(Promise.resolve(text), name)).toEqual([]);
    expect(onError).toHaveBeenCalled();
  });
});

describe("what stands around the adapters", () => {
  test("counts what a transaction did once it is committed, and nothing of one that was undone", async () => {
    const telemetry = made();
    const { db } = await createSampleStore();
    const observed = observeTransactions(db, telemetry);
    const expired = { actor: system, action: "upload.expired", at: new Date(), subjectId: "1" } as never;
    const undone = observed.transaction(async ({ audit }) => {
      await audit.append(expired);
      throw new Error("no");
    });
    await expect(undone).rejects.toThrow("no");
    await observed.transaction(({ audit }) => audit.appendAll([expired, expired]));
    const text = await telemetry.metrics.text();
    expect(text).toContain('mosis_audit_events_total{action="upload.expired"} 2');
    expect(text).toContain('mosis_uploads_total{outcome="expired"} 2');
    expect(text).toContain('mosis_database_transaction_duration_seconds_count{outcome="rolled_back"} 1');
    expect(text).toContain('mosis_database_transaction_duration_seconds_count{outcome="committed"} 1');
  });

  test("counts calls of storage by how they ended, and signing not at all", async () => {
    const telemetry = made();
    const objects = observeObjects(
      {
        head: async (key: string) => (key === "there" ? { size: 1, etag: "e" } : null),
        read: async () => {
          throw new DomainError("object_changed");
        },
        put: async () => {
          throw new DomainError("service_unavailable");
        },
        presignGet: async () => "https://s3.example",
      } as unknown as ObjectStore,
      telemetry,
    );
    await objects.head("there");
    await objects.head("nowhere");
    await expect(objects.read("k")).rejects.toThrow();
    await expect(objects.put({} as never)).rejects.toThrow();
    expect(await objects.presignGet({} as never)).toBe("https://s3.example");
    const counts = await linesOf(telemetry.metrics.text(), "mosis_storage_call_duration_seconds_count");
    expect(counts.sort()).toEqual(
      [
        ["head", "missing"],
        ["head", "ok"],
        ["put", "error"],
        ["read", "changed"],
      ].map(
        ([operation, outcome]) =>
          `mosis_storage_call_duration_seconds_count{operation="${operation}",outcome="${outcome}"} 1`,
      ),
    );
  });

  test("answers at once what was answered at once, and counts it with the rest", async () => {
    const { metrics } = made();
    const { around, downloaded } = observeHandlers(metrics);
    const c = { req: { method: "GET" } };
    const once = new Response(null, { status: 304 });
    expect(around("/a/:id", () => once)(c)).toBe(once);
    expect(await around("/a/:id", async () => new Response())(c)).toBeInstanceOf(Response);
    await expect(
      around("/a/:id", async () => {
        throw new Error("no");
      })(c),
    ).rejects.toThrow("no");
    downloaded({ cache: "hit", status: 206, bytes: 100 });
    const text = await metrics.text();
    for (const status of ["2xx", "3xx", "5xx"])
      expect(text).toContain(
        `mosis_http_request_duration_seconds_count{route="/a/:id",method="GET",status="${status}"} 1`,
      );
    expect(text).toContain('mosis_download_bytes_total{cache="hit"} 100');
    expect(text).toContain('mosis_downloads_total{cache="hit",status="2xx"} 1');
  });

  test("counts what is refused for a limit, by the limit's kind and nobody's name", async () => {
    const { metrics } = made();
    const wait = vi.fn<() => Promise<number | null>>().mockResolvedValueOnce(null).mockResolvedValueOnce(7);
    const limiter = observeLimiter({ take: wait, check: wait }, metrics);
    const count = { name: "read.account", key: "someone", limit: { calls: 1, seconds: 1 } };
    expect([await limiter.take([count]), await limiter.take([count])]).toEqual([null, 7]);
    expect(await linesOf(metrics.text(), "mosis_rate_limited_total")).toEqual([
      'mosis_rate_limited_total{limit="read"} 1',
    ]);
  });

  test("counts a request under its pattern, and has its lines say whose it is and who called", async () => {
    const telemetry = made();
    let fields: object = {};
    const request = { id: "r1", method: "GET", route: "/api/v1/apps/[appId]", trace: null };
    const response = await telemetry.request(request, async () => {
      telemetry.addLogFields({ actor_id: "u1" });
      await Promise.resolve();
      fields = telemetry.logFields();
      return new Response(null, { status: 204 });
    });
    expect(response.status).toBe(204);
    expect(fields).toEqual({ request_id: "r1", actor_id: "u1" });
    expect(telemetry.logFields()).toEqual({});
    telemetry.answered({ route: "page", method: "GET", status: 500, seconds: 0.5 });
    const text = await telemetry.metrics.text();
    const counted = (route: string, status: string) =>
      `mosis_http_request_duration_seconds_count{route="${route}",method="GET",status="${status}"} 1`;
    expect(text).toContain(counted("/api/v1/apps/[appId]", "2xx"));
    expect(text).toContain(counted("page", "5xx"));
  });

  test("counts runs of jobs by how they ended, and lets what they throw pass", async () => {
    const telemetry = made();
    const run = { id: "1", name: "feed.write", queue: "quick", attempt: 1, trace: null, waitedMs: 250 };
    const done = vi.fn();
    const told = { outcomeOf: () => "retried", done };
    let fields: object = {};
    const working = async () => {
      fields = telemetry.logFields();
    };
    await telemetry.job(run, working, told);
    const failing = async () => {
      throw new Error("not now");
    };
    await expect(
      telemetry.job({ ...run, name: "of.tomorrow", waitedMs: null }, failing, told),
    ).rejects.toThrow("not now");
    expect(fields).toEqual({ job_id: "1", job: "feed.write", attempt: 1 });
    expect(done).toHaveBeenCalledTimes(1);
    const text = await telemetry.metrics.text();
    expect(text).toContain('mosis_job_duration_seconds_count{name="feed.write",outcome="done"} 1');
    expect(text).toContain('mosis_job_duration_seconds_count{name="unknown",outcome="retried"} 1');
    expect(text).toContain('mosis_job_wait_seconds_sum{name="feed.write"} 0.25');
  });
});
