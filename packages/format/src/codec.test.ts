import { createCipheriv } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { nodeCodec } from "./node/node-codec.ts";
import { bytes } from "./node/testing/zip-builder.ts";
import { webCodec } from "./web-codec.ts";

const text = (length: number) => {
  const noise = createCipheriv("aes-128-ctr", new Uint8Array(16), new Uint8Array(16));
  return new Uint8Array(noise.update(new Uint8Array(length)).map((byte) => 97 + (byte % 16)));
};
const codecs = { nodeCodec, webCodec };
// On both sides of the size from which Node's codec hands an entry to threads.
const cases = Object.keys(codecs).flatMap((name) =>
  [1_000, 65_535, 65_536, 1_000_000].map((size) => ({ name: name as keyof typeof codecs, size })),
);

describe.each(cases)("$name inflates $size bytes", ({ name, size }) => {
  const codec = codecs[name];
  const plain = text(size);
  const packed = new Uint8Array(deflateRawSync(plain));

  test("that are sound, several at once", async () => {
    for (const inflated of await Promise.all([1, 2, 3].map(() => codec.inflate(packed, size)))) {
      expect(inflated === null ? null : Buffer.compare(inflated, plain)).toBe(0);
      if (inflated !== null) codec.release?.(inflated);
    }
    // What was released was the codec's own and not the input.
    expect(Buffer.compare((await codec.inflate(packed, size)) ?? new Uint8Array(0), plain)).toBe(0);
  });

  test.each<[string, Uint8Array, number]>([
    ["with a byte more than stated", packed, size - 1],
    ["with a byte less than stated", packed, size + 1],
    ["with many more than stated", packed, Math.floor(size / 10)],
    ["with data behind their end", bytes(packed, [0]), size],
    ["cut at the end", packed.subarray(0, -1), size],
    ["cut in the middle", packed.subarray(0, packed.length / 2), size],
    ["with a block of no known kind", bytes([0x07], packed), size],
    ["of which there are none", new Uint8Array(0), size],
  ])("but none %s", async (_, compressed, stated) => {
    expect(await codec.inflate(compressed, stated)).toBeNull();
  });
});
