import { describe, expect, test } from "vitest";
import { system } from "../actor.ts";
import type { JobFailure } from "../job-failure.ts";
import type { Job } from "../jobs.ts";
import { FailedJobsQuery } from "../listing.ts";
import { objectKeys } from "../object-keys.ts";
import type { OutboxEntry } from "../ports/outbox-relay.ts";
import { failing } from "../testing/conformance/sample-rows.ts";
import {
  actionsOn,
  addSampleApp,
  createSampleStore,
  payloadsOf,
  receiveSampleIcon,
  receiveSampleVersion,
  type SampleStore,
} from "../testing/index.ts";
import { giveUpJob } from "./give-up-job.ts";
import { validateVersion } from "./validate-version.ts";

const failure: JobFailure = {
  class: "retry",
  code: "service_unavailable",
  message: "A part of the store does not answer.",
  incidentId: "01a1fcbb-e05b-7089-ba07-951ee74c44bd",
  attempts: 60,
};

async function entryOf(store: SampleStore, name: Job["name"]): Promise<OutboxEntry> {
  const entry = (await store.db.relay.claimOutbox(100, 0)).find(({ job }) => job.name === name);
  if (!entry) throw new Error(`no ${name} waits`);
  return entry;
}

/** Whoever is told of it is another matter. */
const isWork = ({ name }: { name: string }) => name !== "announcement.deliver";

async function claimed(store: SampleStore): Promise<OutboxEntry[]> {
  return (await store.db.relay.claimOutbox(100, 0)).filter(({ job }) => isWork(job));
}

async function waiting(store: SampleStore): Promise<Job[]> {
  return (await claimed(store)).map(({ job }) => job);
}

const list = (store: SampleStore) =>
  store.app.listFailedJobs({ actor: store.admin, query: FailedJobsQuery.parse({}) });

/** A version whose check was given up. */
async function interrupted() {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const version = await receiveSampleVersion(store, { appId: app.id });
  const entry = await entryOf(store, "version.validate");
  await giveUpJob(store, { entry, job: entry.job, failure });
  const now = async () => {
    const current = await store.db.versions.find(system, version.id);
    if (!current) throw new Error("the version is gone");
    return current;
  };
  return { store, app, version, entry, now };
}

describe("a version whose check is given up", () => {
  test("is told so, keeps its bytes, and passes when its developer presses Retry", async () => {
    const { store, version, now } = await interrupted();
    expect(await now()).toMatchObject({
      status: "failed",
      step: null,
      findings: [
        {
          code: "check_interrupted",
          message: "The store could not finish checking this package.",
          fix: "Press Retry; you need not upload it again.",
        },
      ],
    });
    expect(await store.db.uploads.find(system, version.uploadId)).toMatchObject({ status: "completed" });
    expect(payloadsOf(store, "object.delete")).toEqual([]);

    const retry = () => store.app.retryValidation({ actor: store.developer, versionId: version.id });
    expect(await retry()).toMatchObject({ status: "validating", step: "queued", findings: [] });
    expect(await retry()).toMatchObject({ status: "validating" });
    // The entry that was given up waits again; there is no second one.
    expect(await waiting(store)).toEqual([{ name: "version.validate", payload: { versionId: version.id } }]);
    expect((await list(store)).failed.total).toBe(0);

    await validateVersion(store, { versionId: version.id });
    expect(await now()).toMatchObject({ status: "draft", versionCode: 1 });
    expect(actionsOn(store, version.id)).toEqual([
      "version.received",
      "version.interrupted",
      "version.retried",
      "version.passed",
    ]);
  });

  test("after it has claimed its version code passes with that code when it is retried", async () => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    const version = await receiveSampleVersion(store, { appId: app.id });
    const away = { ...store, objects: { ...store.objects, copy: () => Promise.reject(new Error("away")) } };
    await expect(validateVersion(away, { versionId: version.id })).rejects.toThrow("away");
    const entry = await entryOf(store, "version.validate");
    await giveUpJob(store, { entry, job: entry.job, failure });
    await store.app.retryValidation({ actor: store.developer, versionId: version.id });
    await validateVersion(store, { versionId: version.id });
    expect(await store.db.versions.find(system, version.id)).toMatchObject({
      status: "draft",
      versionCode: 1,
    });
  });

  test("can be retried by its developer alone, and only while it is interrupted", async () => {
    const { store, app, version } = await interrupted();
    const versionId = version.id;
    for (const actor of [store.stranger, store.reviewer, store.admin])
      await expect(store.app.retryValidation({ actor, versionId })).rejects.toEqual(failing("not_found"));
    const faulty = await receiveSampleVersion(store, { appId: app.id, sha256: "ab".repeat(32) });
    await validateVersion(store, { versionId: faulty.id });
    await expect(store.app.retryValidation({ actor: store.developer, versionId: faulty.id })).rejects.toEqual(
      failing("version_retry_impossible"),
    );
  });

  test("keeps the verdict that stands already", async () => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    const version = await receiveSampleVersion(store, { appId: app.id });
    const entry = await entryOf(store, "version.validate");
    await validateVersion(store, { versionId: version.id });
    await giveUpJob(store, { entry, job: entry.job, failure });
    expect(await store.db.versions.find(system, version.id)).toMatchObject({ status: "draft" });
  });
});

