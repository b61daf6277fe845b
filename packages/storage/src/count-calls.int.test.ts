import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { freshBucketPrefix } from "@mosis/devstack/testing";
import type { StorageCall } from "@mosis/domain";
import { expect, test } from "vitest";
import { createObjectStore } from "./object-store.ts";

const { s3, prefix } = freshBucketPrefix();
const object = { contentType: "text/plain", cacheControl: "no-store" };

function counting(connection: { endpoint?: string } = {}) {
  const calls: StorageCall[] = [];
  const store = createObjectStore({ provider: "r2", ...s3, ...connection }, (call) => void calls.push(call));
  /** What has been counted since the last time. */
  const told = () =>
    calls.splice(0).map(({ class: billed, key }) => `${billed} ${key?.slice(prefix.length)}`);
  return { store, calls, told };
}

test("every call is told as it is billed, under the object's key", async () => {
  const { store, told } = counting();
  const [key, to] = [`${prefix}counted/from`, `${prefix}counted/to`];
  const { etag } = await store.put({ key, bytes: new Uint8Array([1]), ...object });
  expect(told()).toEqual(["a counted/from"]);
  await store.copy({ from: key, sourceEtag: etag, to, ...object });
  expect(told()).toEqual(["a counted/to", "b counted/to"]);
  await store.head(key);
  await (await store.read(key)).stream.cancel();
  expect(told()).toEqual(["b counted/from", "b counted/from"]);
  await store.list({ prefix: `${prefix}counted/`, limit: 10 });
  await store.ping();
  expect(told()).toEqual(["a undefined", "b undefined"]);
  await store.delete(key);
  await store.delete(to);
  expect(told()).toEqual([]);
});

test("an upload in parts is told call by call", async () => {
  const { store, told } = counting();
  const key = `${prefix}counted/parts`;
  const storageUploadId = await store.startParts({ key, contentType: "text/plain" });
  const put = await store.presignPart({ key, storageUploadId, number: 1, size: 1, expiresInSeconds: 60 });
  const sent = await fetch(put.url, { method: put.method, body: new Uint8Array([1]) });
  const etag = sent.headers.get("etag")?.replaceAll('"', "") ?? "";
  await store.joinParts({ key, storageUploadId, parts: [{ number: 1, etag }] });
  expect(told()).toEqual(["a counted/parts", "a counted/parts", "a counted/parts"]);
  await store.dropParts({ key, storageUploadId });
  expect(told()).toEqual([]);
});

test("presigned calls are told when they are signed, with what will leave", async () => {
  const { store, calls } = counting();
  const signed = { key: "k", expiresInSeconds: 60 };
  await store.presignPut({ ...signed, size: 9, contentType: "text/plain" });
  await store.presignGet({ ...signed, fileName: "k", size: 1_234 });
  await store.presignGet({ ...signed, fileName: "k" });
  expect(calls).toEqual([
    { class: "a", key: "k" },
    { class: "b", key: "k", egressBytes: 1_234 },
    { class: "b", key: "k", egressBytes: 0 },
  ]);
});

test("a call that has to be repeated is told as often as it goes out", async () => {
  let requests = 0;
  const failing = createServer((_, response) => {
    requests += 1;
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => void failing.listen(0, "127.0.0.1", resolve));
  const { port } = failing.address() as AddressInfo;
  const { store, calls } = counting({ endpoint: `http://127.0.0.1:${port}` });
  await expect(store.put({ key: "k", bytes: new Uint8Array([1]), ...object })).rejects.toMatchObject({
    code: "service_unavailable",
  });
  failing.close();
  expect(requests).toBeGreaterThan(1);
  expect(calls).toHaveLength(requests);
});
