import { describe, expect, test } from "vitest";
import { type AlertName, calmSeconds, defaultLimits } from "../alert.ts";
import { ListQuery } from "../listing.ts";
import { objectKeys } from "../object-keys.ts";
import { failing } from "../testing/conformance/sample-rows.ts";
import {
  addSampleApp,
  createSampleStore,
  endsAfterEveryCrash,
  receiveSampleVersion,
  type SampleStore,
  settleInventory,
} from "../testing/index.ts";
import { evaluateAlerts } from "./alerts.ts";
import { expireUploads } from "./end-upload.ts";
import { recordUsage } from "./record-usage.ts";
import { sweepStore } from "./sweep-store.ts";

const query = ListQuery.parse({});
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Nobody announced it. */
const strayKey = "assets/0b4a1c9e-6a8b-4c53-8f6e-2b1f6d5b7a10/icon-32.png";

async function setBudget(store: SampleStore, monthlyBudget: number): Promise<void> {
  const settings = { priceList: "r2", freeAllowance: false, monthlyBudget } as const;
  await store.app.changeCostSettings({ actor: store.admin, settings });
}

/** As if workers had done all there is to do. */
async function doEverything(store: SampleStore): Promise<void> {
  const claimed = await store.db.relay.claimOutbox(100, hour);
  await store.db.relay.finishOutbox(claimed.map(({ id }) => id));
}

/** Compares bucket and ledger, to the end. */
async function compare(store: SampleStore): Promise<void> {
  await store.app.startInventory({ actor: store.admin, options: { sampleSize: 10 } });
  await settleInventory(store);
}

/** A store whose alerts are all quiet. */
async function quietStore() {
  const store = await createSampleStore();
  await sweepStore(store, {});
  const firing = async () =>
    (await store.app.listAlerts({ actor: store.admin, query })).alerts
      .filter(({ state }) => state?.status === "firing")
      .map(({ name }) => name);
  /** Looks every half minute, as long as it says. */
  const look = async (milliseconds = 0) => {
    for (let passed = 0; passed <= milliseconds; passed += 30 * second) {
      if (passed > 0) store.clock.advance(30 * second);
      await evaluateAlerts(store);
    }
    return firing();
  };
  expect(await look()).toEqual([]);
  return { store, look };
}

/** What brings an alert about, and what ends it. */
const causes: Record<
  AlertName,
  { cause: (store: SampleStore) => Promise<void>; mend: (store: SampleStore) => Promise<void> }
> = {
  upload_failures: {
    async cause(store) {
      const { id: appId } = await addSampleApp(store);
      for (let count = 0; count < 5; count += 1)
        await store.app.startUpload({
          actor: store.developer,
          appId,
          kind: "package",
          fileName: `${count}.mosis`,
          size: 100 + count,
          sha256: String(count).padStart(64, "0"),
        });
      store.clock.advance(2 * hour);
      await expireUploads(store);
      await sweepStore(store, {});
      await doEverything(store);
    },
    // The hour in which they ended is over.
    async mend(store) {
      store.clock.advance(hour);
      await sweepStore(store, {});
      await doEverything(store);
    },
  },
  download_errors: {
    cause: (store) =>
      store.db.downloads.addHours([
        { hour: store.clock.now(), requests: 1000, failures: 11, bytes: 1, cachedBytes: 0 },
      ]),
    mend: (store) =>
      store.db.downloads.addHours([
        { hour: store.clock.now(), requests: 1000, failures: 0, bytes: 1, cachedBytes: 0 },
      ]),
  },
  storage_budget: {
    async cause(store) {
      const app = await addSampleApp(store);
      const key = objectKeys.icon(app.id, 32);
      const at = store.clock.now();
      await store.db.objects.expect({ key, kind: "icon", appId: app.id, at });
      await store.db.objects.stored({ key, size: 1e12, etag: "e", sha256: null, at });
      await recordUsage(store);
      await setBudget(store, 15_000_000);
    },
    mend: (store) => setBudget(store, 1_000_000_000),
  },
  queue_age: {
    async cause(store) {
      await receiveSampleVersion(store, { appId: (await addSampleApp(store)).id });
      store.clock.advance(11 * minute);
    },
    async mend(store) {
      await doEverything(store);
    },
  },
  sweep_overdue: {
    cause: async (store) => store.clock.advance(2 * hour + minute),
    mend: async (store) => void (await sweepStore(store, {})),
  },
  ledger_drift: {
    async cause(store) {
      await store.objects.put({
        key: strayKey,
        bytes: new Uint8Array([1]),
        contentType: "image/png",
        cacheControl: "no-store",
      });
      store.clock.advance(48 * hour);
      await compare(store);
      await sweepStore(store, {});
    },
    async mend(store) {
      await store.objects.delete(strayKey);
      store.clock.advance(minute);
      await compare(store);
    },
  },
};

