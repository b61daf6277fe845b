import { freshBucketPrefix } from "@mosis/devstack/testing";
import type { ListedObject } from "@mosis/domain";
import { expect, test } from "vitest";
import { everyObject } from "./list-objects.ts";
import { createObjectStore } from "./object-store.ts";

const { s3, prefix } = freshBucketPrefix();
const store = createObjectStore({ provider: "r2", ...s3 });

async function listed(objects: AsyncIterable<ListedObject>): Promise<ListedObject[]> {
  const all: ListedObject[] = [];
  for await (const object of objects) all.push(object);
  return all;
}

test("lists what is under a prefix with size and entity tag, and nothing beside it", async () => {
  const keys = [`${prefix}a/1`, `${prefix}a/2 with a space`, `${prefix}b/1`];
  const heads = await Promise.all(
    keys.map((key, at) =>
      store.put({ key, bytes: new Uint8Array(at + 1), contentType: "text/plain", cacheControl: "no-store" }),
    ),
  );
  expect(await listed(store.every(`${prefix}a/`))).toEqual([
    { key: keys[0], ...heads[0], modifiedAt: expect.any(Date) },
    { key: keys[1], ...heads[1], modifiedAt: expect.any(Date) },
  ]);
  expect(await listed(store.every(`${prefix}c/`))).toEqual([]);
});

test("goes on over several pages", async () => {
  const folder = `${prefix}many/`;
  const keys = Array.from({ length: 5 }, (_, at) => `${folder}${at}`);
  for (const key of keys) {
    await store.put({ key, bytes: new Uint8Array(1), contentType: "text/plain", cacheControl: "no-store" });
  }
  const paged = await listed(everyObject(store, folder, 2));
  expect(paged.map(({ key }) => key)).toEqual(keys);
});

test("fails when storage does not answer", async () => {
  const away = createObjectStore({ provider: "r2", ...s3, endpoint: "http://127.0.0.1:1" });
  await expect(listed(away.every(""))).rejects.toThrow("does not answer");
});
