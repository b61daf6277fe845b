import type { z } from "zod";
import { duplicateKeys } from "./duplicate-keys.ts";
import type { FindingList } from "./findings.ts";
import { type Manifest, manifestKeys, manifestPath, manifestSchema } from "./manifest.ts";
import { nearestName } from "./nearest-name.ts";
import { permissionIds } from "./permissions.ts";

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** What to write for each required field. */
const examples: Readonly<Record<string, string>> = {
  manifest_version: "1, the version of this format.",
  id: 'the package id, such as "com.example.notes".',
  name: 'the name people see, such as "Notes".',
  version: 'the version people see, such as "1.0.0".',
  version_code: "a whole number that grows with every upload, such as 1.",
  entry: 'the file that starts the app, such as "index.html".',
};

/** Reads manifest.json: text, JSON, fields. Gives the manifest when it is valid; says everything that is wrong. */
export function readManifest(bytes: Uint8Array, findings: FindingList): Manifest | null {
  const notJson = (reason: string): null => {
    findings.add("manifest_not_json", manifestPath, { reason });
    return null;
  };
  let text: string;
  try {
    text = strictUtf8.decode(bytes);
  } catch {
    return notJson("it has bytes that are not UTF-8");
  }
  if (text.startsWith("\ufeff")) return notJson("it begins with a byte order mark");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The engine's own words differ between browsers; the place is what helps, and only some give it.
    return notJson(text.trim() === "" ? "it is empty" : "it has a syntax error");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return notJson("it is not an object");

  const duplicates = duplicateKeys(text);
  for (const field of duplicates) findings.add("manifest_key_duplicate", manifestPath, { field });

  for (const key of Object.keys(value)) {
    if (manifestKeys.includes(key)) continue;
    const near = nearestName(key, manifestKeys);
    const help = near === null || Object.hasOwn(value, near) ? "Remove it." : `Did you mean "${near}"?`;
    findings.add("manifest_key_unknown", manifestPath, { field: key, help });
  }

  // A later version may have other fields: there is no point in judging them by this one.
  const version: unknown = "manifest_version" in value ? value.manifest_version : undefined;
  if (version !== undefined && version !== 1) {
    findings.add("manifest_version_unsupported", manifestPath, { version: JSON.stringify(version) });
    if (typeof version === "number") return null;
  }

  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) addIssue(value, issue, findings);
    return null;
  }
  return duplicates.length === 0 ? parsed.data : null;
}

function addIssue(manifest: object, issue: z.core.$ZodIssue, findings: FindingList): void {
  const [field, ...rest] = issue.path.map(String);
  if (field === undefined || field === "manifest_version") {
    if (!("manifest_version" in manifest)) missing("manifest_version", findings);
    return;
  }
  if (!Object.hasOwn(manifest, field)) {
    missing(field, findings);
    return;
  }
  const given = valueAt(manifest, issue.path);
  if (field === "permissions" && rest.length === 1 && typeof given === "string") {
    const near = nearestName(given, permissionIds);
    findings.add("permission_unknown", manifestPath, {
      permission: given,
      help:
        near === null ? "Remove it, or use one of the documented permissions." : `Did you mean "${near}"?`,
    });
    return;
  }
  const name = rest.length === 0 ? field : `${field}[${rest.join("][")}]`;
  findings.add("manifest_field_invalid", manifestPath, { field: name, help: helpFor(issue) });
}

function missing(field: string, findings: FindingList): void {
  findings.add("manifest_field_missing", manifestPath, {
    field,
    help: examples[field] ?? "see the documentation.",
  });
}

/** The schema's own sentence where it has one; for wrong kinds of values, what kind it should be. */
function helpFor(issue: z.core.$ZodIssue): string {
  if (issue.code !== "invalid_type") return issue.message;
  const kinds: Readonly<Record<string, string>> = {
    string: "Write it as text in quotes.",
    number: "Write it as a number without quotes.",
    int: "Use a whole number.",
    array: "Write it as a list in square brackets.",
  };
  return kinds[issue.expected] ?? "Write it as the documentation shows.";
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== "object" || at === null) return undefined;
    at = Reflect.get(at, key);
  }
  return at;
}
