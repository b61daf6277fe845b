import { describe, expect, test } from "vitest";
import { system } from "../actor.ts";
import type { Job } from "../jobs.ts";
import { abandonedObjectMs, deletionRestMs, longestAges } from "../longest-age.ts";
import { objectKeys } from "../object-keys.ts";
import { dayMs } from "../quota.ts";
import {
  actionsOn,
  addSampleApp,
  afterCall,
  createSampleStore,
  payloadsOf,
  receiveSampleIcon,
  receiveSampleVersion,
  type SampleStore,
  samplePackage,
  sendSampleUpload,
} from "../testing/index.ts";
import { type ValidationStep, validationSteps } from "../version.ts";
import { deleteObject } from "./delete-object.ts";
import { giveUpJob } from "./give-up-job.ts";
import { interruptVersion } from "./interrupt-version.ts";
import { reconcileStore } from "./reconcile-store.ts";
import { sweepStore } from "./sweep-store.ts";
import { validateVersion } from "./validate-version.ts";

const nothing = { requeued: 0, ended: 0, freed: 0 };

/** Jobs that wait; they are gone from the outbox afterwards. */
async function takeJobs({ db }: SampleStore): Promise<Job[]> {
  const entries = await db.relay.claimOutbox(1000, 0);
  await db.relay.finishOutbox(entries.map(({ id }) => id));
  return entries.map(({ job }) => job);
}

async function versionIn(step: ValidationStep) {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const version = await receiveSampleVersion(store, { appId: app.id });
  await store.db.versions.update({ ...version, step }, version);
  const job = { name: "version.validate", payload: { versionId: version.id } } as const;
  const now = () => store.db.versions.find(system, version.id);
  return { store, version, job, now };
}

describe.each(validationSteps)("a version that is %s", (step) => {
  const { quietMs, giveUpMs } = longestAges[`version.${step}`];

  test("for too long is queued again when its job is lost, and not before", async () => {
    const { store, job } = await versionIn(step);
    await takeJobs(store);
    store.clock.advance(quietMs);
    expect(await reconcileStore(store)).toEqual(nothing);
    store.clock.advance(1);
    expect(await reconcileStore(store)).toEqual({ ...nothing, requeued: 1 });
    expect(await reconcileStore(store)).toEqual(nothing);
    expect(await takeJobs(store)).toEqual([job]);
  });

  test("is left alone as long as its job waits in the outbox", async () => {
    const { store } = await versionIn(step);
    store.clock.advance(giveUpMs);
    expect(await reconcileStore(store)).toEqual(nothing);
  });

  test("is interrupted in the end, whatever became of its job", async () => {
    const { store, version, now } = await versionIn(step);
    store.clock.advance(giveUpMs + 1);
    expect(await reconcileStore(store)).toEqual({ ...nothing, ended: 1 });
    expect(await now()).toMatchObject({ status: "failed", findings: [{ code: "check_interrupted" }] });
    expect(actionsOn(store, version.id)).toEqual(["version.received", "version.interrupted"]);
    expect(await reconcileStore(store)).toEqual(nothing);
  });

  test("keeps the verdict that comes while it is being ended", async () => {
    const { store, version, now } = await versionIn(step);
    store.clock.advance(giveUpMs + 1);
    const ports = afterCall(store, "db.reconciliation.listOverlong", () =>
      validateVersion(store, { versionId: version.id }),
    );
    await reconcileStore(ports);
    expect(await now()).toMatchObject({ status: "draft" });
  });
});

test("a sign of life is enough to be left alone", async () => {
  const { store, version } = await versionIn("queued");
  await takeJobs(store);
  store.clock.advance(longestAges["version.reading"].quietMs);
  await store.db.versions.begin(version.id);
  store.clock.advance(longestAges["version.reading"].quietMs);
  expect(await reconcileStore(store)).toEqual(nothing);
});

describe("an icon that is rendering", () => {
  const { quietMs, giveUpMs } = longestAges["icon.rendering"];
  async function rendering() {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    const icon = await receiveSampleIcon(store, { appId: app.id, bytes: new Uint8Array([1]) });
    return { store, icon };
  }

  test("for too long is queued again when its job is lost", async () => {
    const { store, icon } = await rendering();
    await takeJobs(store);
    store.clock.advance(quietMs + 1);
    expect(await reconcileStore(store)).toEqual({ ...nothing, requeued: 1 });
    expect(await takeJobs(store)).toEqual([{ name: "icon.render", payload: { iconId: icon.id } }]);
  });

  test("is refused in the end", async () => {
    const { store, icon } = await rendering();
    store.clock.advance(giveUpMs + 1);
    expect(await reconcileStore(store)).toEqual({ ...nothing, ended: 1 });
    expect(await store.db.icons.find(system, icon.id)).toMatchObject({
      status: "refused",
      refusal: { code: "rendering_interrupted" },
    });
  });
});

