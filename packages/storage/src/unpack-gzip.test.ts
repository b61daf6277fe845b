import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { unpackGzip } from "./unpack-gzip.ts";

async function unpackAll(stream: ReadableStream<Uint8Array>): Promise<void> {
  for await (const piece of unpackGzip(stream)) expect(piece.length).toBeGreaterThan(0);
}

const packed = (text: string) => new Uint8Array(gzipSync(text));
async function unpack(bytes: Uint8Array, piece = 5): Promise<string> {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += piece) controller.enqueue(bytes.subarray(at, at + piece));
      controller.close();
    },
  });
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of unpackGzip(stream)) text += decoder.decode(part, { stream: true });
  return text;
}

test("gzip is unpacked, to the last of its members", async () => {
  expect(await unpack(packed("one"))).toBe("one");
  expect(await unpack(new Uint8Array([...packed("one,"), ...packed("two")]))).toBe("one,two");
  const long = "abc".repeat(500_000);
  expect(await unpack(packed(long), 1_000)).toBe(long);
});

test.each([
  ["cut off", packed("something".repeat(99)).slice(0, -9)],
  ["something else", new Uint8Array([0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])],
  ["altered", packed("something".repeat(99)).map((byte, at) => (at === 20 ? byte ^ 255 : byte))],
])("what is %s is damaged", async (_, bytes) => {
  await expect(unpack(bytes)).rejects.toMatchObject({ refusal: "damaged" });
});

test("what the stream failed with is what it fails with", async () => {
  const broken = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.error(new Error("storage is away"));
    },
  });
  await expect(unpackAll(broken)).rejects.toThrow("storage is away");
});

test("whoever reads no further ends the stream", async () => {
  let isCancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(packed("x".repeat(1_000_000))),
    cancel() {
      isCancelled = true;
    },
  });
  for await (const piece of unpackGzip(endless)) {
    expect(piece.length).toBeGreaterThan(0);
    break;
  }
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(isCancelled).toBe(true);
});
