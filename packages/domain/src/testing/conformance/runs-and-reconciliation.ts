import { describe, expect, test } from "vitest";
import { system } from "../../actor.ts";
import { newId } from "../../ids.ts";
import type { JobFailure } from "../../job-failure.ts";
import type { Job } from "../../jobs.ts";
import { FailedJobsQuery } from "../../listing.ts";
import { objectKeys, stable } from "../../object-keys.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import {
  addApp,
  addBase,
  addIcon,
  addPerson,
  addUpload,
  addVersion,
  failing,
  minute,
  newMark,
} from "./sample-rows.ts";

const many = 10_000;

export function describeRunsAndReconciliation(database: () => ObservedDatabase): void {
  async function owned() {
    const db = database();
    const { actor } = await addPerson(db);
    return { db, actor, app: await addApp(db, actor) };
  }

  const failure = (fields: Partial<JobFailure> = {}): JobFailure => ({
    class: "permanent",
    code: "object_missing",
    message: "A stored file that should be there is missing.",
    incidentId: newId(),
    attempts: 1,
    ...fields,
  });

  /** Adds a job and notes it as given up. */
  async function addFailed(job: Job, cause: JobFailure = failure()): Promise<void> {
    const { outbox, relay } = database();
    await outbox.add(job, minute(1));
    const entries = await relay.claimOutbox(many, 0);
    const entry = entries.find((one) => JSON.stringify(one.job.payload) === JSON.stringify(job.payload));
    if (!entry) throw new Error("the job is not there");
    expect(await outbox.giveUp(entry, cause, minute(9))).toBe(true);
  }

  describe("a run", () => {
    test("of a check takes the next number, and an earlier run writes nothing after that", async () => {
      const { db, app } = await owned();
      const version = await addVersion(db, app);
      const first = await db.versions.begin(version.id);
      expect(first).toEqual({ ...version, step: "reading", attempt: 1 });
      const second = await db.versions.begin(version.id);
      expect(second?.attempt).toBe(2);
      if (!first || !second) throw new Error("no run");
      await expect(db.versions.update({ ...first, step: "storing" }, first)).rejects.toEqual(
        failing("version_state_conflict"),
      );
      await db.versions.update({ ...second, step: "storing" }, second);
      const stopped = { ...second, step: null, status: "failed" as const, attempt: 3 };
      await db.versions.update(stopped, second);
      expect(await db.versions.find(system, version.id)).toEqual(stopped);
      expect(await db.versions.begin(version.id)).toBeNull();
      expect(await db.versions.begin(newId())).toBeNull();
    });

    test("of two at once is one after the other", async () => {
      const { db, app } = await owned();
      const { id } = await addVersion(db, app);
      const runs = await Promise.all([1, 2, 3, 4].map(() => db.versions.begin(id)));
      expect(runs.map((run) => run?.attempt).sort()).toEqual([1, 2, 3, 4]);
    });

    test("of the renderer takes the next number, too", async () => {
      const { db, app } = await owned();
      const icon = await addIcon(db, app);
      const first = await db.icons.begin(icon.id);
      expect(first).toEqual({ ...icon, attempt: 1 });
      const second = await db.icons.begin(icon.id);
      if (!first || !second) throw new Error("no run");
      const ready = { status: "ready" as const, contentHash: "0123456789abcdef" };
      await expect(db.icons.update({ ...first, ...ready }, first)).rejects.toEqual(
        failing("icon_state_conflict"),
      );
      await db.icons.update({ ...second, ...ready }, second);
      expect(await db.icons.begin(icon.id)).toBeNull();
    });

    test("hears of a later icon of its app, unless that was refused", async () => {
      const { db, app } = await owned();
      const { app: other } = await owned();
      const icon = await addIcon(db, app);
      await addIcon(db, other, { createdAt: minute(5) });
      await addIcon(db, app, { createdAt: minute(2) });
      expect(await db.icons.hasNewer(icon)).toBe(false);
      const later = await addIcon(db, app, { createdAt: minute(4) });
      expect(await db.icons.hasNewer(icon)).toBe(true);
      const refusal = { code: "x", message: "x", fix: "x" };
      await db.icons.update({ ...later, status: "refused", refusal }, later);
      expect(await db.icons.hasNewer(icon)).toBe(false);
    });
  });

  describe("reconciliation", () => {
    test("lists what has been under way for too long, as the job that would do it", async () => {
      const { db, app } = await owned();
      const old = await addVersion(db, app);
      const fresh = await addVersion(db, app, { statusChangedAt: new Date() });
      const icon = await addIcon(db, app);
      const overlong = await db.reconciliation.listOverlong(many);
      expect(overlong).toContainEqual({ name: "version.validate", payload: { versionId: old.id } });
      expect(overlong).toContainEqual({ name: "icon.render", payload: { iconId: icon.id } });
      expect(overlong).not.toContainEqual({ name: "version.validate", payload: { versionId: fresh.id } });
      expect(await db.reconciliation.listOverlong(1)).toHaveLength(1);
    });

    test("queues an object again that is deleting and forgotten, and not one whose job waits", async () => {
      const { db, app } = await owned();
      const keys = Array.from({ length: 4 }, () => `temp/${newMark()}/upload`);
      const [forgotten, waiting, young, rested] = keys as [string, string, string, string];
      const job = (key: string): Job => ({ name: "object.delete", payload: { key } });
      for (const key of keys) {
        await db.objects.expect({ key, kind: "upload", ...app, appId: app.id, at: minute(1) });
        await db.objects.deleting([key], key === young ? new Date() : minute(2));
      }
      await db.outbox.add(job(waiting), minute(2));
      await addFailed(job(rested));
      const requeued = await db.reconciliation.requeueForgotten(many);
      expect(requeued).toContainEqual(job(forgotten));
      expect(requeued).toContainEqual(job(rested));
      expect(requeued).not.toContainEqual(job(waiting));
      expect(requeued).not.toContainEqual(job(young));
      expect(await db.reconciliation.requeueForgotten(many)).toEqual([]);
      // The claim of `addFailed` is over with the millisecond.
      await new Promise((resolve) => setTimeout(resolve, 5));
      const jobs = (await db.relay.claimOutbox(many, 0)).filter(({ job }) => job.name === "object.delete");
      const generations = keys.map((key) =>
        jobs.flatMap(({ job, generation }) =>
          "key" in job.payload && job.payload.key === key ? [generation] : [],
        ),
      );
      expect(generations).toEqual([[1], [1], [], [2]]);
    });

    test("frees what was announced for an upload or a version that has ended", async () => {
      const { db, app } = await owned();
      const announce = async (
        key: string,
        kind: "upload" | "package" | "manifest" | "icon",
        at = minute(1),
      ) => {
        await db.objects.expect({ key, kind, appId: app.id, at });
        return key;
      };
      const upload = async (status: "open" | "completed" | "aborted" | "expired" | "consumed") =>
        announce(objectKeys.upload((await addUpload(db, app, { status })).id), "upload");
      const goes = [await upload("aborted"), await upload("expired"), await upload("consumed")];
      const stays = [await upload("open"), await upload("completed")];
      const failed = await addVersion(db, app, { status: "failed", code: 1 });
      const kept = await db.uploads.find(system, failed.uploadId);
      if (!kept) throw new Error("no upload");
      const address = { ...failed, versionCode: 1 };
      const own = [
        await announce(objectKeys.package(address), "package"),
        await announce(objectKeys.manifest(address), "manifest"),
      ];
      stays.push(
        await announce(objectKeys.icon(app.id, 32), "icon"),
        await announce(objectKeys.package({ ...failed, versionCode: 2 }), "package"),
        await announce(
          objectKeys.upload((await addUpload(db, app, { status: "aborted" })).id),
          "upload",
          new Date(),
        ),
      );
      const statuses = (keys: string[]) =>
        Promise.all(keys.map(async (key) => (await db.objects.find(key))?.status));

      // The failed version may be retried as long as its upload is there.
      const freed = await db.reconciliation.freeAbandoned(many);
      expect(freed.sort()).toEqual([...goes].sort());
      await db.uploads.update({ ...kept, status: "consumed" }, "completed");
      expect((await db.reconciliation.freeAbandoned(many)).sort()).toEqual([...own].sort());
      expect(await statuses([...goes, ...own])).toEqual([...goes, ...own].map(() => "deleting"));
      expect(await statuses(stays)).toEqual(stays.map(() => "pending"));
      const jobs = (await db.relay.claimOutbox(many, 0)).map(({ job }) => job);
      for (const key of [...goes, ...own])
        expect(jobs).toContainEqual({ name: "object.delete", payload: { key } });
    });
  });

  describe("failed jobs", () => {
    const query = (fields: Partial<FailedJobsQuery> = {}) => FailedJobsQuery.parse(fields);

    test("are listed with what they were about, the latest first, and found by it", async () => {
      const { db, app } = await owned();
      const version = await addVersion(db, app, { status: "published", code: 1 });
      await addBase(db, version);
      const icon = await addIcon(db, app);
      const cause = failure({ class: "retry", code: "service_unavailable", attempts: 60 });
      await addFailed({ name: "version.validate", payload: { versionId: version.id } }, cause);
      await addFailed({ name: "icon.render", payload: { iconId: icon.id } });
      await addFailed({ name: "feed.write", payload: { appId: app.id, track: stable } });
      const { items } = await db.queries.listFailedJobs(query({ search: app.packageId }));
      expect(items.map(({ name }) => name)).toEqual(["feed.write", "icon.render", "version.validate"]);
      expect(items.map((item) => item.app?.id)).toEqual([app.id, app.id, app.id]);
      expect(items[2]).toEqual({
        id: expect.any(String),
        name: "version.validate",
        failure: cause,
        failedAt: minute(9),
        createdAt: minute(1),
        app: { ...headOf(app), published: true },
        version: { id: version.id, fileName: "notes.mosis", submitted: true },
        objectKey: null,
      });
      const found = async (fields: Partial<FailedJobsQuery>) =>
        (await db.queries.listFailedJobs(query(fields))).items.map(({ name }) => name);
      expect(await found({ search: cause.incidentId })).toEqual(["version.validate"]);
      expect(await found({ search: app.packageId, name: "icon.render" })).toEqual(["icon.render"]);
      expect(await found({ search: app.packageId, class: "retry" })).toEqual(["version.validate"]);
      expect(await found({ search: app.packageId, class: "poison" })).toEqual([]);
    });

    test("are listed whatever their payload is", async () => {
      const { db } = await owned();
      const mark = newMark();
      const poison = failure({ class: "poison", code: "job_invalid", message: mark });
      await addFailed(
        { name: "version.validate", payload: { versionId: `no id ${mark}` } } as unknown as Job,
        poison,
      );
      const key = `temp/${mark}/upload`;
      await addFailed({ name: "object.delete", payload: { key } }, failure({ message: mark }));
      const { items } = await db.queries.listFailedJobs(query({ search: mark }));
      expect(items).toMatchObject([
        { name: "object.delete", app: null, version: null, objectKey: key },
        { name: "version.validate", app: null, version: null, objectKey: null },
      ]);
    });

    test("are cut into pages, and counted by the others", async () => {
      const { db } = await owned();
      const mark = newMark();
      for (let count = 0; count < 21; count++)
        await addFailed(
          { name: "object.delete", payload: { key: `${mark}/${count}` } },
          failure({ message: mark }),
        );
      const second = await db.queries.listFailedJobs(query({ search: mark, page: 2 }));
      expect(second).toMatchObject({ total: 21, page: 2, pageCount: 2 });
      expect(second.items).toHaveLength(1);

      const countOf = async () =>
        (await db.queries.countJobs()).find(({ name }) => name === "uploads.expire") ?? null;
      expect(await countOf()).toBeNull();
      for (const at of [minute(3), minute(2)])
        await db.outbox.add({ name: "uploads.expire", payload: {} }, at);
      expect(await countOf()).toEqual({
        name: "uploads.expire",
        waiting: 2,
        handedOver: 0,
        oldest: minute(2),
      });
      const claimed = (await db.relay.claimOutbox(many, 60_000)).filter(
        ({ job }) => job.name === "uploads.expire",
      );
      await db.relay.finishOutbox(claimed.slice(0, 1).map(({ id }) => id));
      expect(await countOf()).toMatchObject({ waiting: 0, handedOver: 1 });
      await db.relay.finishOutbox(claimed.map(({ id }) => id));
    });
  });
}

function headOf({ id, packageId, name, summary, category, icon }: Awaited<ReturnType<typeof addApp>>) {
  return { id, packageId, name, summary, category, icon };
}
