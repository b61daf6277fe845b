import { describe, expect, test } from "vitest";
import { objectKeys } from "../object-keys.ts";
import { failing } from "../testing/conformance/sample-rows.ts";
import { actionsOn, addSampleApp, createSampleStore, putOf } from "../testing/index.ts";
import { uploadRules } from "../upload.ts";

const input = { kind: "package", fileName: "notes.mosis", size: 3, sha256: "ab".repeat(32) } as const;

describe("starting an upload", () => {
  test("opens it for an hour, announces its object and signs exactly the announced bytes for 15 minutes", async () => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    const started = await store.app.startUpload({ actor: store.developer, appId: app.id, ...input });
    const { upload } = started;
    const put = putOf(started);
    expect(upload).toMatchObject({ ...input, status: "open", createdBy: store.developer.userId, etag: null });
    expect(upload.expiresAt).toEqual(new Date(store.clock.now().getTime() + 60 * 60 * 1000));
    expect(put.expiresAt).toEqual(new Date(store.clock.now().getTime() + 15 * 60 * 1000));
    expect(await store.db.objects.find(objectKeys.upload(upload.id))).toMatchObject({
      kind: "upload",
      status: "pending",
      appId: app.id,
      developerId: store.developer.developerId,
    });
    expect(actionsOn(store, upload.id)).toEqual(["upload.started"]);

    expect(await store.objects.sendPut(put, new Uint8Array(4))).toBe(403);
    expect(await store.objects.sendPut(put, new Uint8Array(3))).toBe(200);
    expect(await store.objects.sendPut(put, new Uint8Array(3))).toBe(412);
    expect(store.objects.objects.get(objectKeys.upload(upload.id))?.contentType).toBe(
      uploadRules.package.contentType,
    );
  });

  test.each(["package", "icon"] as const)("takes no more bytes than a %s may have", async (kind) => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    const start = (size: number) =>
      store.app.startUpload({ actor: store.developer, appId: app.id, ...input, kind, size });
    const { maxBytes } = uploadRules[kind];
    await expect(start(maxBytes + 1)).rejects.toEqual(failing("upload_too_large"));
    await expect(start(maxBytes + 1)).rejects.toThrow(`at most ${maxBytes}`);
    expect((await start(maxBytes)).upload.size).toBe(maxBytes);
    expect(store.audit.filter(({ action }) => action === "upload.started")).toHaveLength(1);
  });

  test("is for the app's own developer; a reviewer who sees the app may not either", async () => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    for (const actor of [store.stranger, store.reviewer])
      await expect(store.app.startUpload({ actor, appId: app.id, ...input })).rejects.toEqual(
        failing("not_found"),
      );
    expect(store.audit.map(({ action }) => action)).toEqual(["app.created"]);
  });
});
