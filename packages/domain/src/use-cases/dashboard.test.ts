import { beforeEach, describe, expect, test } from "vitest";
import { DashboardQuery, stepsOf } from "../dashboard.ts";
import { createSampleStore, type SampleStore } from "../testing/sample-store.ts";
import { evaluateAlerts } from "./alerts.ts";
import { measureStore } from "./measure-store.ts";

let store: SampleStore;
const portsOf = ({ db, objects, clock }: SampleStore) => ({ db, objects, clock });
beforeEach(async () => {
  store = await createSampleStore();
});

describe("the dashboard", () => {
  test("is an admin's", async () => {
    for (const actor of [store.developer, store.reviewer])
      await expect(store.app.readDashboard({ actor, query: DashboardQuery.parse({}) })).rejects.toMatchObject(
        { code: "role_required" },
      );
  });

  test.each([
    ["24h", 24],
    ["7d", 28],
  ] as const)("over %s has %i steps up to now, those without anything too", async (span, count) => {
    const now = store.clock.now();
    await store.db.downloads.addHours([
      { hour: stepsOf("24h", now).at(-1) ?? now, requests: 10, failures: 1, bytes: 1_000, cachedBytes: 300 },
    ]);
    const { downloads, uploads } = await store.app.readDashboard({ actor: store.admin, query: { span } });
    expect(downloads.steps).toHaveLength(count);
    expect(uploads.steps).toHaveLength(count);
    expect(downloads.steps.at(-1)).toMatchObject({ requests: 10, bytes: 1_000 });
    expect(downloads.steps.at(-2)).toMatchObject({ requests: 0 });
    expect(downloads.whole).toEqual({ requests: 10, failures: 1, bytes: 1_000, cachedBytes: 300 });
    expect(downloads.steps.at(-1)?.at.getTime()).toBeLessThanOrEqual(now.getTime());
  });

  test("shows what a queue holds, how old it is, and that an alert fires", async () => {
    const { clock, db, admin } = store;
    await db.outbox.add({ name: "uploads.expire", payload: {} }, clock.now());
    clock.advance(20 * 60_000);
    await evaluateAlerts(portsOf(store));
    clock.advance(3 * 60_000);
    await evaluateAlerts(portsOf(store));
    const seen = await store.app.readDashboard({ actor: admin, query: { span: "24h" } });
    const quick = seen.queues.find(({ queue }) => queue === "quick");
    expect(quick?.oldestSeconds).toBeGreaterThanOrEqual(23 * 60);
    expect(seen.queues.find(({ queue }) => queue === "deltas")).toEqual({
      queue: "deltas",
      waiting: 0,
      handedOver: 0,
      oldestSeconds: 0,
    });
    expect(seen.firing.map(({ name }) => name)).toContain("queue_age");
  });

  test("measures for Prometheus what the portal shows", async () => {
    const { admin } = store;
    const [measured, seen] = await Promise.all([
      measureStore(portsOf(store)),
      store.app.readDashboard({ actor: admin, query: { span: "24h" } }),
    ]);
    expect(measured.queues).toEqual(seen.queues);
    expect(measured.failedJobs).toBe(seen.failedJobs);
    expect(Object.keys(measured.signals)).toContain("storage_budget");
  });
});
