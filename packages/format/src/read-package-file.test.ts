import { expect, test } from "vitest";
import { nodeCodec } from "./node/node-codec.ts";
import { bytes, text } from "./node/testing/zip-builder.ts";
import { packPackage } from "./pack-package.ts";
import { readPackageFile } from "./read-package-file.ts";
import { bytesSource } from "./source.ts";
import { webCodec } from "./web-codec.ts";

const page = text("<!doctype html>".repeat(20));
const files = [
  { path: "a/index.html", bytes: page },
  { path: "empty", bytes: new Uint8Array(0) },
];
const pieces: Uint8Array[] = [];
for await (const piece of packPackage(files, nodeCodec)) pieces.push(piece);
const packed = bytes(...pieces);

test.each([nodeCodec, webCodec])("gives the bytes of a file", async (codec) => {
  const from = { source: bytesSource(packed), codec };
  expect(bytes((await readPackageFile(from, "a/index.html", page.length)) ?? [])).toEqual(page);
  expect(await readPackageFile(from, "empty", 0)).toHaveLength(0);
});

test("gives nothing for what is not there, too large, damaged, or no archive at all", async () => {
  const from = { source: bytesSource(packed), codec: webCodec };
  expect(await readPackageFile(from, "a", 1000)).toBeNull();
  expect(await readPackageFile(from, "a/index.html", page.length - 1)).toBeNull();
  const damaged = packed.slice();
  damaged[45] = (damaged[45] ?? 0) ^ 0xff;
  const damagedFrom = { source: bytesSource(damaged), codec: webCodec };
  expect(await readPackageFile(damagedFrom, "a/index.html", page.length)).toBeNull();
  expect(await readPackageFile({ ...from, source: bytesSource(page) }, "a", 1000)).toBeNull();
});
