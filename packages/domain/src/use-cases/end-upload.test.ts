import { describe, expect, test } from "vitest";
import { system } from "../actor.ts";
import { objectKeys } from "../object-keys.ts";
import { failing } from "../testing/conformance/sample-rows.ts";
import {
  actionsOn,
  addSampleApp,
  afterCall,
  createSampleStore,
  payloadsOf,
  sendSampleUpload,
} from "../testing/index.ts";
import { deleteObject } from "./delete-object.ts";
import { expireUploads } from "./end-upload.ts";

const hourMs = 60 * 60 * 1000;

async function openUploads(count: number) {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const uploads = [];
  for (let each = 0; each < count; each++)
    uploads.push(
      await sendSampleUpload(store, { appId: app.id, kind: "package", bytes: new Uint8Array([each]) }),
    );
  const [upload] = uploads;
  if (!upload) throw new Error("no upload");
  return { store, app, uploads, upload };
}

describe("cancelling an upload", () => {
  test("has its bytes deleted, and happens once however often it is asked for", async () => {
    const { store, upload } = await openUploads(1);
    const key = objectKeys.upload(upload.id);
    const abort = () => store.app.abortUpload({ actor: store.developer, uploadId: upload.id });
    await abort();
    await abort();
    expect(await store.db.uploads.find(system, upload.id)).toMatchObject({ status: "aborted" });
    expect(actionsOn(store, upload.id)).toEqual(["upload.started", "upload.aborted"]);
    expect(payloadsOf(store, "object.delete")).toEqual([{ key }]);
    expect(await store.db.objects.find(key)).toMatchObject({ status: "deleting" });

    await deleteObject(store, { key });
    await deleteObject(store, { key });
    expect(await store.objects.head(key)).toBeNull();
    expect(await store.db.objects.find(key)).toMatchObject({ status: "deleted" });
  });

  test("is over once the upload is completed", async () => {
    const { store, upload } = await openUploads(1);
    await store.app.completeUpload({ actor: store.developer, uploadId: upload.id });
    await expect(store.app.abortUpload({ actor: store.developer, uploadId: upload.id })).rejects.toEqual(
      failing("upload_state_conflict"),
    );
    expect(payloadsOf(store, "object.delete")).toEqual([]);
  });

  test("is for its own developer", async () => {
    const { store, upload } = await openUploads(1);
    for (const actor of [store.stranger, store.reviewer])
      await expect(store.app.abortUpload({ actor, uploadId: upload.id })).rejects.toEqual(
        failing("not_found"),
      );
    expect(await store.db.uploads.find(system, upload.id)).toMatchObject({ status: "open" });
  });
});

describe("uploads that nobody completed", () => {
  test("end after an hour, those that are overdue and no others", async () => {
    const { store, app, upload } = await openUploads(2);
    store.clock.advance(hourMs - 1);
    expect(await expireUploads(store)).toBe(0);
    const late = await sendSampleUpload(store, {
      appId: app.id,
      kind: "package",
      bytes: new Uint8Array([9]),
    });
    await store.app.completeUpload({ actor: store.developer, uploadId: upload.id });
    store.clock.advance(1);
    expect(await expireUploads(store)).toBe(1);
    expect(await expireUploads(store)).toBe(0);
    const { audit } = store;
    const expired = audit.filter(({ action }) => action === "upload.expired");
    expect(expired.map(({ actor }) => actor)).toEqual([system]);
    expect(await store.db.uploads.find(system, upload.id)).toMatchObject({ status: "completed" });
    expect(await store.db.uploads.find(system, late.id)).toMatchObject({ status: "open" });
    expect(payloadsOf(store, "object.delete")).toHaveLength(1);
  });

  test("end a number at a time", async () => {
    const { store } = await openUploads(3);
    store.clock.advance(hourMs);
    expect([await expireUploads(store, { limit: 2 }), await expireUploads(store, { limit: 2 })]).toEqual([
      2, 1,
    ]);
  });

  test("keep the decision that came while they were being ended", async () => {
    const { store, upload } = await openUploads(2);
    store.clock.advance(hourMs);
    const ports = afterCall(store, "db.uploads.listOverdue", () =>
      store.app.completeUpload({ actor: store.developer, uploadId: upload.id }),
    );
    expect(await expireUploads(ports)).toBe(1);
    expect(await store.db.uploads.find(system, upload.id)).toMatchObject({ status: "completed" });
  });
});

describe("deleting an object", () => {
  test("does nothing to one that is not on its way out", async () => {
    const { store, upload } = await openUploads(1);
    const key = objectKeys.upload(upload.id);
    await deleteObject(store, { key });
    await deleteObject(store, { key: "packages/unknown" });
    expect(await store.objects.head(key)).not.toBeNull();
    expect(await store.db.objects.find(key)).toMatchObject({ status: "pending" });
  });
});