test("an icon whose job is given up is refused, says to upload it again, and cannot be taken up again", async () => {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const icon = await receiveSampleIcon(store, { appId: app.id, bytes: new Uint8Array([1]) });
  const entry = await entryOf(store, "icon.render");
  await giveUpJob(store, { entry, job: entry.job, failure });
  expect(await store.db.icons.find(system, icon.id)).toMatchObject({
    status: "refused",
    refusal: { code: "rendering_interrupted", fix: "Upload it again." },
  });
  expect(payloadsOf(store, "object.delete")).toEqual([{ key: objectKeys.upload(icon.uploadId) }]);
  await expect(store.app.retryJob({ actor: store.admin, jobId: entry.id })).rejects.toEqual(
    failing("job_retry_impossible"),
  );
  expect((await list(store)).failed.total).toBe(1);
});

describe("the list of failed jobs", () => {
  test("says what each was about and why it failed", async () => {
    const { store, app, version, entry } = await interrupted();
    const { failed, counts } = await list(store);
    expect(failed.items).toEqual([
      {
        id: entry.id,
        name: "version.validate",
        failure,
        failedAt: store.clock.now(),
        createdAt: store.clock.now(),
        app: expect.objectContaining({ id: app.id, name: "Notes", published: false }),
        version: { id: version.id, fileName: "notes.mosis", submitted: false },
        objectKey: null,
      },
    ]);
    expect(counts.filter(isWork)).toEqual([]);
  });

  test("is for admins alone, to see and to act on", async () => {
    const { store, entry } = await interrupted();
    for (const actor of [store.developer, store.reviewer]) {
      const query = FailedJobsQuery.parse({});
      await expect(store.app.listFailedJobs({ actor, query })).rejects.toEqual(failing("role_required"));
      const input = { actor, jobId: entry.id };
      await expect(store.app.retryJob(input)).rejects.toEqual(failing("role_required"));
      await expect(store.app.discardJob(input)).rejects.toEqual(failing("role_required"));
    }
    expect((await list(store)).failed.total).toBe(1);
  });

  test("lets an admin take a job up again, with the version that waits for it", async () => {
    const { store, version, entry, now } = await interrupted();
    await store.app.retryJob({ actor: store.admin, jobId: entry.id });
    expect(await now()).toMatchObject({ status: "validating", step: "queued" });
    expect(await claimed(store)).toEqual([{ ...entry, generation: 2 }]);
    expect(actionsOn(store, entry.id)).toEqual(["job.retried"]);
    await expect(store.app.retryJob({ actor: store.admin, jobId: entry.id })).rejects.toEqual(
      failing("not_found"),
    );
    await validateVersion(store, { versionId: version.id });
    expect(await now()).toMatchObject({ status: "draft" });
  });

  test("lets an admin discard a job, once, and the version stays as it is", async () => {
    const { store, entry, now } = await interrupted();
    const discard = () => store.app.discardJob({ actor: store.admin, jobId: entry.id });
    await discard();
    await expect(discard()).rejects.toEqual(failing("not_found"));
    expect((await list(store)).failed.total).toBe(0);
    expect(await waiting(store)).toEqual([]);
    expect(actionsOn(store, entry.id)).toEqual(["job.discarded"]);
    expect(await now()).toMatchObject({ status: "failed" });
  });

  test("does not take up a job whose payload breaks its contract, and notes nothing of it", async () => {
    const store = await createSampleStore();
    await store.db.outbox.add({ name: "feed.write", payload: {} } as unknown as Job, store.clock.now());
    const entry = await entryOf(store, "feed.write");
    await giveUpJob(store, { entry, job: null, failure: { ...failure, class: "poison" } });
    await expect(store.app.retryJob({ actor: store.admin, jobId: entry.id })).rejects.toEqual(
      failing("job_retry_impossible"),
    );
    expect(await waiting(store)).toEqual([]);
    expect(actionsOn(store, entry.id)).toEqual([]);
  });
});
