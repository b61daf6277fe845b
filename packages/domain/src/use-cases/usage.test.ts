import { describe, expect, it } from "vitest";
import { createApplication } from "../application.ts";
import { type AuditEntry, storeId } from "../audit.ts";
import { type AnnouncementId, newId } from "../ids.ts";
import { objectKeys } from "../object-keys.ts";
import { createOperationMeter } from "../operation-meter.ts";
import { tokenScopes } from "../permission.ts";
import { addApp, addPerson, addVersion, failing, minute } from "../testing/conformance/sample-rows.ts";
import { createMemoryDatabase } from "../testing/memory-database.ts";
import { createMemoryObjectStore } from "../testing/memory-object-store.ts";
import { DeveloperUsageQuery, StorageQuery } from "../usage-query.ts";
import { flushOperations } from "./flush-operations.ts";
import { recordUsage } from "./record-usage.ts";

const GB = 1_000_000_000;

async function makeStore(now = "2026-06-16T00:00:00Z") {
  let time = new Date(now);
  const clock = { now: () => time };
  const db = createMemoryDatabase({ clock });
  const ports = { db, objects: createMemoryObjectStore(), clock };
  const { actor: admin } = await addPerson(db, { role: "admin" });
  const { actor: member } = await addPerson(db);
  const app = await addApp(db, member);
  const version = await addVersion(db, app, { status: "published", code: 1 });
  const key = objectKeys.package({ ...version, versionCode: 1 });
  await db.objects.expect({
    key,
    kind: "package",
    appId: app.id,
    at: minute(1),
  });
  const store = (size: number) => db.objects.stored({ key, size, etag: "e1", sha256: null, at: minute(2) });
  await store(100 * GB);
  const onDay = async (day: string) => {
    time = new Date(`${day}T12:00:00Z`);
    await recordUsage(ports);
  };
  const at = (iso: string) => {
    time = new Date(iso);
  };
  return { ports, db, application: createApplication(ports), admin, member, key, store, onDay, at };
}

describe("the account of a store", () => {
  it("is taken of every developer, however many there are", async () => {
    const { ports, db, onDay } = await makeStore();
    for (let count = 0; count < 250; count += 1) await addPerson(db);
    const { actor } = await addPerson(db);
    const app = await addApp(db, actor);
    const key = objectKeys.icon(app.id, 32);
    await db.objects.expect({
      key,
      kind: "icon",
      appId: app.id,
      at: minute(1),
    });
    await db.objects.stored({ key, size: 7, etag: "e", sha256: null, at: minute(1) });
    await onDay("2026-06-16");
    expect(await ports.db.queries.findLastDay()).toMatchObject({
      storedBytes: 100 * GB + 7,
      byState: { published: 100 * GB, icon: 7 },
    });
  });

  it("says what the month costs, and what it would elsewhere", async () => {
    const { ports, application, admin, key, onDay, at } = await makeStore();
    for (let date = 1; date <= 15; date += 1) await onDay(`2026-06-${String(date).padStart(2, "0")}`);
    const meter = createOperationMeter();
    meter.count({ class: "a", key });
    meter.count({ class: "b", key, egressBytes: 100 * GB });
    await flushOperations(ports, meter);
    at("2026-06-16T00:00:00Z");
    await application.changeCostSettings({
      actor: admin,
      settings: { priceList: "r2", freeAllowance: false, monthlyBudget: 1_800_000 },
    });
    const query = DeveloperUsageQuery.parse({});
    const cost = await application.readCost({ actor: admin, query });
    expect(cost.estimate.lines[0]).toMatchObject({ name: "storage", amount: 1_500_000 });
    expect(cost.soFar.lines[0]).toMatchObject({ amount: 750_000 });
    expect(cost.usage.projected).toMatchObject({ classA: 2, classB: 2, egressBytes: 200 * GB });
    expect(cost.elsewhere.map(({ prices }) => prices.id)).not.toContain("b2_2025");
    const totals = cost.elsewhere.map(({ estimate }) => estimate.total);
    expect(totals).toEqual([...totals].sort((a, b) => a - b));
    const direct = cost.elsewhere.find(({ prices }) => prices.id === "s3");
    expect(direct?.estimate.total).toBe(2_300_000 + 18_000_000 + 10 + 1);
    // 80 % of $1.80 are $1.44.
    expect(cost.budget).toMatchObject({ state: "alert", forecast: { kind: "not_in_sight" } });
    expect(cost.developers.items).toMatchObject([
      { storedBytes: 100 * GB, classA: 1, egressBytes: 100 * GB },
    ]);
  });

  it("tells admins of the budget once a month and once more when it is reached", async () => {
    const { ports, db, application, admin, onDay, store } = await makeStore();
    const settings = { priceList: "r2", freeAllowance: false, monthlyBudget: 1_800_000 } as const;
    await application.changeCostSettings({ actor: admin, settings });
    const ids = new Set<AnnouncementId>();
    const told = async () => {
      for (const { job } of await db.relay.claimOutbox(1_000, 60_000))
        if (job.name === "announcement.deliver") ids.add(job.payload.announcementId);
      const all = await Promise.all([...ids].map((id) => db.announcements.find(id)));
      return all.map((one) => one?.announcement.data).map((data) => `${data?.month} ${data?.state}`);
    };
    await store(10 * GB);
    await onDay("2026-05-20");
    expect(await told()).toEqual([]);
    await store(100 * GB);
    for (const day of ["2026-06-01", "2026-06-02", "2026-06-03"]) await onDay(day);
    await recordUsage(ports);
    expect(await told()).toEqual(["2026-06-01 alert"]);
    await store(200 * GB);
    for (const day of ["2026-06-20", "2026-06-30"]) await onDay(day);
    expect(await told()).toEqual(["2026-06-01 alert", "2026-06-01 over"]);
    await onDay("2026-07-02");
    expect(await told()).toEqual(["2026-06-01 alert", "2026-06-01 over", "2026-07-01 over"]);
  });

  it("shows storage over the span that is asked for", async () => {
    const { application, admin, onDay, at } = await makeStore();
    for (const day of ["2026-03-01", "2026-06-01", "2026-06-16"]) await onDay(day);
    at("2026-06-16T13:00:00Z");
    const read = async (days: 30 | 90 | 365) =>
      (await application.readStorage({ actor: admin, query: StorageQuery.parse({ days }) })).days.map(
        ({ day }) => day,
      );
    expect(await read(30)).toEqual(["2026-06-01", "2026-06-16"]);
    expect(await read(365)).toEqual(["2026-03-01", "2026-06-01", "2026-06-16"]);
    const { last, budget } = await application.readStorage({ actor: admin, query: StorageQuery.parse({}) });
    expect(last).toMatchObject({ day: "2026-06-16", storedBytes: 100 * GB });
    expect(budget).toBeNull();
  });

  it("answers for a store that is empty and was never looked at", async () => {
    const db = createMemoryDatabase();
    const clock = { now: () => new Date("2026-06-16T00:00:00Z") };
    const application = createApplication({ db, objects: createMemoryObjectStore(), clock });
    const { actor } = await addPerson(db, { role: "admin" });
    const storage = await application.readStorage({ actor, query: StorageQuery.parse({}) });
    expect(storage).toMatchObject({ last: null, days: [], developers: { total: 0 } });
    const cost = await application.readCost({ actor, query: DeveloperUsageQuery.parse({}) });
    expect(cost.estimate.total).toBe(0);
  });

  it("is for admins alone, and not for their programs", async () => {
    const { application, admin, member } = await makeStore();
    const settings = { priceList: "s3" as const, freeAllowance: true, monthlyBudget: null };
    for (const [actor, code] of [
      [member, "role_required"],
      [
        { ...admin, token: { id: newId<"access-token">(), scopes: tokenScopes, appId: null } },
        "token_not_allowed",
      ],
    ] as const) {
      const refused = failing(code);
      const query = StorageQuery.parse({});
      await expect(application.readStorage({ actor, query })).rejects.toEqual(refused);
      await expect(application.readCost({ actor, query })).rejects.toEqual(refused);
      await expect(application.listStoreDays({ actor, days: 30 })).rejects.toEqual(refused);
      expect(() => application.readDeveloperDays({ actor, days: 30 })).toThrow(
        expect.objectContaining({ code }),
      );
      await expect(application.changeCostSettings({ actor, settings })).rejects.toEqual(refused);
    }
  });
});

