import { expect, test } from "vitest";
import { createMemoryObjectStore } from "./memory-object-store.ts";
import { describeObjectStore } from "./object-store-conformance.ts";

describeObjectStore("memory", () => {
  const store = createMemoryObjectStore();
  const { sendPut, sendPart, sendGet } = store;
  return { store, prefix: "", sendPut, sendPart, sendGet, offersFileNames: true, listsUnjoined: true };
});

test("an address ends when its time is over", async () => {
  let now = 0;
  const store = createMemoryObjectStore({ now: () => now });
  const put = await store.presignPut({ key: "k", size: 1, contentType: "image/png", expiresInSeconds: 60 });
  now = 60_001;
  expect(await store.sendPut(put, new Uint8Array(1))).toBe(403);
});
