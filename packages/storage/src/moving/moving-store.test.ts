import { everyObject, type ObjectStore, type PresignedPut } from "@mosis/domain";
import { describeObjectStore } from "@mosis/domain/testing";
import { describe, expect, test } from "vitest";
import { createMemorySide, type MemorySide } from "../testing/memory-side.ts";
import { createMovingStore } from "./moving-store.ts";

const object = { contentType: "text/plain", cacheControl: "public, max-age=60" };
const text = (content: string) => new TextEncoder().encode(content);
const contentOf = (stream: ReadableStream<Uint8Array>) => new Response(stream).text();
const uploadKey = (name: string) => `temp/${name}/upload`;

function twoSides() {
  const [to, from] = [createMemorySide("new"), createMemorySide("old")];
  const store = createMovingStore({ to, from });
  /** Addresses of the old side work there alone; 403 is what a side says of another's. */
  const sendPut = async (put: PresignedPut, bytes: Uint8Array) => {
    const status = await to.sendPut(put, bytes);
    return status === 403 ? from.sendPut(put, bytes) : status;
  };
  const sendPart = async (put: PresignedPut, bytes: Uint8Array) => {
    const answer = await to.sendPart(put, bytes);
    return answer.status === 403 ? from.sendPart(put, bytes) : answer;
  };
  const sendGet = async (url: string) => {
    const answer = await to.sendGet(url);
    return answer.status === 403 ? from.sendGet(url) : answer;
  };
  return { to, from, store, sendPut, sendPart, sendGet };
}

describeObjectStore("moving between two in memory", () => {
  const { store, sendPut, sendPart, sendGet } = twoSides();
  return { store, prefix: "", sendPut, sendPart, sendGet, offersFileNames: true, listsUnjoined: true };
});

/** What is stored first lies on the old side, as if it had been there before the move began. */
describeObjectStore("moving, with what was there before,", () => {
  const { from, to, store, sendPut, sendPart, sendGet } = twoSides();
  const begun: ObjectStore = {
    ...store,
    async put(given) {
      const isFirst = !(await store.head(given.key));
      return isFirst ? from.put(given) : store.put(given);
    },
    presignPut: (given) => from.presignPut(given),
    startParts: (given) => from.startParts(given),
  };
  expect(to.objects.size).toBe(0);
  return { store: begun, prefix: "", sendPut, sendPart, sendGet, offersFileNames: true, listsUnjoined: true };
});

describe("new things", () => {
  test("go to the new side alone", async () => {
    const { to, from, store, sendPut } = twoSides();
    await store.put({ key: "put", bytes: text("1"), ...object });
    const put = await store.presignPut({
      key: "k",
      size: 1,
      contentType: "text/plain",
      expiresInSeconds: 60,
    });
    expect(await sendPut(put, text("1"))).toBe(200);
    await store.startParts({ key: "parts", contentType: "text/plain" });
    expect([...to.objects.keys()]).toEqual(["put", "k"]);
    expect([from.objects.size, from.unjoined, to.unjoined]).toEqual([0, 0, 1]);
  });
});

