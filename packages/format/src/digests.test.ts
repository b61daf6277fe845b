import { createHash } from "node:crypto";
import { crc32 as zlibCrc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { crc32 } from "./crc32.ts";
import { bytes } from "./node/testing/zip-builder.ts";
import { sha256Stream } from "./sha256.ts";

const pieces = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 });

test("CRC-32 is zlib's, in one or in pieces, at any place in a buffer", () => {
  fc.assert(
    fc.property(pieces, fc.nat({ max: 7 }), (parts, shift) => {
      const whole = bytes(new Uint8Array(shift), ...parts).subarray(shift);
      expect(crc32(whole)).toBe(zlibCrc32(whole));
      expect(parts.reduce((seed, part) => crc32(part, seed), 0)).toBe(zlibCrc32(whole));
    }),
  );
});

test("SHA-256 in pieces is OpenSSL's", () => {
  fc.assert(
    fc.property(pieces, (parts) => {
      const hash = sha256Stream();
      for (const part of parts) hash.update(part);
      expect(hash.digest()).toBe(
        createHash("sha256")
          .update(bytes(...parts))
          .digest("hex"),
      );
    }),
  );
});

test.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 1_000_000])("SHA-256 of %i bytes", (length) => {
  const data = new Uint8Array(length).map((_, at) => at);
  const hash = sha256Stream();
  hash.update(data);
  expect(hash.digest()).toBe(createHash("sha256").update(data).digest("hex"));
});
