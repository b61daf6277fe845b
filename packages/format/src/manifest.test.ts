import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FindingList } from "./findings.ts";
import { manifestJsonSchema, PackageId } from "./manifest.ts";
import { bytes, manifest, text } from "./node/testing/zip-builder.ts";
import { readManifest } from "./read-manifest.ts";

function read(json: string | Uint8Array | object) {
  const findings = new FindingList(50);
  const source =
    json instanceof Uint8Array ? json : text(typeof json === "string" ? json : JSON.stringify(json));
  const value = readManifest(source, findings);
  return { value, findings: findings.list() };
}
const full = {
  ...manifest,
  $schema: "./manifest.schema.json",
  description: "Write things down.\nFind them again.",
  author: "The Notes team",
  icon: "icons/notes.png",
  min_os_version: "2.1",
  permissions: ["files", "network"],
  locales: ["en", "pt-BR", "zh-Hans"],
  license: "Apache-2.0",
  homepage: "https://example.com/notes",
};

test("a full manifest", () => {
  expect(read(full)).toEqual({ value: full, findings: [] });
});

test("what may be left out is filled in", () => {
  expect(read(manifest).value).toEqual({ ...manifest, description: "", permissions: [], locales: [] });
});

test("manifest.schema.json is what the schema says; `node src/commands/write-manifest-schema.ts` writes it", () => {
  const file = readFileSync(new URL("../manifest.schema.json", import.meta.url), "utf8");
  expect(JSON.parse(file)).toEqual(manifestJsonSchema());
});

describe("package ids", () => {
  test.each(["com.example", "com.example.notes", "io.a-b.c_d2", "a.b", `a.${"b".repeat(126)}`])(
    "%s",
    (id) => {
      expect(PackageId.safeParse(id).success).toBe(true);
    },
  );

  test.each([
    ["notes", "one segment"],
    ["com.Example", "capital letters"],
    ["com..example", "an empty segment"],
    [".com.example", "a dot in front"],
    ["com.example.", "a dot at the end"],
    ["com.2048", "a digit first"],
    ["com.-a", "a hyphen first"],
    ["com.a-", "a hyphen last"],
    ["com.a/b", "a slash"],
    ["com.exämple", "letters beyond ASCII"],
    ["com.example\n", "a line break"],
    [`a.${"b".repeat(127)}`, "too long"],
  ])("%j has %s", (id) => {
    expect(PackageId.safeParse(id).success).toBe(false);
  });
});

describe("fields that cannot be used", () => {
  test.each<[string, object]>([
    ["id", { id: "Notes" }],
    ["name", { name: "" }],
    ["name", { name: " Notes" }],
    ["name", { name: "n".repeat(51) }],
    ["name", { name: "Not\u202ees" }],
    ["name", { name: ["Notes"] }],
    ["version", { version: "1.0" }],
    ["version", { version: "01.0.0" }],
    ["version", { version: 1 }],
    ["version_code", { version_code: 0 }],
    ["version_code", { version_code: 1.5 }],
    ["version_code", { version_code: 2_147_483_648 }],
    ["version_code", { version_code: "7" }],
    ["description", { description: "d".repeat(4001) }],
    ["author", { author: "a\nb" }],
    ["entry", { entry: "../index.html" }],
    ["entry", { entry: "/index.html" }],
    ["entry", { entry: "https://example.com/" }],
    ["icon", { icon: "icons\\a.png" }],
    ["min_os_version", { min_os_version: "2.x" }],
    ["permissions", { permissions: "network" }],
    ["permissions", { permissions: ["network", "network"] }],
    ["permissions[0]", { permissions: [3] }],
    ["locales[1]", { locales: ["en", "english language"] }],
    ["locales", { locales: ["en", "en"] }],
    ["homepage", { homepage: "http://example.com" }],
    ["homepage", { homepage: "javascript:alert(1)" }],
    ["homepage", { homepage: "https://user:secret@example.com" }],
    ["homepage", { homepage: "example.com" }],
  ])("%s in %j", (field, difference) => {
    const { value, findings } = read({ ...manifest, ...difference });
    expect(value).toBeNull();
    expect(findings.map(({ code, message }) => [code, message])).toEqual([
      ["manifest_field_invalid", `The manifest's "${field}" cannot be used.`],
    ]);
    expect(findings[0]?.fix).toMatch(/^[A-Z].*\.$/);
  });

  test.each(Object.keys(manifest))("%s is required", (field) => {
    const { findings } = read({ ...manifest, [field]: undefined });
    expect(findings.map(({ code, message }) => [code, message])).toEqual([
      ["manifest_field_missing", `The manifest has no "${field}".`],
    ]);
  });

  test("all of them are told", () => {
    const { findings } = read({ manifest_version: 1, id: "Notes", permissions: ["radio"], homepage: 3 });
    expect(findings.map(({ code }) => code).sort()).toEqual([
      "manifest_field_invalid",
      "manifest_field_invalid",
      "manifest_field_missing",
      "manifest_field_missing",
      "manifest_field_missing",
      "manifest_field_missing",
      "permission_unknown",
    ]);
  });
});