describe("what only the old side has", () => {
  test("is found, read and served from there", async () => {
    const { from, store, sendGet } = twoSides();
    const old = await from.put({ key: "k", bytes: text("old"), ...object });
    expect(await store.head("k")).toEqual(old);
    expect(await contentOf((await store.read("k")).stream)).toBe("old");
    expect(await contentOf((await store.read("k", { etag: old.etag })).stream)).toBe("old");
    const url = await store.presignGet({ key: "k", expiresInSeconds: 60, fileName: "k" });
    expect((await sendGet(url)).bytes).toEqual(text("old"));
  });

  test("is copied across with the state it was told, and that state only", async () => {
    const { to, from, store } = twoSides();
    const { etag } = await from.put({ key: "k", bytes: text("inspected"), ...object });
    const copy = { from: "k", to: "c", contentType: "image/png", cacheControl: "no-store" };
    const copied = await store.copy({ ...copy, sourceEtag: etag });
    expect(copied).toEqual(await to.head("c"));
    expect(to.objects.get("c")).toMatchObject({
      bytes: text("inspected"),
      contentType: "image/png",
      cacheControl: "no-store",
    });
    await from.put({ key: "k", bytes: text("exchanged"), ...object });
    const stale = store.copy({ ...copy, to: "d", sourceEtag: etag });
    await expect(stale).rejects.toMatchObject({ code: "object_changed" });
    expect(await store.head("d")).toBeNull();
    expect(from.objects.has("c")).toBe(false);
  });

  test("is replaced on condition of its own entity tag, by one of two", async () => {
    const { to, from, store } = twoSides();
    const old = await from.put({ key: "feed", bytes: text("1"), ...object });
    const create = store.put({ key: "feed", bytes: text("x"), ...object, expectedEtag: null });
    await expect(create).rejects.toMatchObject({ code: "object_changed" });
    const wrong = store.put({ key: "feed", bytes: text("x"), ...object, expectedEtag: "another" });
    await expect(wrong).rejects.toMatchObject({ code: "object_changed" });
    const both = await Promise.allSettled(
      ["2", "3"].map((content) =>
        store.put({ key: "feed", bytes: text(content), ...object, expectedEtag: old.etag }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(to.objects.has("feed")).toBe(true);
    const late = store.put({ key: "feed", bytes: text("4"), ...object, expectedEtag: old.etag });
    await expect(late).rejects.toMatchObject({ code: "object_changed" });
    const now = await store.head("feed");
    await store.put({ key: "feed", bytes: text("5"), ...object, expectedEtag: now?.etag ?? "" });
    expect(await contentOf((await store.read("feed")).stream)).toBe("5");
  });

  test("is deleted there", async () => {
    const { to, from, store } = twoSides();
    for (const side of [to, from]) await side.put({ key: "k", bytes: text("x"), ...object });
    await store.delete("k");
    expect([to.objects.size, from.objects.size]).toEqual([0, 0]);
  });
});

test("an upload in parts goes on, and ends, on the side where it was begun", async () => {
  const { to, from, store, sendPart } = twoSides();
  for (const side of [from, to]) {
    const key = uploadKey(side === from ? "old" : "new");
    const storageUploadId = await side.startParts({ key, contentType: "text/plain" });
    const parts: { number: number; etag: string }[] = [];
    for (const number of [1, 2]) {
      const put = await store.presignPart({ key, storageUploadId, number, size: 1, expiresInSeconds: 60 });
      const { status, etag } = await sendPart(put, text(String(number)));
      expect(status).toBe(200);
      parts.push({ number, etag: etag ?? "" });
    }
    await store.joinParts({ key, storageUploadId, parts });
    expect([...side.objects.keys()]).toEqual([key]);
    expect(await contentOf((await store.read(key)).stream)).toBe("12");
    const dropped = await side.startParts({ key, contentType: "text/plain" });
    await store.dropParts({ key, storageUploadId: dropped });
    expect(side.unjoined).toBe(0);
  }
});

test("an upload that somebody sent to both sides is the one that was received", async () => {
  const { to, from, store } = twoSides();
  const key = uploadKey("twice");
  const received = await from.put({ key, bytes: text("received"), ...object });
  await to.put({ key, bytes: text("late"), ...object });
  const { etag } = received;
  expect(await contentOf((await store.read(key, { etag })).stream)).toBe("received");
  await store.copy({ from: key, sourceEtag: etag, to: "package", ...object });
  expect(to.objects.get("package")?.bytes).toEqual(text("received"));
  // Anything else is what the new side says it is.
  const old = await from.put({ key: "feed", bytes: text("older"), ...object });
  await to.put({ key: "feed", bytes: text("newer"), ...object });
  await expect(store.read("feed", { etag: old.etag })).rejects.toMatchObject({ code: "object_changed" });
  expect(await contentOf((await store.read("feed")).stream)).toBe("newer");
});

test("a list has what is on either side once, whatever the pages", async () => {
  const { to, from, store } = twoSides();
  const put = (side: MemorySide, key: string) => side.put({ key, bytes: text(key), ...object });
  for (const key of ["a", "c", "d", "h"]) await put(from, key);
  for (const key of ["b", "c", "e", "f", "g"]) await put(to, key);
  for (const limit of [1, 2, 3, 5, 9]) {
    const keys: string[] = [];
    for await (const { key } of everyObject(store, { pageSize: limit })) keys.push(key);
    expect(keys).toEqual([..."abcdefgh"]);
  }
  // A server may give fewer than it was asked for, and say that there are more.
  const sparing: MemorySide = { ...to, list: (page) => to.list({ ...page, limit: 1 }) };
  const page = await createMovingStore({ to: sparing, from }).list({ limit: 8 });
  expect(page.objects.map(({ key }) => key)).toEqual(["a", "b"]);
  expect(page.hasMore).toBe(true);
  const [{ etag } = { etag: "" }] = (await store.list({ prefix: "c", limit: 1 })).objects;
  expect(etag).toBe(to.objects.get("c")?.etag);
});

test("a new side that does not answer is no missing object", async () => {
  const { to, from } = twoSides();
  await from.put({ key: "k", bytes: text("old"), ...object });
  const silent = async () => {
    throw new Error("no answer");
  };
  const store = createMovingStore({ to: { ...to, head: silent, read: silent, copy: silent }, from });
  const copy = { from: "k", sourceEtag: "e", to: "c", ...object };
  await expect(store.head("k")).rejects.toThrow("no answer");
  await expect(store.read("k")).rejects.toThrow("no answer");
  await expect(store.copy(copy)).rejects.toThrow("no answer");
  await expect(store.presignGet({ key: "k", expiresInSeconds: 60, fileName: "k" })).rejects.toThrow(
    "no answer",
  );
});

test("a copy across that arrives otherwise is removed again", async () => {
  const { to, from } = twoSides();
  const { etag } = await from.put({ key: "k", bytes: text("right"), ...object });
  const store = createMovingStore({
    from,
    to: {
      ...to,
      write: ({ key }) => to.put({ key, bytes: text("wrong"), ...object }),
    },
  });
  const copy = store.copy({ from: "k", sourceEtag: etag, to: "c", ...object });
  await expect(copy).rejects.toThrow("does not read back as it was sent");
  expect(to.objects.has("c")).toBe(false);
});
