import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FindingCode, inspectPackage, manifestPath, type PackFile } from "@mosis/format";
import { fileSource, nodeCodec, writePackage } from "@mosis/format/node";
import { brokenSamples } from "./broken-samples.ts";
import { ingredients, type Recipe, recipes } from "./recipes.ts";

/** A package on disk to try things with. */
export interface Sample {
  /** Absolute path. */
  readonly file: string;
  readonly fileName: string;
  /** What it is made of. */
  readonly about: string;
  /** Size of the package file in bytes. */
  readonly bytes: number;
  /** Lower-case hex, of the package file. */
  readonly sha256: string;
  /** What its manifest says; null for the samples that are broken on purpose. */
  readonly app: {
    readonly id: string;
    readonly name: string;
    readonly version: string;
    readonly versionCode: number;
  } | null;
  /** The finding a broken sample must get; null for the good ones. */
  readonly expected: FindingCode | null;
}

type SampleRecord = Omit<Sample, "file">;

const listName = "samples.json";

/**
 * Builds the sample packages into `folder` out of web apps that npm ships, and inspects each. Does nothing but
 * look when they are there already and nothing they are made from has changed.
 *
 * @throws when a sample does not get the verdict it should.
 */
export async function buildSamples(folder: string): Promise<Sample[]> {
  await mkdir(folder, { recursive: true });
  const stamp = await currentStamp();
  const current = await readList(folder, stamp);
  if (current !== null) return current.map((sample) => ({ ...sample, file: join(folder, sample.fileName) }));

  const built: SampleRecord[] = [];
  for (const recipe of recipes()) {
    const file = join(folder, recipe.fileName);
    const files = await filesOf(recipe);
    await writePackage(files, file);
    await writeIcon(files, file.replace(/\.mosis$/, ".png"));
    await expectVerdict(file, null);
    const { id, name, version, version_code } = recipe.manifest;
    const app = { id, name, version, versionCode: version_code };
    built.push({
      ...(await measured(file)),
      fileName: recipe.fileName,
      about: recipe.about,
      app,
      expected: null,
    });
  }
  for (const { fileName, about, expected, write } of brokenSamples) {
    const file = join(folder, fileName);
    await write(file);
    await expectVerdict(file, expected);
    built.push({ ...(await measured(file)), fileName, about, app: null, expected });
  }
  const list = join(folder, listName);
  await writeFile(`${list}.partial`, `${JSON.stringify({ stamp, samples: built }, null, 2)}\n`);
  await rename(`${list}.partial`, list);
  return built.map((sample) => ({ ...sample, file: join(folder, sample.fileName) }));
}

async function filesOf(recipe: Recipe) {
  const manifest = new TextEncoder().encode(`${JSON.stringify(recipe.manifest, null, 2)}\n`);
  return [{ path: manifestPath, bytes: manifest }, ...(await recipe.files())];
}

/** The package's icon as a file beside it, for the app's listing. */
async function writeIcon(files: readonly PackFile[], file: string): Promise<void> {
  const icon = files.find(({ path }) => path === "icon.png");
  if (!icon || !("bytes" in icon)) throw new Error(`${file}: the recipe has no icon`);
  await writeFile(file, icon.bytes);
}

async function expectVerdict(file: string, expected: FindingCode | null): Promise<void> {
  const source = await fileSource(file);
  try {
    const { ok, findings } = await inspectPackage({ source, codec: nodeCodec });
    const right = expected === null ? ok : findings.some(({ code }) => code === expected);
    if (!right)
      throw new Error(`${file} was not judged as it should be: ${JSON.stringify(findings, null, 2)}`);
  } finally {
    await source.close();
  }
}

async function measured(file: string): Promise<{ bytes: number; sha256: string }> {
  const bytes = await readFile(file);
  return { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** Everything the bytes of the samples depend on. */
async function currentStamp(): Promise<string> {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([ingredients(), process.versions.zlib]));
  for (const name of (await readdir(import.meta.dirname)).sort()) {
    hash.update(await readFile(join(import.meta.dirname, name)));
  }
  return hash.digest("hex");
}

/** The samples as built before, or null when one is missing, has another size, or the stamp differs. */
async function readList(folder: string, stamp: string): Promise<SampleRecord[] | null> {
  let text: string;
  try {
    text = await readFile(join(folder, listName), "utf8");
  } catch {
    return null;
  }
  const list = JSON.parse(text) as { stamp: string; samples: SampleRecord[] };
  if (list.stamp !== stamp) return null;
  for (const { fileName, bytes } of list.samples) {
    const size = await stat(join(folder, fileName)).then(
      (found) => found.size,
      () => null,
    );
    if (size !== bytes) return null;
  }
  return list.samples;
}