describe("names that are not known", () => {
  test.each([
    ["versionCode", 'Did you mean "version_code"?', {}],
    ["autor", 'Did you mean "author"?', {}],
    ["premissions", 'Did you mean "permissions"?', {}],
    ["homepage_url", 'Did you mean "homepage"?', {}],
    ["background_color", "Remove it.", {}],
    ["Name", "Remove it.", {}],
    ["__proto__", "Remove it.", {}],
  ])("%s: %s", (key, fix) => {
    const json = JSON.stringify(manifest).replace("}", `,${JSON.stringify(key)}:"x"}`);
    const withoutNear = key === "versionCode" ? json.replace('"version_code":7,', "") : json;
    const { findings } = read(withoutNear);
    expect(findings.find(({ code }) => code === "manifest_key_unknown")).toMatchObject({
      severity: "warning",
      fix,
    });
  });

  test("are warnings and leave the manifest valid", () => {
    const { value, findings } = read({ ...manifest, colour: "red" });
    expect(value).toMatchObject(manifest);
    expect(value).not.toHaveProperty("colour");
    expect(findings.map(({ code }) => code)).toEqual(["manifest_key_unknown"]);
  });

  test("of permissions are errors", () => {
    const { findings } = read({ ...manifest, permissions: ["microfone", "telepathy"] });
    expect(findings.map(({ code, fix }) => [code, fix])).toEqual([
      ["permission_unknown", 'Did you mean "microphone"?'],
      ["permission_unknown", "Remove it, or use one of the documented permissions."],
    ]);
  });
});

describe("text that is no manifest", () => {
  test.each<[string, string | Uint8Array, string]>([
    ["nothing", "", "it is empty"],
    ["no JSON", "manifest_version: 1", "it has a syntax error"],
    ["a comma too many", '{"id": "a.b",}', "it has a syntax error"],
    ["a list", "[]", "it is not an object"],
    ["null", "null", "it is not an object"],
    ["a byte order mark", bytes([0xef, 0xbb, 0xbf], text("{}")), "it begins with a byte order mark"],
    ["Latin 1", Uint8Array.of(0x7b, 0x22, 0xe9, 0x22), "it has bytes that are not UTF-8"],
    ["UTF-16", Uint8Array.of(0xff, 0xfe, 0x7b, 0x00), "it has bytes that are not UTF-8"],
    ["100,000 brackets", "[".repeat(100_000), "it has a syntax error"],
  ])("%s", (_, json, reason) => {
    expect(read(json).findings.map(({ code, message }) => [code, message])).toEqual([
      ["manifest_not_json", `The manifest is not a JSON object in UTF-8: ${reason}.`],
    ]);
  });

  test("a later version is not judged by this one", () => {
    const { value, findings } = read({ manifest_version: 2, something: "else" });
    expect(value).toBeNull();
    expect(findings.map(({ code }) => code)).toEqual([
      "manifest_version_unsupported",
      "manifest_key_unknown",
    ]);
  });

  test.each([
    ['{"id":"com.example.a","id":"com.example.b"}', "id"],
    ['{"id":"com.example.a","\\u0069d":"com.example.b"}', "id"],
    ['{"x":[{"a":1,"b":{"a":2},"a":3}]}', "a"],
  ])("names given twice: %s", (json, field) => {
    const twice = read(json).findings.filter(({ code }) => code === "manifest_key_duplicate");
    expect(twice.map(({ message }) => message)).toEqual([
      `The manifest has "${field}" twice, so that readers may choose differently.`,
    ]);
  });

  test("the same name in two objects is fine", () => {
    const json = JSON.stringify({ ...manifest, a: { b: 1, c: '{"b":' }, d: { b: 2 } });
    expect(read(json).findings.map(({ code }) => code)).not.toContain("manifest_key_duplicate");
  });
});
