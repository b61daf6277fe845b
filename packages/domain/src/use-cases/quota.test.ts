import { describe, expect, test } from "vitest";
import { defaultQuota } from "../quota.ts";
import { failing } from "../testing/conformance/sample-rows.ts";
import { actionsOn, addSampleApp, createSampleStore, type SampleStore } from "../testing/index.ts";
import { expireUploads } from "./end-upload.ts";
import { setQuota } from "./set-quota.ts";

const hourMs = 60 * 60 * 1000;

async function limited(limits: Parameters<SampleStore["db"]["quotas"]["set"]>[1]) {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  await store.db.quotas.set(store.developer.developerId, limits);
  let count = 0;
  const start = (size = 10) =>
    store.app.startUpload({
      actor: store.developer,
      appId: app.id,
      kind: "package",
      fileName: "notes.mosis",
      size,
      sha256: String(++count).padStart(64, "0"),
    });
  return { store, start };
}

describe("setting a quota", () => {
  const who = { provider: "demo", subject: "developer" } as const;

  test("leaves the other limits, is noted, and null takes the store's own again", async () => {
    const { store } = await limited({ openUploads: 2 });
    expect(await setQuota(store, { ...who, quota: { dailyUploads: 5 } })).toEqual({
      ...defaultQuota,
      openUploads: 2,
      dailyUploads: 5,
    });
    expect(await setQuota(store, { ...who, quota: { openUploads: null, dailyUploads: null } })).toEqual(
      defaultQuota,
    );
    expect(actionsOn(store, store.developer.developerId)).toEqual(["quota.changed", "quota.changed"]);
    expect(await setQuota(store, { ...who, quota: {} })).toEqual(defaultQuota);
    expect(actionsOn(store, store.developer.developerId)).toHaveLength(2);
  });

  test("is for people who are known", async () => {
    const { store } = await limited({});
    await expect(setQuota(store, { provider: "demo", subject: "nobody", quota: {} })).rejects.toEqual(
      failing("not_found"),
    );
  });
});

describe("a quota", () => {
  test("of open uploads is free again when one ends", async () => {
    const { store, start } = await limited({ openUploads: 2 });
    const { upload } = await start();
    await start();
    await expect(start()).rejects.toEqual(failing("open_uploads_exceeded"));
    await store.app.abortUpload({ actor: store.developer, uploadId: upload.id });
    await start();
    store.clock.advance(hourMs);
    await expireUploads(store);
    await start();
  });

  test("of uploads a day is free again a day later", async () => {
    const { store, start } = await limited({ dailyUploads: 1 });
    await start();
    await expect(start()).rejects.toEqual(failing("daily_uploads_exceeded"));
    store.clock.advance(24 * 60 * 60 * 1000);
    await start();
  });

  test("of bytes counts what is under way as it was announced", async () => {
    const { store, start } = await limited({ storedBytes: 25 });
    const { upload } = await start();
    await start();
    await expect(start(6)).rejects.toMatchObject({
      code: "storage_quota_exceeded",
      message: expect.stringContaining("25 bytes in this store and uses 20"),
    });
    await start(5);
    await store.app.abortUpload({ actor: store.developer, uploadId: upload.id });
    await start(10);
  });

  test("of one package is the developer's own", async () => {
    const { start } = await limited({ packageBytes: 9 });
    await expect(start(10)).rejects.toEqual(failing("upload_too_large"));
    await start(9);
  });

  test("does not stand in the way of going on with an upload there is", async () => {
    const { store, start } = await limited({ openUploads: 1 });
    const { upload } = await start();
    const { appId, kind, fileName, size, sha256 } = upload;
    const again = await store.app.startUpload({
      actor: store.developer,
      appId,
      kind,
      fileName,
      size,
      sha256,
    });
    expect(again.upload.id).toBe(upload.id);
    expect(again.put).not.toBeNull();
  });
});
