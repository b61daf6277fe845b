import { describe, expect, test } from "vitest";
import { crc32 } from "./crc32.ts";
import {
  buildZip,
  bytes,
  codesOf,
  extra,
  inspectBytes,
  le,
  text,
  withManifest,
} from "./node/testing/zip-builder.ts";

const named = (...names: (string | Uint8Array)[]) =>
  buildZip(withManifest(...names.map((name) => ({ name, data: "x" }))));

describe("good names are accepted", () => {
  test.each([
    ["a file at the root", ["LICENSE"]],
    ["folders", ["app/js/main.js", "app/css/main.css"]],
    ["dots inside", [".well-known/x", "a..b", "a.b.c", "...a"]],
    ["other scripts", ["日本語.txt", "Ελλάδα/é.html", "שלום.txt"]],
    ["emoji joined from several", ["👩‍🚀.svg"]],
    ["names that only look reserved", ["console.js", "aux-input.js", "com10.txt", "nullable"]],
    ["32 levels", [`${"d/".repeat(31)}f`]],
    ["255 bytes", ["é".repeat(127)]],
  ])("%s", async (_, names) => {
    expect((await inspectBytes(named(...names))).findings).toEqual([]);
  });
});

describe("hostile names are refused", () => {
  test.each<[string, (string | Uint8Array)[], string[]]>([
    ["the parent folder", ["../evil.sh"], ["name_parent"]],
    ["the parent folder further in", ["a/../../evil.sh"], ["name_parent"]],
    ["the folder itself", ["./a"], ["name_parent"]],
    ["the parent folder at the end", ["a/.."], ["name_parent"]],
    ["an absolute path", ["/etc/passwd"], ["name_absolute"]],
    ["a network path", ["//server/share"], ["name_absolute"]],
    ["a drive", ["C:/Windows/evil.dll"], ["name_absolute"]],
    ["a drive without a slash", ["c:evil.dll"], ["name_absolute"]],
    ["a backslash", ["a\\b"], ["name_backslash"]],
    ["a parent folder with backslashes", ["..\\..\\evil.exe"], ["name_backslash"]],
    ["a Windows device path", ["\\\\?\\C:\\x"], ["name_backslash"]],
    ["no name", [""], ["name_empty"]],
    ["a slash", ["/"], ["folder_with_contents", "name_empty"]],
    ["two slashes", ["a//b"], ["name_empty"]],
    ["a line break", ["a\nb"], ["name_invisible"]],
    ["a zero byte", ["evil.exe\0.txt"], ["name_invisible"]],
    ["an escape sequence", ["\u001b[2J"], ["name_invisible"]],
    ["C1 controls", ["a\u0085b"], ["name_invisible"]],
    ["text turned around", ["evil\u202etxt.exe"], ["name_invisible"]],
    ["isolated text", ["\u2066a\u2069"], ["name_invisible"]],
    ["a byte order mark", ["\ufeffpage.html"], ["name_invisible"]],
    ["an alternate stream", ["page.html:hidden"], ["name_unportable"]],
    ["a star", ["*.js"], ["name_unportable"]],
    ["a dot at the end", ["index.html."], ["name_unportable"]],
    ["a space at the end", ["app /x"], ["name_unportable"]],
    ["a version of VMS", ["main.js;1"], ["name_unportable"]],
    ["a version of VMS without a number", ["app;/x"], ["name_unportable"]],
    ["a device", ["con"], ["name_reserved"]],
    ["a device with an extension", ["assets/NUL.txt"], ["name_reserved"]],
    ["a device as a folder", ["aux/a.js"], ["name_reserved"]],
    ["a device with a small number", ["COM¹.log"], ["name_reserved"]],
    ["a long name", ["n".repeat(256)], ["name_too_long"]],
    ["a long path", [`${"dddddddd/".repeat(30)}${"n".repeat(250)}`], ["name_too_long"]],
    ["33 levels", [`${"d/".repeat(32)}f`], ["name_too_deep"]],
    ["30,000 levels", ["d/".repeat(30_000)], ["folder_with_contents", "name_too_long"]],
    ["the same name twice", ["a.js", "a.js"], ["name_duplicate"]],
    ["a second manifest", ["manifest.json"], ["name_duplicate", "manifest_not_json"]],
    ["names that differ by case", ["Main.js", "main.js"], ["name_collision"]],
    ["a manifest that differs by case", ["MANIFEST.JSON"], ["name_collision"]],
    ["folders that differ by case", ["Js/a.js", "js/b.js"], ["name_collision"]],
    ["accents stored in two ways", ["caf\u00e9", "cafe\u0301"], ["name_collision"]],
    ["a sharp s and two", ["stra\u00dfe", "STRASSE"], ["name_collision"]],
    ["Greek sigmas", ["σας", "ΣΑΣ"], ["name_collision"]],
    ["a zero-width joiner", ["a\u200db", "ab"], ["name_collision"]],
    ["a file that is also a folder", ["lib", "lib/a.js"], ["name_file_and_folder"]],
    ["a folder that is also a file", ["lib/a.js", "lib"], ["name_file_and_folder"]],
    ["a file and a folder that differ by case", ["Lib", "lib/a.js"], ["name_collision"]],
    ["bytes that are not UTF-8", [bytes(text("caf"), [0xe9])], ["name_encoding"]],
    [
      "UTF-8 in more bytes than needed",
      [Uint8Array.of(0xc0, 0xae, 0xc0, 0xae, 0x2f, 0x61)],
      ["name_encoding"],
    ],
    ["half a surrogate pair", [Uint8Array.of(0xed, 0xa0, 0x80)], ["name_encoding"]],
  ])("%s", async (_, names, codes) => {
    const inspection = await inspectBytes(named(...names));
    expect(inspection.ok).toBe(false);
    expect(codesOf(inspection)).toEqual(codes);
  });

  test("UTF-8 that does not say so", async () => {
    const archive = buildZip(withManifest({ name: "é.html", data: "x", flags: 0 }));
    expect(codesOf(await inspectBytes(archive))).toEqual(["name_encoding"]);
  });

  test.each([0x0014, 0x063f, 0x0b32])(
    "UTF-8 that some programs do not believe, made by %i",
    async (madeBy) => {
      const archive = buildZip(withManifest({ name: "é.html", data: "x", central: { madeBy } }));
      expect(codesOf(await inspectBytes(archive))).toEqual(["name_encoding"]);
    },
  );

  test("UTF-8 that is given again in the table of contents only", async () => {
    const again = extra(0x7075, bytes([1], le(4, crc32(text("é.html"))), text("é.html")));
    const central = { madeBy: 0x0014, extra: again };
    const archive = buildZip(withManifest({ name: "é.html", data: "x", central }));
    expect(codesOf(await inspectBytes(archive))).toEqual(["name_encoding"]);
  });

  test("what cannot be seen is written out in the report", async () => {
    const { findings } = await inspectBytes(named("a\u202eb\u0007"));
    expect(findings[0]?.path).toBe("a\\u{202e}b\\u{7}");
  });
});
