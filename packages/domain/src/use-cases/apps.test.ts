import { describe, expect, test } from "vitest";
import { system } from "../actor.ts";
import { appIdOf, newId } from "../ids.ts";
import { sha256Of } from "../sha256.ts";
import { failing } from "../testing/conformance/sample-rows.ts";
import {
  actionsOn,
  addSampleApp,
  addSampleDraft,
  addSampleSubmission,
  createSampleStore,
  payloadsOf,
  receiveSampleIcon,
  receiveSampleVersion,
} from "../testing/index.ts";

describe("creating an app", () => {
  test("gives it the id that its package id names for ever", async () => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    expect(app.id).toBe(await appIdOf("com.example.notes"));
    expect(app).toMatchObject({ developerId: store.developer.developerId, icon: null });
    expect(await store.app.getOwnApp({ actor: store.developer, appId: app.id })).toEqual(app);
    expect(
      await store.app.getOwnAppByPackageId({ actor: store.developer, packageId: app.packageId }),
    ).toEqual(app);
    expect(actionsOn(store, app.id)).toEqual(["app.created"]);
  });

  test("takes a package id once in the whole store, also for two people at once", async () => {
    const store = await createSampleStore();
    const { packageId, name, summary, description, category } = await addSampleApp(await createSampleStore());
    const create = (actor: typeof store.developer) =>
      store.app.createApp({ actor, packageId, name, summary, description, category });
    const results = await Promise.allSettled([create(store.developer), create(store.stranger)]);
    const lost = results.filter((result) => result.status === "rejected");
    expect(lost.map(({ reason }) => reason as unknown)).toEqual([failing("package_id_taken")]);
    expect(store.audit).toHaveLength(1);
  });
});

describe("changing an app", () => {
  test("changes what is named, leaves the rest, and has devices told", async () => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    store.clock.advance(1000);
    const changes = { name: "Better notes", summary: "Takes better notes." };
    await store.app.updateApp({ actor: store.developer, appId: app.id, changes });
    expect(await store.db.apps.find(system, app.id)).toEqual({
      ...app,
      ...changes,
      updatedAt: store.clock.now(),
    });
    expect(store.audit.at(-1)).toMatchObject({
      actor: store.developer,
      action: "app.changed",
      data: { fields: "name, summary" },
    });
    expect(payloadsOf(store, "feed.write")).toEqual([{ appId: app.id, track: "stable" }]);
  });

  test("is for its own developer: others' hands off, also a reviewer's who sees it", async () => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    await addSampleSubmission(store, app);
    const before = await store.db.apps.find(system, app.id);
    const jobs = store.jobs.length;
    expect(await store.db.apps.find(store.reviewer, app.id)).not.toBeNull();
    for (const actor of [store.stranger, store.reviewer, { ...store.reviewer, role: "admin" } as const])
      await expect(store.app.updateApp({ actor, appId: app.id, changes: { name: "Mine" } })).rejects.toEqual(
        failing("not_found"),
      );
    expect(await store.db.apps.find(system, app.id)).toEqual(before);
    expect(store.jobs).toHaveLength(jobs);
  });

  test("twice at once loses neither change", async () => {
    const store = await createSampleStore();
    const { id: appId } = await addSampleApp(store);
    const actor = store.developer;
    await Promise.all([
      store.app.updateApp({ actor, appId, changes: { name: "Better notes" } }),
      store.app.updateApp({ actor, appId, changes: { category: "business" } }),
    ]);
    expect(await store.db.apps.find(system, appId)).toMatchObject({
      name: "Better notes",
      category: "business",
    });
  });
});

describe("what is someone else's", () => {
  test("is not there", async () => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    const versionId = await addSampleDraft(store, app);
    const { id: iconId } = await receiveSampleIcon(store, { appId: app.id, bytes: new Uint8Array([1]) });
    const actor = store.stranger;
    const asked = [
      store.app.getOwnApp({ actor, appId: app.id }),
      store.app.getOwnAppByPackageId({ actor, packageId: app.packageId }),
      store.app.getVersion({ actor, versionId }),
      store.app.getIcon({ actor, iconId }),
      store.app.getPackageDownload({ actor, versionId }),
      store.app.getVersion({ actor: store.developer, versionId: newId<"version">() }),
    ];
    for (const answer of asked) await expect(answer).rejects.toEqual(failing("not_found"));
  });
});

describe("the address of a package", () => {
  test("serves its bytes to its developer and, once submitted, to reviewers, for an hour", async () => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    const versionId = await addSampleDraft(store, app, 3);
    await expect(store.app.getPackageDownload({ actor: store.reviewer, versionId })).rejects.toEqual(
      failing("not_found"),
    );
    const { url, counts } = await store.app.getPackageDownload({ actor: store.developer, versionId });
    // It is no download of anybody who installs it.
    expect(counts).toBeNull();
    const { status, bytes, contentDisposition } = await store.objects.sendGet(url);
    const { version } = await store.app.getVersion({ actor: store.developer, versionId });
    expect([status, await sha256Of(bytes)]).toEqual([200, version.sha256]);
    expect(contentDisposition).toContain("com.example.notes-1.0.3.mosis");
    store.clock.advance(60 * 60 * 1000 + 1);
    expect((await store.objects.sendGet(url)).status).toBe(403);

    const submitted = await addSampleSubmission(store, app, 4);
    const reviewed = await store.app.getPackageDownload({ actor: store.reviewer, versionId: submitted });
    expect((await store.objects.sendGet(reviewed.url)).status).toBe(200);
  });

  test("is not given while there are no stored bytes", async () => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    const { id: versionId } = await receiveSampleVersion(store, { appId: app.id });
    await expect(store.app.getPackageDownload({ actor: store.developer, versionId })).rejects.toEqual(
      failing("not_found"),
    );
  });
});
