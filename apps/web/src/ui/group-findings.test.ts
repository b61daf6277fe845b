import { storeFindings, type VersionFinding } from "@mosis/domain";
import { findingCatalogue } from "@mosis/format";
import { expect, test } from "vitest";
import { groupFindings } from "./group-findings.ts";

function finding(code: keyof typeof findingCatalogue, path: string | null = null): VersionFinding {
  const { severity, message, fix } = findingCatalogue[code];
  return { code, severity, path, message, fix };
}

test("errors come before warnings, and each group once, in the order in which it is worth reading", () => {
  const report = groupFindings([
    finding("manifest_key_unknown", "manifest.json"),
    finding("manifest_not_json", "manifest.json"),
    storeFindings.uploadChanged(),
    finding("entry_encrypted", "a.js"),
    finding("entry_crc_mismatch", "b.js"),
  ]);
  expect(
    report.map(({ severity, count, groups }) => [severity, count, groups.map((g) => g.heading)]),
  ).toEqual([
    [
      "error",
      4,
      ["The file as an archive", "What the files hold", "The manifest", "This app and this upload"],
    ],
    ["warning", 1, ["The manifest"]],
  ]);
});

test("what is said alike of several places is one item, counted for each", () => {
  const [errors] = groupFindings([
    finding("entry_encrypted", "a.js"),
    finding("entry_encrypted", "b.js"),
    finding("not_a_zip"),
  ]);
  expect(errors?.groups).toEqual([
    {
      heading: "The file as an archive",
      count: 3,
      items: [
        expect.objectContaining({ code: "entry_encrypted", paths: ["a.js", "b.js"] }),
        expect.objectContaining({ code: "not_a_zip", paths: [] }),
      ],
    },
  ]);
});

test("nothing found is no group", () => {
  expect(groupFindings([])).toEqual([]);
});

test("every code of the catalogue has its place", () => {
  const codes = Object.keys(findingCatalogue) as (keyof typeof findingCatalogue)[];
  for (const code of codes) {
    const [severity] = groupFindings([finding(code)]);
    expect(severity?.groups[0]?.items[0]?.code).toBe(code);
  }
});