describe("the settings of cost", () => {
  it("are changed with an entry in the audit log", async () => {
    const { db, application, admin } = await makeStore();
    const settings = { priceList: "b2" as const, freeAllowance: true, monthlyBudget: 250_000_000 };
    const entries: AuditEntry[] = [];
    const transaction = db.transaction.bind(db);
    db.transaction = (work) =>
      transaction(({ audit, ...stores }) => {
        const append = async (entry: AuditEntry) => {
          entries.push(entry);
          await audit.append(entry);
        };
        return work({ ...stores, audit: { ...audit, append } });
      });
    await application.changeCostSettings({ actor: admin, settings });
    expect(await db.costSettings.read()).toEqual(settings);
    expect(entries).toMatchObject([
      {
        actor: admin,
        action: "cost_settings.changed",
        subjectId: storeId,
        after: { priceList: "b2", monthlyBudget: 250_000_000 },
      },
    ]);
  });

  it.each([
    { priceList: "redis", freeAllowance: true, monthlyBudget: null },
    { priceList: "r2", freeAllowance: true, monthlyBudget: 0 },
    { priceList: "r2", freeAllowance: true, monthlyBudget: 1.5 },
  ])("cannot be $priceList with a budget of $monthlyBudget", async (settings) => {
    const { db, application, admin } = await makeStore();
    await expect(
      application.changeCostSettings({ actor: admin, settings: settings as never }),
    ).rejects.toMatchObject({ name: "ZodError" });
    expect(await db.costSettings.read()).toMatchObject({ priceList: "r2", monthlyBudget: null });
  });
});

describe("handing over counted calls", () => {
  it("keeps them when the database does not take them", async () => {
    const { ports, db, key } = await makeStore();
    const meter = createOperationMeter();
    meter.count({ class: "a", key });
    const broken = {
      ...ports,
      db: { ...db, usage: { ...db.usage, addOperations: () => Promise.reject(new Error("away")) } },
    };
    await expect(flushOperations(broken, meter)).rejects.toThrow("away");
    await flushOperations(ports, meter);
    await flushOperations(ports, meter);
    const [day] = await db.queries.listStoreDays({
      from: "2026-06-16" as never,
      to: "2026-06-16" as never,
    });
    expect(day).toMatchObject({ classA: 1 });
  });
});
