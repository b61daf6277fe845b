import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireArchivers } from "@mosis/devstack/archivers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Inspection } from "../inspection.ts";
import {
  type Reading,
  readWithPython,
  readWithSevenZip,
  readWithUnzip,
  versionOfPython,
} from "./testing/foreign-readers.ts";
import { type WriterName, writers } from "./testing/foreign-writers.ts";
import { honestArchives } from "./testing/honest-archives.ts";
import { growTree, type Tree, type TreeName, trees } from "./testing/trees.ts";
import { unusualArchive } from "./testing/unusual-archives.ts";
import { codesOf, inspectBytes } from "./testing/zip-builder.ts";

const programs = requireArchivers();
const root = await mkdtemp(join(tmpdir(), "mosis-interop-"));
afterAll(() => rm(root, { recursive: true, force: true }));

/** Starting programs and writing archives of 9 MB on a busy machine. */
const patience = 600_000;
/** Programs at once; what they do is mostly starting and ending. */
const atOnce = 4;

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of left) await work(item);
    }),
  );
}

type Outcome = Reading | { readonly error: string };
type Readings = Record<"unzip" | "7-Zip" | "zipfile", Outcome>;

const outcome = (reading: Promise<Reading>): Promise<Outcome> =>
  reading.catch((error: unknown) => ({ error: String(error) }));

/** What the three programs find in archives; from file to readings. */
async function readAll(files: readonly string[]): Promise<Map<string, Readings>> {
  const python = await readWithPython(programs, files);
  const readings = new Map<string, Readings>();
  await inParallel(Array.from(files.entries()), async ([at, file]) => {
    const unzip = await outcome(readWithUnzip(programs, file, `${file}.unzip`));
    const sevenZip = await outcome(readWithSevenZip(programs, file, `${file}.7z`));
    readings.set(file, { unzip, "7-Zip": sevenZip, zipfile: python[at] ?? { error: "no answer" } });
  });
  return readings;
}

/** Every program lists and unpacks the files that our inspection lists, and nothing else but their folders. */
function expectSameContents(inspection: Inspection, readings: Readings | undefined): void {
  const files = Object.fromEntries(inspection.files.map(({ path, sha256 }) => [path, sha256]));
  expect(Object.keys(readings ?? {})).toHaveLength(3);
  for (const [program, reading] of Object.entries(readings ?? {})) {
    const listed = "listed" in reading ? reading.listed : [];
    expect({ program, ...reading }).toEqual({ program, listed, files });
    const listedFiles = listed.filter((name) => !name.endsWith("/"));
    expect({ program, listedFiles: listedFiles.toSorted() }).toEqual({
      program,
      listedFiles: Object.keys(files).toSorted(),
    });
    expect(new Set(listed).size).toBe(listed.length);
  }
}