describe("alerts", () => {
  for (const [name, { cause, mend }] of Object.entries(causes))
    test(`${name} fires when it is caused, tells admins once, and clears when it is mended`, async () => {
      const { store, look } = await quietStore();
      await cause(store);
      const { forSeconds } = defaultLimits(name as AlertName);
      expect(await look(forSeconds * second)).toEqual([name]);
      await mend(store);
      expect(await look(calmSeconds * second)).toEqual([]);
      const { episodes } = await store.app.listAlerts({ actor: store.admin, query });
      expect(episodes.items).toEqual([
        expect.objectContaining({ alert: name, clearedAt: expect.any(Date) as Date }),
      ]);
      const told = store.announced.filter(({ kind }) => kind.startsWith("alert."));
      expect(told.map(({ kind, data }) => [kind, data?.alert])).toEqual([
        ["alert.firing", name],
        ["alert.cleared", name],
      ]);
    });

  test("that are muted fire on their page, and tell nobody", async () => {
    const { store, look } = await quietStore();
    const limits = { ...defaultLimits("sweep_overdue"), isMuted: true };
    await store.app.changeAlertLimits({ actor: store.admin, name: "sweep_overdue", limits });
    await causes.sweep_overdue.cause(store);
    expect(await look()).toEqual(["sweep_overdue"]);
    expect(store.announced).toEqual([]);
  });

  test("fire from the limit on that admins set", async () => {
    const { store, look } = await quietStore();
    const limits = { above: 4 * 3600, forSeconds: 0, isMuted: false };
    await store.app.changeAlertLimits({ actor: store.admin, name: "sweep_overdue", limits });
    store.clock.advance(3 * hour);
    expect(await look()).toEqual([]);
    store.clock.advance(hour + minute);
    expect(await look()).toEqual(["sweep_overdue"]);
    expect(store.audit.find(({ action }) => action === "alert.changed")).toMatchObject({
      actor: store.admin,
      data: { alert: "sweep_overdue", above: 14_400, for_seconds: 0, muted: false },
    });
  });

  test("are for admins", async () => {
    const { app, developer, reviewer } = await createSampleStore();
    const limits = defaultLimits("queue_age");
    for (const actor of [developer, reviewer]) {
      await expect(app.listAlerts({ actor, query })).rejects.toEqual(failing("role_required"));
      await expect(app.changeAlertLimits({ actor, name: "queue_age", limits })).rejects.toEqual(
        failing("role_required"),
      );
    }
  });

  test("tell of a fire once, wherever a look is cut off", async () => {
    const ends = await endsAfterEveryCrash({
      async begin() {
        const { store } = await quietStore();
        await causes.sweep_overdue.cause(store);
        return store;
      },
      ports: (store) => store,
      run: (ports) => evaluateAlerts(ports),
      end: async (store) => store.announced.map(({ kind }) => kind),
    });
    expect(ends.length).toBeGreaterThan(5);
    for (const { end } of ends) expect(end).toEqual(["alert.firing"]);
  });
});