describe("an object that is deleting", () => {
  const { quietMs } = longestAges["object.deleting"];
  async function deleting() {
    const { store, version } = await versionIn("queued");
    await validateVersion(store, { versionId: version.id });
    const key = objectKeys.upload(version.uploadId);
    return { store, key, job: { name: "object.delete", payload: { key } } as const };
  }

  test("for too long is queued again when its job is lost, until it is gone", async () => {
    const { store, key, job } = await deleting();
    store.clock.advance(quietMs + 1);
    expect(await reconcileStore(store)).toEqual(nothing);
    expect(await takeJobs(store)).toContainEqual(job);
    expect(await reconcileStore(store)).toEqual({ ...nothing, requeued: 1 });
    expect(await takeJobs(store)).toEqual([job]);
    await deleteObject(store, { key });
    expect(await reconcileStore(store)).toEqual(nothing);
  });

  test("is tried again some time after its job was given up", async () => {
    const { store, key, job } = await deleting();
    const entry = (await store.db.relay.claimOutbox(10, 0)).find(({ job }) => job.name === "object.delete");
    if (!entry) throw new Error("no job");
    const failure = { class: "retry", code: "x", message: "x", incidentId: "x", attempts: 1 } as const;
    await giveUpJob(store, { entry, job: entry.job, failure });
    store.clock.advance(deletionRestMs);
    expect(await reconcileStore(store)).toEqual(nothing);
    store.clock.advance(1);
    expect(await reconcileStore(store)).toEqual({ ...nothing, requeued: 1 });
    expect(await store.db.relay.claimOutbox(10, 0)).toContainEqual({ ...entry, generation: 2 });
    expect(job.payload.key).toBe(key);
  });
});

describe("an interrupted version", () => {
  async function interrupted() {
    const { store, version, now } = await versionIn("queued");
    // It gets as far as announcing its objects.
    const away = { ...store, objects: { ...store.objects, copy: () => Promise.reject(new Error("away")) } };
    await expect(validateVersion(away, { versionId: version.id })).rejects.toThrow("away");
    await store.db.transaction((stores) => interruptVersion(stores, version.id, store.clock.now()));
    await takeJobs(store);
    return { store, version, now };
  }

  test("has its bytes kept for a day, then swept with what it announced", async () => {
    const { store, version, now } = await interrupted();
    store.clock.advance(dayMs - 1);
    expect(await sweepStore(store)).toMatchObject({ purged: 0 });
    store.clock.advance(1);
    expect(await sweepStore(store)).toMatchObject({ purged: 1, purgedBytes: version.size });
    expect(await now()).toMatchObject({ status: "failed", purgedAt: store.clock.now() });
    expect(await store.db.uploads.find(system, version.uploadId)).toMatchObject({ status: "consumed" });
    for (const { key } of payloadsOf(store, "object.delete")) await deleteObject(store, { key });
    expect(store.objects.objects.size).toBe(0);
    expect(payloadsOf(store, "object.delete")).toHaveLength(3);
    await takeJobs(store);
    expect(await reconcileStore(store)).toEqual(nothing);
    await expect(
      store.app.retryValidation({ actor: store.developer, versionId: version.id }),
    ).rejects.toMatchObject({ code: "version_retry_impossible" });
  });

  test("that is retried before the sweep claims it keeps its bytes", async () => {
    const { store, version, now } = await interrupted();
    store.clock.advance(dayMs);
    const ports = afterCall(store, "db.retention.dueTotals", () =>
      store.app.retryValidation({ actor: store.developer, versionId: version.id }),
    );
    expect(await sweepStore(ports)).toMatchObject({ purged: 0, due: { versions: 1 } });
    expect(await now()).toMatchObject({ status: "validating" });
    await validateVersion(store, { versionId: version.id });
    expect(await now()).toMatchObject({ status: "draft" });
  });
});

test("an object that was announced for what has ended goes", async () => {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const open = await sendSampleUpload(store, { appId: app.id, kind: "package", bytes: new Uint8Array([1]) });
  const ended = await sendSampleUpload(store, { appId: app.id, kind: "package", bytes: new Uint8Array([2]) });
  // As if the end had been noted without its object.
  await store.db.uploads.update({ ...ended, status: "expired" }, "open");
  await takeJobs(store);
  store.clock.advance(abandonedObjectMs);
  expect(await reconcileStore(store)).toEqual(nothing);
  store.clock.advance(1);
  expect(await reconcileStore(store)).toEqual({ ...nothing, freed: 1 });
  const key = objectKeys.upload(ended.id);
  expect(await takeJobs(store)).toEqual([{ name: "object.delete", payload: { key } }]);
  await deleteObject(store, { key });
  expect([...store.objects.objects.keys()]).toEqual([objectKeys.upload(open.id)]);
});

test("a run handles a bounded number, and the next goes on", async () => {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  for (let code = 1; code <= 3; code++)
    await receiveSampleVersion(store, {
      appId: app.id,
      bytes: await samplePackage({ version_code: code }),
    });
  await takeJobs(store);
  store.clock.advance(longestAges["version.queued"].quietMs + 1);
  expect(await reconcileStore(store, { limit: 2 })).toEqual({ ...nothing, requeued: 2 });
  expect(await reconcileStore(store, { limit: 2 })).toEqual({ ...nothing, requeued: 1 });
});
