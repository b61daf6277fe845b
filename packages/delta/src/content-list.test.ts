import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { listContents } from "./canonical-contents.ts";
import {
  type ContentList,
  contentListBytes,
  contentListOf,
  contentsDigest,
  parseContentList,
} from "./content-list.ts";
import { deltaLimits } from "./delta-limits.ts";
import { workshop } from "./testing/sample-packages.ts";

const sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const file = (path: string, size = 0) => ({ path, size, sha256 });
const list = (...paths: string[]): ContentList => contentListOf(paths.map((path) => file(path)));
const text = (value: string) => new TextEncoder().encode(value);

test("of a package, byte for byte, as docs/package-format.md says it", async () => {
  const { pack, remove } = await workshop();
  const contents = await listContents(await pack({ "b/c.txt": "hello", "a.txt": "", "b.txt": "é" }));
  await remove();
  expect(Buffer.from(contentListBytes(contents)).toString()).toBe(
    '{"files":[' +
      '{"path":"a.txt","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0},' +
      '{"path":"b.txt","sha256":"4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c","size":2},' +
      '{"path":"b/c.txt","sha256":"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824","size":5}' +
      '],"format":1}',
  );
  expect(contentsDigest(contents)).toBe("b2d1004cb0007b6efb93e7238bae90d60a26248788e5477e9133ad9430b371ed");
});

test("files are in the order of their paths' UTF-8 bytes, which is not that of UTF-16", () => {
  // U+FF21 is EF BC A1 in UTF-8 and U+1F680 is F0 9F 9A 80; in UTF-16 FF21 comes after D83D DE80.
  expect(list("🚀", "Ａ", "a/b", "a.b", "a", "B").files.map(({ path }) => path)).toEqual([
    "B",
    "a",
    "a.b",
    "a/b",
    "Ａ",
    "🚀",
  ]);
});

test("what is written is read as it was, in whatever order it was given", () => {
  const path = fc
    .array(fc.stringMatching(/^[a-zA-Zé0-9日🚀]{1,6}$/u), { minLength: 1, maxLength: 3 })
    .map((names) => `p${names.join("/")}`);
  fc.assert(
    fc.property(fc.uniqueArray(path, { maxLength: 20 }), (paths) => {
      const written = contentListBytes(list(...paths));
      expect(parseContentList(written)).toEqual(list(...paths.toReversed()));
      expect(Buffer.from(contentListBytes(list(...paths.toReversed())))).toEqual(Buffer.from(written));
    }),
  );
});

const entry = JSON.stringify({ path: "a", sha256, size: 0 });
const of = (...entries: string[]) => `{"files":[${entries.join()}],"format":1}`;
test("the form that the refused ones differ from is accepted", () => {
  expect(parseContentList(text(of(entry)))).toEqual(list("a"));
});

test.each([
  ["no JSON", "files"],
  ["a space", of(entry).replace(",", ", ")],
  ["another order of names", `{"format":1,"files":[${entry}]}`],
  ["a name twice", of(entry).replace('"size":0', '"size":1,"size":0')],
  ["an unknown name", of(entry).replace('"size":0', '"size":0,"x":0')],
  ["a later format", of(entry).replace('"format":1', '"format":2')],
  ["a path twice", of(entry, entry)],
  ["files out of order", of(entry.replace('"a"', '"b"'), entry)],
  ["a path that leads out", of(entry.replace('"a"', '"../a"'))],
  ["an absolute path", of(entry.replace('"a"', '"/a"'))],
  ["half a character", of(entry.replace('"a"', '"\\ud83d"'))],
  ["an escape where none is needed", of(entry.replace('"a"', '"\\u0061"'))],
  ["a negative size", of(entry.replace('"size":0', '"size":-1'))],
  ["a size that is no number of bytes", of(entry.replace('"size":0', '"size":0.5'))],
  ["another form of the number", of(entry.replace('"size":0', '"size":0e0'))],
  ["a hash in capitals", of(entry.replace(sha256, sha256.toUpperCase()))],
])("%s is refused", (_, json) => {
  expect(() => parseContentList(text(json))).toThrow(expect.objectContaining({ code: "contents_invalid" }));
});

test("a list longer than any is refused unread", () => {
  const long = text(of(entry).padEnd(33_000_000));
  expect(() => parseContentList(long)).toThrow(expect.objectContaining({ code: "contents_invalid" }));
});

test("docs/package-format.md has the limits", () => {
  const doc = readFileSync(new URL("../../../docs/package-format.md", import.meta.url), "utf8");
  expect(doc).toContain(`at most ${deltaLimits.contentBytes.toLocaleString("en-US")} bytes`);
  expect(doc.replaceAll("\n", " ")).toContain(
    `smaller than ${deltaLimits.largestShare * 100} % of the package`,
  );
});
