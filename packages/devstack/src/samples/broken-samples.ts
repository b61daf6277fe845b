import { writeFile } from "node:fs/promises";
import { type FindingCode, manifestPath, type PackFile } from "@mosis/format";
import { writePackage } from "@mosis/format/node";
import { swaggerIcon } from "./icons.ts";

/** A package that must be refused, and the finding that says why. */
export interface BrokenSample {
  readonly fileName: string;
  readonly about: string;
  readonly expected: FindingCode;
  write(file: string): Promise<unknown>;
}

const utf8 = new TextEncoder();
const text = (path: string, content: string): PackFile => ({ path, bytes: utf8.encode(content) });
const page = text(
  "index.html",
  "<!doctype html>\n<title>Broken</title>\n<p>This package has a fault on purpose.</p>\n",
);
const icon = (): PackFile => ({ path: "icon.png", bytes: swaggerIcon() });
const manifest = (entry: string): PackFile =>
  text(
    manifestPath,
    JSON.stringify({
      manifest_version: 1,
      id: "com.example.broken",
      name: "Broken",
      version: "1.0.0",
      version_code: 1,
      entry,
      icon: "icon.png",
    }),
  );

/** Small packages with one fault each, to see how faults are shown. */
export const brokenSamples: readonly BrokenSample[] = [
  {
    fileName: "broken-manifest-missing.mosis",
    about: "a package without manifest.json",
    expected: "manifest_missing",
    write: (file) => writePackage([page, icon()], file),
  },
  {
    fileName: "broken-entry-missing.mosis",
    about: "a manifest that names a start page the package does not have",
    expected: "entry_file_missing",
    write: (file) => writePackage([manifest("start.html"), page, icon()], file),
  },
  {
    fileName: "broken-not-a-zip.mosis",
    about: "a text file with the name of a package",
    expected: "not_a_zip",
    write: (file) => writeFile(file, "This is not a package.\n".repeat(10)),
  },
];
