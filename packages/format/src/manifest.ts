import { z } from "zod";
import { pathProblem } from "./entry-path.ts";
import { invisibleInNames, invisibleInText } from "./invisible.ts";
import { permissionIds } from "./permissions.ts";

/**
 * The store's package id: reverse DNS, fixed for the life of an app. Two or more segments of lower-case
 * letters, digits, `_` and `-`, each starting with a letter and ending with a letter or digit; at most 128
 * characters, so that it fits a host name, a file name and a database index alike.
 */
export const PackageId = z
  .string()
  .max(128, "Use at most 128 characters.")
  .regex(
    /^[a-z](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z](?:[a-z0-9_-]*[a-z0-9])?)+$/,
    "Use a reverse domain name in lower case, such as com.example.notes.",
  );
export type PackageId = z.infer<typeof PackageId>;

/** Semantic version as of SemVer 2.0.0; the expression is the one semver.org recommends. */
export const SemanticVersion = z
  .string()
  .max(64, "Use at most 64 characters.")
  .regex(
    /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/,
    "Use a semantic version such as 1.4.0.",
  );

/** The number that grows with every upload. The bound is what a signed 32-bit column holds. */
export const VersionCode = z
  .int("Use a whole number.")
  .min(1, "Start at 1.")
  .max(2_147_483_647, "Use at most 2147483647.");

const line = (max: number) =>
  z
    .string()
    .min(1, "Write at least one character.")
    .max(max, `Use at most ${max} characters.`)
    .refine((text) => !invisibleInNames.test(text), "Remove line breaks and invisible characters.")
    .refine((text) => text.trim() === text, "Remove the spaces at the start and end.");

const path = z
  .string()
  .min(1, "Name a file in the package.")
  .max(512, "Use at most 512 characters.")
  .refine((text) => pathProblem(text) === null, "Use a path inside the package, such as app/index.html.");

const unique = (items: readonly string[]) => new Set(items).size === items.length;

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function isHttpsUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.protocol === "https:" && url.username === "" && url.password === "";
}

/** Manifest v1, the one source: types, validation and the JSON Schema for editors come from here. */
export const manifestSchema = z
  .object({
    $schema: z.string().max(500).optional().describe("Where editors find this schema. Ignored by the store."),
    manifest_version: z.literal(1).describe("The version of this format: 1."),
    id: PackageId.describe("The package id in reverse DNS form. It never changes for an app."),
    name: line(50).describe("The name people see, 1 to 50 characters."),
    version: SemanticVersion.describe("The version people see, as of SemVer 2.0.0."),
    version_code: VersionCode.describe("A whole number that grows with every upload."),
    description: z
      .string()
      .max(4000, "Use at most 4000 characters.")
      .refine((text) => !invisibleInText.test(text), "Remove invisible control characters.")
      .default("")
      .describe("What the app does, up to 4000 characters."),
    author: line(100).optional().describe("Who makes the app."),
    entry: path.describe("The file that starts the app, as a path in the package."),
    icon: path.optional().describe("A square PNG in the package, 128 to 2048 pixels."),
    min_os_version: z
      .string()
      .max(32, "Use at most 32 characters.")
      .regex(/^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){0,2}$/, "Use numbers and dots, such as 2.1.")
      .optional()
      .describe("The oldest system version that runs the app, such as 2.1."),
    permissions: z
      .array(z.enum(permissionIds, "Use the documented permissions, as text in quotes."))
      .max(permissionIds.length, "List each permission once.")
      .refine(unique, "List each permission once.")
      .default([])
      .describe("What the app asks people for."),
    locales: z
      .array(z.string().max(35).refine(isLocale, "Use a language tag such as en or pt-BR."))
      .max(200, "List at most 200 languages.")
      .refine(unique, "List each language once.")
      .default([])
      .describe("The languages of the app as BCP 47 tags."),
    license: line(100).optional().describe("The licence, best as an SPDX expression such as Apache-2.0."),
    homepage: z
      .string()
      .max(2000, "Use at most 2000 characters.")
      .refine(isHttpsUrl, "Use an address that starts with https://.")
      .optional()
      .describe("The app's page on the web."),
  })
  .describe("manifest.json of a .mosis package, version 1.");

/** A valid manifest, with the empty values filled in for what may be left out. */
export type Manifest = z.infer<typeof manifestSchema>;

/** The names a manifest may use. */
export const manifestKeys: readonly string[] = Object.keys(manifestSchema.shape);

/** Path of the manifest in a package. */
export const manifestPath = "manifest.json";

/** The JSON Schema (draft 2020-12) of manifest v1 that editors use, generated from the Zod schema. */
export function manifestJsonSchema(): Record<string, unknown> {
  return { title: "Mosis package manifest", ...z.toJSONSchema(manifestSchema, { io: "input" }) };
}