describe("archives of other writers", () => {
  const small: readonly TreeName[] = ["plain", "unicode", "punctuation", "empty", "many", "deep", "long"];
  const large: readonly TreeName[] = ["prose", "noise"];
  /** The others differ from these by options that make no difference to large files. */
  const writersOfLarge: ReadonlySet<string> = new Set<WriterName>([
    "zip -1",
    "zip to a pipe",
    "zip -fz, ZIP64",
    "7zz -mx1",
    "7zz to a pipe",
    "zipfile level 1",
    "zipfile to a pipe",
    "yazl files ZIP64",
    "yazl streams",
    "archiver directory",
    "archiver streams ZIP64",
    "mosis pack",
  ]);

  interface Refusal {
    readonly codes: readonly string[];
    readonly only?: TreeName;
  }
  /** Info-ZIP stores such names as UTF-8 without saying so: Python and others read them in code page 437. */
  const unmarked: Refusal = { codes: ["name_encoding"], only: "unicode" };
  /** Python before 3.11.4 repeats the sizes in a ZIP64 field that nothing asks for (python/cpython#103861). */
  const [major = 0, minor = 0, patch = 0] = versionOfPython(programs);
  const repeatsSizes = major === 3 && (minor < 11 || (minor === 11 && patch < 4));
  const refusals: Partial<Record<WriterName, Refusal>> = {
    "zip -0": unmarked,
    "zip -1": unmarked,
    "zip -6": unmarked,
    "zip -9": unmarked,
    "zip -X, no extra fields": unmarked,
    "zip -D, no folders": unmarked,
    "zip -fd, data descriptors": unmarked,
    "zip -fz, ZIP64": unmarked,
    "zip to a pipe": unmarked,
    "zip -0 to a pipe": unmarked,
    // The end record points to a ZIP64 record that zip 3.0 leaves out; its own unzip refuses these archives as well.
    "zip -fz to a pipe": { codes: ["end_record_invalid"] },
    // Methods that few devices read.
    "7zz deflate64": { codes: ["entry_method_unsupported"] },
    "7zz LZMA": { codes: ["entry_method_unsupported"] },
    ...(repeatsSizes && {
      "zipfile ZIP64": { codes: ["entry_zip64_invalid"] },
      "zipfile ZIP64 to a pipe": {
        codes: ["entry_zip64_invalid", "data_descriptor_invalid", "bytes_between_entries"],
      },
    }),
  };

  const cases = Object.keys(writers).flatMap((name) => {
    const writer = name as WriterName;
    const refusal = refusals[writer];
    return [...small, ...(writersOfLarge.has(writer) ? large : [])].map((tree) => ({
      writer,
      tree,
      codes: refusal && (refusal.only ?? tree) === tree ? refusal.codes : [],
      file: join(root, `${tree} of ${writer.replaceAll("/", " ")}.zip`),
    }));
  });
  const accepted = cases.filter(({ codes }) => codes.length === 0);
  const inspections = new Map<string, Inspection>();
  let readings = new Map<string, Readings>();

  beforeAll(async () => {
    for (const [name, tree] of Object.entries<Tree>(trees)) await growTree(tree, join(root, "trees", name));
    await inParallel(cases, async ({ writer, tree, file }) => {
      await writers[writer](join(root, "trees", tree), file, programs);
      inspections.set(file, await inspectBytes(await readFile(file)));
    });
    readings = await readAll(accepted.map(({ file }) => file));
  }, patience);

  test("are at least 200 that are accepted", () => {
    expect(accepted.length).toBeGreaterThanOrEqual(200);
  });

  test.each(cases)("$writer, $tree: $codes", ({ tree, codes, file }) => {
    const inspection = inspections.get(file);
    if (inspection === undefined) throw new Error("The archive was not inspected.");
    const found = codesOf(inspection).filter((code) => code !== "more_findings");
    expect(found.slice(0, Math.max(1, codes.length))).toEqual(codes);
    if (codes.length > 0) return;
    const packed = Object.entries<Uint8Array>(trees[tree].files);
    expect(inspection.files.map(({ path, sha256 }) => [path, sha256])).toEqual(
      packed
        .map(([path, bytes]) => [path, createHash("sha256").update(bytes).digest("hex")])
        .toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
    );
    expectSameContents(inspection, readings.get(file));
  });
});

/** Archives that are no packages are judged by everything but the manifest they lack. */
const isAccepted = ({ findings }: Inspection): boolean =>
  findings.every(({ code, severity }) => severity === "warning" || code === "manifest_missing");

describe("of archives that are not packed as usual, those we accept read alike everywhere", () => {
  const corpus = join(import.meta.dirname, "../../test/corpus/zip");
  const inspections = new Map<string, Inspection>();
  let readings = new Map<string, Readings>();

  beforeAll(async () => {
    const folder = join(root, "unusual");
    await mkdir(folder);
    const keepAccepted = async (name: string, archive: Uint8Array) => {
      const inspection = await inspectBytes(archive);
      if (!isAccepted(inspection)) return;
      const file = join(folder, `${name.replaceAll("/", " ")}.zip`);
      await writeFile(file, archive);
      inspections.set(file, inspection);
    };
    for (const path of await readdir(corpus, { recursive: true })) {
      if (/\.(zip|whl)$/.test(path)) await keepAccepted(`corpus ${path}`, await readFile(join(corpus, path)));
    }
    for (const [name, archive] of honestArchives) await keepAccepted(`honest ${name}`, archive);
    for (let seed = 1; seed <= 250; seed += 1) await keepAccepted(`odd ${seed}`, unusualArchive(seed));
    readings = await readAll([...inspections.keys()]);
  }, patience);

  /** Found in one of them; which is told by the failure. */
  test.each([
    // An archive without entries is an error to unzip, which has nothing to unpack, and no package to us.
    ["corpus", 15, ["corpus warehouse accept empty.zip.zip"]],
    ["honest", honestArchives.length, []],
    ["odd", 100, []],
  ])("%s", (kind, atLeast, without) => {
    const files = [...inspections].filter(([file]) => file.startsWith(join(root, "unusual", `${kind} `)));
    expect(files.length).toBeGreaterThanOrEqual(atLeast);
    for (const [file, inspection] of files) {
      if (without.some((name) => file.endsWith(name))) continue;
      expect(() => expectSameContents(inspection, readings.get(file)), file).not.toThrow();
    }
  });
});
