import { createHash } from "node:crypto";
import { bytesSource, webCodec } from "@mosis/format";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hashingSource } from "./hashing-source.ts";

test("gives the SHA-256 of the whole file, whatever is read before, and in which order", async () => {
  const reads = fc.array(fc.tuple(fc.nat({ max: 99 }), fc.nat({ max: 100 })));
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), reads, async (bytes, wanted) => {
      const source = hashingSource(bytesSource(bytes), webCodec);
      for (const [from, length] of wanted) {
        const offset = Math.min(from, bytes.length);
        await source.read(offset, Math.min(length, bytes.length - offset));
      }
      expect(await source.digest()).toBe(createHash("sha256").update(bytes).digest("hex"));
    }),
  );
});

test("reads every byte once when the reads follow each other", async () => {
  const bytes = new Uint8Array(10_000).map((_, at) => at);
  let read = 0;
  const inner = bytesSource(bytes);
  const counted = {
    size: inner.size,
    read: (offset: number, length: number) => {
      read += length;
      return inner.read(offset, length);
    },
  };
  const source = hashingSource(counted, webCodec);
  for (let at = 0; at < bytes.length; at += 1000) await source.read(at, 1000);
  await source.digest();
  expect(read).toBe(bytes.length);
});
