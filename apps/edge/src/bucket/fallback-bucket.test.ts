import { expect, test } from "vitest";
import { memoryBucket } from "../testing/memory-bucket.ts";
import { withFallback } from "./fallback-bucket.ts";

const textOf = async (body: ReadableStream<Uint8Array> | undefined) => body && new Response(body).text();

test("reads the old bucket only for what the new one does not have", async () => {
  const [bucket, old] = [memoryBucket(), memoryBucket()];
  bucket.put("both", "new");
  old.put("both", "old");
  old.put("old", "only old");
  const either = withFallback(bucket, old);
  expect(await textOf((await either.get("both"))?.body)).toBe("new");
  expect(await either.head("both")).toEqual(await bucket.head("both"));
  expect(old.reads).toEqual([]);
  expect(await textOf((await either.get("old", { offset: 5, length: 3 }))?.body)).toBe("old");
  expect(await either.head("old")).toMatchObject({ size: 8 });
  expect(await either.head("none")).toBeNull();
  expect(await either.get("none")).toBeNull();
});

test("does not take a bucket that fails for one without the object", async () => {
  const old = memoryBucket();
  old.put("k", "old");
  const fail = async () => {
    throw new Error("no answer");
  };
  const either = withFallback({ head: fail, get: fail }, old);
  await expect(either.head("k")).rejects.toThrow("no answer");
  await expect(either.get("k")).rejects.toThrow("no answer");
});

test("is the bucket itself when there is no old one", () => {
  const bucket = memoryBucket();
  expect(withFallback(bucket, null)).toBe(bucket);
});
