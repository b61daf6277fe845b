import { createHash, randomBytes } from "node:crypto";
import { freshBucketPrefix, secondStorage } from "@mosis/devstack/testing";
import { partBytes } from "@mosis/domain";
import { describeObjectStore } from "@mosis/domain/testing";
import { expect, test } from "vitest";
import { sha256OfStream } from "../sha256-of-stream.ts";
import { sendGet, sendPart, sendPut } from "../testing/send-presigned.ts";
import { createMovingStore } from "./moving-store.ts";
import { createSide } from "./s3-side.ts";
import { transferObject } from "./transfer-object.ts";

const { s3, prefix } = freshBucketPrefix();
const from = createSide({ provider: "r2", ...s3 });
const to = createSide({ provider: "r2", ...(await secondStorage()) });
const store = createMovingStore({ to, from });
const object = { contentType: "text/plain", cacheControl: "public, max-age=60" };
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const streamOf = (bytes: Uint8Array<ArrayBuffer>) => new Blob([bytes]).stream();

const clients = { sendPut, sendPart, sendGet, offersFileNames: false, listsUnjoined: false };
describeObjectStore("moving between two R2", () => ({ store, prefix: `${prefix}a/`, ...clients }));

describeObjectStore("moving between two R2, with what was there before,", () => ({
  store: {
    ...store,
    put: async (given) => ((await store.head(given.key)) ? store : from).put(given),
    presignPut: (given) => from.presignPut(given),
    startParts: (given) => from.startParts(given),
  },
  prefix: `${prefix}b/`,
  ...clients,
}));

test("an upload that was begun in parts before is finished, read and copied after", async () => {
  const key = `${prefix}begun`;
  const bytes = randomBytes(2 * partBytes + 1_000);
  const storageUploadId = await from.startParts({ key, contentType: "text/plain" });
  const parts = [];
  for (const number of [1, 2, 3]) {
    const part = bytes.subarray((number - 1) * partBytes, number * partBytes);
    const put = await store.presignPart({
      key,
      storageUploadId,
      number,
      size: part.length,
      expiresInSeconds: 60,
    });
    const { status, etag } = await sendPart(put, part);
    expect(status).toBe(200);
    parts.push({ number, etag: etag ?? "" });
  }
  await store.joinParts({ key, storageUploadId, parts });
  const head = await store.head(key);
  expect(head).toEqual(await from.head(key));
  const sourceEtag = head?.etag ?? "";
  const copied = await store.copy({ from: key, sourceEtag, to: `${key}-copy`, ...object });
  expect(copied).toEqual(await to.head(`${key}-copy`));
  const stored = await to.open(`${key}-copy`);
  expect(stored).toMatchObject({ size: bytes.length, ...object });
  expect(await sha256OfStream(stored.stream)).toBe(sha256(bytes));
  expect(await from.head(`${key}-copy`)).toBeNull();
});

test.each([
  ["nothing", 0],
  ["one piece", 1_000],
  ["parts", 17 * 1024 * 1024],
])("an object of %s crosses with its headers, and is not written over another", async (_, size) => {
  const key = `${prefix}crosses-${size}`;
  const bytes = randomBytes(size);
  const write = { key, size, ...object };
  const { etag } = await from.write({ ...write, stream: streamOf(bytes) });
  const onlyNew = { from, to, key, etag, expectedEtag: null };
  const { head, sha256: hash } = await transferObject(onlyNew);
  expect(hash).toBe(sha256(bytes));
  expect(head).toEqual(await to.head(key));
  await expect(transferObject(onlyNew)).rejects.toMatchObject({ code: "object_changed" });
  const { stream, ...copy } = await to.open(key);
  expect(copy).toEqual({ ...head, ...object });
  expect(await sha256OfStream(stream)).toBe(hash);
  await transferObject({ ...onlyNew, expectedEtag: head.etag });
  await expect(transferObject({ ...onlyNew, expectedEtag: "another" })).rejects.toMatchObject({
    code: "object_changed",
  });
});

test("an object without Cache-Control, as uploads are, crosses without", async () => {
  const key = `${prefix}bare`;
  const bytes = randomBytes(10);
  const stored = { key, size: 10, contentType: "image/png", cacheControl: null };
  const { etag } = await from.write({ ...stored, stream: streamOf(bytes) });
  await transferObject({ from, to, key, etag, expectedEtag: null });
  const { stream, ...copy } = await to.open(key);
  expect(copy).toMatchObject({ contentType: "image/png", cacheControl: null });
  await stream.cancel();
});

test("a stream that is shorter or longer than announced leaves nothing", async () => {
  for (const size of [5, 15, 17 * 1024 * 1024]) {
    const key = `${prefix}lies-${size}`;
    const write = to.write({ key, size, stream: streamOf(randomBytes(10)), ...object });
    await expect(write).rejects.toMatchObject({ code: "object_changed" });
    expect(await to.head(key)).toBeNull();
  }
});
