import { describe, expect, test } from "vitest";
import { system } from "../actor.ts";
import { objectKeys } from "../object-keys.ts";
import { sha256Of } from "../sha256.ts";
import { failing } from "../testing/conformance/sample-rows.ts";
import {
  addSampleApp,
  afterCall,
  createSampleStore,
  endsAfterEveryCrash,
  type SampleStore,
} from "../testing/index.ts";
import type { Upload } from "../upload.ts";
import { multipartThreshold, partBytes, type ReceivedPart } from "../upload-part.ts";
import { completeUpload } from "./complete-upload.ts";
import { deleteObject } from "./delete-object.ts";
import { expireUploads } from "./end-upload.ts";
import { signParts } from "./sign-parts.ts";

const size = 2 * partBytes + 5;
const bytes = new Uint8Array(size).map((_, index) => index % 251);
const sha256 = await sha256Of(bytes);

async function startLarge() {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const start = () =>
    store.app.startUpload({
      actor: store.developer,
      appId: app.id,
      kind: "package",
      fileName: "large.mosis",
      size,
      sha256,
    });
  const { upload } = await start();
  return { store, app, upload, start };
}

/** Sends parts as a client does: asks for their addresses, sends them, and says that they arrived. */
async function sendParts(store: SampleStore, upload: Upload, numbers: number[]): Promise<ReceivedPart[]> {
  const input = { actor: store.developer, uploadId: upload.id };
  const signed = await store.app.signParts({ ...input, received: [], partNumbers: numbers });
  const received: ReceivedPart[] = [];
  for (const { number, put } of signed) {
    const from = (number - 1) * partBytes;
    const { etag } = await store.objects.sendPart(put, bytes.subarray(from, from + partBytes));
    if (etag === null) throw new Error("the part was refused");
    received.push({ number, etag });
  }
  await store.app.signParts({ ...input, received, partNumbers: [] });
  return received;
}

const complete = (store: SampleStore, upload: Upload) =>
  store.app.completeUpload({ actor: store.developer, uploadId: upload.id });

