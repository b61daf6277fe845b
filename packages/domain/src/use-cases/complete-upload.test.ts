import { describe, expect, test } from "vitest";
import { system } from "../actor.ts";
import { objectKeys } from "../object-keys.ts";
import { failing } from "../testing/conformance/sample-rows.ts";
import {
  actionsOn,
  addSampleApp,
  afterCall,
  createSampleStore,
  endsAfterEveryCrash,
  payloadsOf,
  putOf,
  samplePackage,
  sendSampleUpload,
} from "../testing/index.ts";
import { type CompletedUpload, completeUpload } from "./complete-upload.ts";
import { expireUploads } from "./end-upload.ts";

async function sentUpload(kind: "package" | "icon" = "package") {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const bytes = kind === "package" ? await samplePackage() : new Uint8Array([1, 2, 3]);
  const upload = await sendSampleUpload(store, { appId: app.id, kind, bytes });
  const complete = () => store.app.completeUpload({ actor: store.developer, uploadId: upload.id });
  return { store, app, upload, complete };
}

/** Of what the upload has become. */
function idOf(completed: CompletedUpload): string {
  if (completed.kind === "package") return completed.version.id;
  return completed.kind === "icon" ? completed.icon.id : completed.screenshot.id;
}

describe("completing an upload", () => {
  test("makes a version that waits for its validation", async () => {
    const { store, app, upload, complete } = await sentUpload();
    const key = objectKeys.upload(upload.id);
    const head = await store.objects.head(key);
    const completed = await complete();
    if (completed.kind !== "package") throw new Error("no version");
    const { version } = completed;
    expect(version).toMatchObject({
      appId: app.id,
      developerId: store.developer.developerId,
      status: "validating",
      step: "queued",
      versionCode: null,
      size: upload.size,
      sha256: upload.sha256,
    });
    expect(await store.db.versions.find(system, version.id)).toEqual(version);
    expect(await store.db.uploads.find(system, upload.id)).toMatchObject({
      status: "completed",
      etag: head?.etag,
    });
    expect(await store.db.objects.find(key)).toMatchObject({ status: "stored", ...head });
    expect(payloadsOf(store, "version.validate")).toEqual([{ versionId: version.id }]);
    expect(actionsOn(store, version.id)).toEqual(["version.received"]);
  });

  test("makes an icon that waits to be rendered", async () => {
    const { store, complete } = await sentUpload("icon");
    const completed = await complete();
    if (completed.kind !== "icon") throw new Error("no icon");
    expect(await store.db.icons.find(system, completed.icon.id)).toMatchObject({ status: "rendering" });
    expect(payloadsOf(store, "icon.render")).toEqual([{ iconId: completed.icon.id }]);
  });

  test.each(["package", "icon"] as const)(
    "any number of calls, one after the other and at once, make one %s",
    async (kind) => {
      const { store, upload, complete } = await sentUpload(kind);
      const first = await Promise.all([complete(), complete(), complete()]);
      const all = [...first, await complete()];
      expect(new Set(all.map(idOf)).size).toBe(1);
      expect(store.jobs).toHaveLength(1);
      expect(actionsOn(store, upload.id)).toEqual(["upload.started", "upload.completed"]);
      expect(store.audit.filter(({ action }) => action === "version.received")).toHaveLength(
        kind === "package" ? 1 : 0,
      );
    },
  );

  test("a crash anywhere leaves all of it or nothing, and the next call finds or makes it", async () => {
    const ends = await endsAfterEveryCrash({
      begin: sentUpload,
      ports: ({ store }) => store,
      run: (ports, { store, upload }) =>
        completeUpload(ports, { actor: store.developer, uploadId: upload.id }),
      end: async ({ store, upload }) => ({
        actions: store.audit.map(({ action }) => action),
        jobs: store.jobs.map(({ name }) => name),
        status: (await store.db.uploads.find(system, upload.id))?.status,
      }),
    });
    expect(ends.length).toBeGreaterThan(8);
    for (const { end, diedAfter } of ends)
      expect(end, diedAfter).toEqual({
        actions: ["app.created", "upload.started", "upload.completed", "version.received"],
        jobs: ["version.validate"],
        status: "completed",
      });
  });

  test("bytes that have not arrived are asked for, and the upload stays open", async () => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    const started = await store.app.startUpload({
      actor: store.developer,
      appId: app.id,
      kind: "package",
      fileName: "notes.mosis",
      size: 4,
      sha256: "ab".repeat(32),
    });
    const { id: uploadId } = started.upload;
    const complete = () => store.app.completeUpload({ actor: store.developer, uploadId });
    await expect(complete()).rejects.toEqual(failing("upload_not_received"));
    await store.objects.sendPut(putOf(started), new Uint8Array(4));
    expect((await complete()).kind).toBe("package");
  });

  test.each([-1, 1])("bytes of another length than announced (%i) are refused", async (difference) => {
    const { store, upload, complete } = await sentUpload();
    await store.objects.put({
      key: objectKeys.upload(upload.id),
      bytes: new Uint8Array(upload.size + difference),
      contentType: "application/octet-stream",
      cacheControl: "no-store",
    });
    await expect(complete()).rejects.toEqual(failing("upload_size_mismatch"));
    expect(await store.db.uploads.find(system, upload.id)).toMatchObject({ status: "open", etag: null });
    expect(store.jobs).toEqual([]);
  });

  test("an upload that has ended stays ended", async () => {
    const aborted = await sentUpload();
    await aborted.store.app.abortUpload({ actor: aborted.store.developer, uploadId: aborted.upload.id });
    await expect(aborted.complete()).rejects.toEqual(failing("upload_closed"));

    const expired = await sentUpload();
    expired.store.clock.advance(60 * 60 * 1000);
    await expireUploads(expired.store);
    await expect(expired.complete()).rejects.toEqual(failing("upload_closed"));
  });

  test("an upload that is cancelled while its bytes are looked for becomes nothing", async () => {
    const { store, upload } = await sentUpload();
    const input = { actor: store.developer, uploadId: upload.id };
    const ports = afterCall(store, "objects.head", () => store.app.abortUpload(input));
    await expect(completeUpload(ports, input)).rejects.toEqual(failing("upload_closed"));
    expect(store.jobs.map(({ name }) => name)).toEqual(["object.delete"]);
  });

  test("nobody else's upload is there", async () => {
    const { store, upload } = await sentUpload();
    for (const actor of [store.stranger, store.reviewer])
      await expect(store.app.completeUpload({ actor, uploadId: upload.id })).rejects.toEqual(
        failing("not_found"),
      );
    expect(await store.db.uploads.find(system, upload.id)).toMatchObject({ status: "open" });
  });
});
