import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { catalogue } from "./finding-codes.ts";
import { defaultLimits } from "./limits.ts";
import { manifestJsonSchema, manifestKeys, manifestSchema } from "./manifest.ts";
import { permissions } from "./permissions.ts";

const doc = readFileSync(new URL("../../../docs/package-format.md", import.meta.url), "utf8");

/** The text under a finding's heading. */
const sections = new Map(
  [...doc.matchAll(/^#### `(\w+)`\n\n([^#]*)/gm)].map(([, code = "", text = ""]) => [code, text]),
);

describe("docs/package-format.md", () => {
  test("documents every code, each once, and no other", () => {
    expect([...sections.keys()].sort()).toEqual(Object.keys(catalogue).sort());
    expect(doc.match(/^#### /gm)).toHaveLength(Object.keys(catalogue).length);
  });

  test.each(Object.entries(catalogue))("says what %s says", (code, { severity, message, fix }) => {
    const [first, example, last] = (sections.get(code) ?? "").trim().split("\n\n");
    expect(first).toBe(`${severity === "error" ? "Error" : "Warning"}: ${message}`);
    expect(example).toMatch(/^Example: .{10,}\.$|^Example: .{10,}\?$|^Example: `.*$/);
    expect(last).toBe(`Fix: ${fix}`);
  });

  test.each(manifestKeys)("has the field %s", (field) => {
    const optional = Reflect.get(manifestSchema.shape, field).safeParse(undefined).success;
    expect(doc).toContain(`| \`${field}\` | ${optional ? "no" : "yes"} | `);
  });

  test.each(Object.entries(permissions))("has the permission %s", (id, { title, description }) => {
    expect(doc).toContain(`| \`${id}\` | ${title} | ${description} |`);
  });

  test.each(Object.entries(defaultLimits))("has the limit %s", (name, value) => {
    expect(doc).toMatch(new RegExp(`^\\| \`${name}\` \\|.*\\| ${value.toLocaleString("en-US")}( |$)`, "m"));
  });

  test("links to the JSON Schema", () => {
    const link = /\[manifest\.schema\.json\]\(([^)]+)\)/.exec(doc)?.[1] ?? "";
    const schema = readFileSync(new URL(link, new URL("../../../docs/", import.meta.url)), "utf8");
    expect(JSON.parse(schema)).toEqual(manifestJsonSchema());
  });

  test("has a valid manifest for an example", () => {
    const example = /```json\n([^`]*)```/.exec(doc)?.[1] ?? "";
    expect(manifestSchema.safeParse(JSON.parse(example)).error).toBeUndefined();
  });
});