describe("a large file", () => {
  test("goes in parts, the last one with what is left", async () => {
    const { store, upload, start } = await startLarge();
    expect(size).toBeGreaterThanOrEqual(multipartThreshold);
    expect(upload).toMatchObject({ partSize: partBytes, storageUploadId: null });
    expect((await start()).put).toBeNull();
    const signed = await store.app.signParts({
      actor: store.developer,
      uploadId: upload.id,
      received: [],
      partNumbers: [3, 1, 3],
    });
    expect(signed.map((part) => [part.number, part.size])).toEqual([
      [3, 5],
      [1, partBytes],
    ]);
    expect(signed[0]?.put.expiresAt).toEqual(new Date(store.clock.now().getTime() + 15 * 60 * 1000));
  });

  test("becomes one version, whatever was sent twice or interrupted", async () => {
    const { store, upload, start } = await startLarge();
    await sendParts(store, upload, [2]);
    await expect(complete(store, upload)).rejects.toMatchObject({
      code: "upload_not_received",
      message: expect.stringContaining("Parts 1, 3 of 3"),
    });
    // A new process knows the file only: it gets the same upload and what has arrived of it.
    const resumed = await start();
    expect(resumed.upload.id).toBe(upload.id);
    const { parts } = await store.app.getUpload({ actor: store.developer, uploadId: upload.id });
    expect(parts.map(({ number }) => number)).toEqual([2]);
    await sendParts(store, upload, [1, 2, 3]);
    const completed = await Promise.all([complete(store, upload), complete(store, upload)]);
    const versions = completed.map((one) => one.kind === "package" && one.version.id);
    expect(new Set(versions).size).toBe(1);
    const stored = store.objects.objects.get(objectKeys.upload(upload.id))?.bytes;
    expect(stored && (await sha256Of(stored))).toBe(sha256);
    expect(store.objects.unjoined).toBe(0);
    // The same bytes once more: they are a version already.
    const again = await start();
    expect(again).toMatchObject({ upload: { id: upload.id, status: "completed" }, put: null });
  });

  test("ends as one version after every interruption of its completion", async () => {
    const ends = await endsAfterEveryCrash({
      async begin() {
        const world = await startLarge();
        await sendParts(world.store, world.upload, [1, 2, 3]);
        return world;
      },
      ports: ({ store }) => store,
      run: (ports, { store, upload }) =>
        completeUpload(ports, { actor: store.developer, uploadId: upload.id }),
      async end({ store, upload }) {
        const { status } = (await store.db.uploads.find(system, upload.id)) ?? {};
        return [status, store.jobs.length, store.objects.unjoined];
      },
    });
    expect(ends.length).toBeGreaterThan(5);
    for (const { end } of ends) expect(end).toEqual(["completed", 1, 0]);
  });

  test("has one object in the making, however many clients begin at once", async () => {
    const { store, upload } = await startLarge();
    const sign = () =>
      store.app.signParts({
        actor: store.developer,
        uploadId: upload.id,
        received: [],
        partNumbers: [1],
      });
    const all = await Promise.all([sign(), sign(), sign()]);
    expect(store.objects.unjoined).toBe(1);
    for (const [part] of all) {
      if (!part) throw new Error("no part");
      expect((await store.objects.sendPart(part.put, bytes.subarray(0, partBytes))).status).toBe(200);
    }
  });

  test("has to be sent again when storage lost its parts", async () => {
    const { store, upload } = await startLarge();
    await sendParts(store, upload, [1, 2, 3]);
    const { storageUploadId } = (await store.db.uploads.find(system, upload.id)) ?? {};
    await store.objects.dropParts({
      key: objectKeys.upload(upload.id),
      storageUploadId: storageUploadId ?? "",
    });
    await expect(complete(store, upload)).rejects.toEqual(failing("upload_parts_changed"));
    await sendParts(store, upload, [1, 2, 3]);
    expect((await complete(store, upload)).kind).toBe("package");
  });

  test("leaves nothing behind when it is cancelled, also while it is being joined", async () => {
    const { store, upload } = await startLarge();
    await sendParts(store, upload, [1, 2, 3]);
    const input = { actor: store.developer, uploadId: upload.id };
    const ports = afterCall(store, "objects.joinParts", () => store.app.abortUpload(input));
    await expect(completeUpload(ports, input)).rejects.toEqual(failing("upload_closed"));
    await deleteObject(store, { key: objectKeys.upload(upload.id) });
    expect(store.objects.objects.size).toBe(0);

    const other = await startLarge();
    await sendParts(other.store, other.upload, [1]);
    await other.store.app.abortUpload({ actor: other.store.developer, uploadId: other.upload.id });
    await deleteObject(other.store, { key: objectKeys.upload(other.upload.id) });
    expect(other.store.objects.unjoined).toBe(0);
    const late = other.store.app.signParts({
      actor: other.store.developer,
      uploadId: other.upload.id,
      received: [],
      partNumbers: [2],
    });
    await expect(late).rejects.toEqual(failing("upload_closed"));
  });

  test("lives an hour from its last sign of life, and not for ever", async () => {
    const { store, upload } = await startLarge();
    const minute = 60_000;
    for (let sign = 0; sign < 27; sign++) {
      store.clock.advance(50 * minute);
      await store.app.signParts({
        actor: store.developer,
        uploadId: upload.id,
        received: [],
        partNumbers: [1],
      });
      expect(await expireUploads(store)).toBe(0);
    }
    store.clock.advance(50 * minute);
    expect(await expireUploads(store)).toBe(1);
  });

  test("belongs to its developer, and has no parts but its own", async () => {
    const { store, upload } = await startLarge();
    const ask = (partNumbers: number[], actor = store.developer) =>
      signParts(store, { actor, uploadId: upload.id, received: [], partNumbers });
    for (const actor of [store.stranger, store.reviewer])
      await expect(ask([1], actor)).rejects.toEqual(failing("not_found"));
    for (const number of [0, 4]) await expect(ask([number])).rejects.toEqual(failing("input_invalid"));
  });
});
