import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdCompress, createZstdDecompress } from "node:zlib";
import { BackupManifest, manifestFile, sumsFile } from "./backup-manifest.ts";

/** A sentence about a folder that is not what it should be. */
export class BackupUnusable extends Error {
  override name = "BackupUnusable";
}

export interface WrittenFile {
  bytes: number;
  /** Of the file as it lies there. */
  sha256: string;
}

/** A backup that is being written, into a folder that has to be new or empty. */
export class BackupWriter {
  readonly folder: string;
  readonly #sums: [sha256: string, file: string][] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @throws BackupUnusable when there is something in the folder. */
  static async create(folder: string): Promise<BackupWriter> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if ((await readdir(folder)).length > 0) {
      throw new BackupUnusable(`${folder} is not empty: give a new folder for each backup.`);
    }
    return new BackupWriter(folder);
  }

  /** Writes a stream to a file, compressed where its name says so, and notes its sum; on disk when this ends. */
  async write(file: string, content: Readable, signal?: AbortSignal): Promise<WrittenFile> {
    const compression = file.endsWith(".zst") ? [createZstdCompress()] : [];
    const written = await this.#put(file, [content, ...compression], signal);
    this.#sums.push([written.sha256, file]);
    return written;
  }

  /** Writes an object's bytes as they are, whatever it is called. Its sum is in the inventory: there may be millions. */
  async writeObject(file: string, content: Readable, signal?: AbortSignal): Promise<WrittenFile> {
    return this.#put(file, [content], signal);
  }

  async #put(
    file: string,
    from: readonly [Readable, ...Transform[]],
    signal: AbortSignal | undefined,
  ): Promise<WrittenFile> {
    const path = join(this.folder, file);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const hash = createHash("sha256");
    let bytes = 0;
    const watch = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        bytes += chunk.length;
        done(null, chunk);
      },
    });
    const target = createWriteStream(path, { mode: 0o600, flags: "wx", flush: true });
    await pipeline([...from, watch, target], signal ? { signal } : {});
    return { bytes, sha256: hash.digest("hex") };
  }

  /** Forgets a file that is not to be in the backup after all. */
  async drop(file: string): Promise<void> {
    await rm(join(this.folder, file), { force: true });
  }

  /** Says what is in the folder, and makes it a backup by that. */
  async finish(manifest: BackupManifest): Promise<void> {
    const text = `${JSON.stringify(BackupManifest.parse(manifest), null, 2)}\n`;
    await this.write(manifestFile, Readable.from([Buffer.from(text)]));
    const lines = this.#sums.map(([sha256, file]) => `${sha256}  ${file}\n`);
    const path = join(this.folder, sumsFile);
    await writeFile(`${path}.new`, lines, { mode: 0o600, flag: "wx", flush: true });
    await rename(`${path}.new`, path);
    const directory = await open(this.folder);
    await directory.sync().finally(() => directory.close());
  }
}

/** A backup whose files, but for the objects, have been found to be what was written. */
export interface Backup {
  manifest: BackupManifest;
  /** A file's content, decompressed where its name says that it is compressed. */
  read(file: string): Readable;
  readText(file: string): Promise<string>;
  /** @throws BackupUnusable when the object's file is missing, or not what was written. */
  requireObject(copy: { file: string; sha256: string }): Promise<number>;
  readObject(copy: { file: string }): Readable;
}

/**
 * Reads every file of a backup but the objects and compares it with its sum; those of objects are in the inventory.
 * @throws BackupUnusable that names the first file which is missing, changed or not named in SHA256SUMS.
 */
export async function openBackup(
  folder: string,
  options: { onFile?: (file: string, bytes: number) => void; signal?: AbortSignal } = {},
): Promise<Backup> {
  const named = new Set<string>();
  const sums = await readFile(join(folder, sumsFile), "utf8").catch((cause: unknown) => {
    throw new BackupUnusable(`${folder} holds no finished backup: there is no ${sumsFile}.`, { cause });
  });
  for (const line of sums.split("\n").filter((one) => one !== "")) {
    const [, sha256, file] = /^([0-9a-f]{64}) {2}([\w.~-]+(?:\/[\w.~-]+)*)$/.exec(line) ?? [];
    if (!sha256 || !file || file.split("/").includes("..")) {
      throw new BackupUnusable(`The backup is damaged: ${sumsFile} has a line that it was not written with.`);
    }
    named.add(file);
    options.onFile?.(file, await requireSum(folder, file, sha256, options.signal));
  }
  const text = named.has(manifestFile) ? await readFile(join(folder, manifestFile), "utf8") : "null";
  const manifest = BackupManifest.safeParse(JSON.parse(text));
  if (!manifest.success)
    throw new BackupUnusable(`${join(folder, manifestFile)} is of no version known here.`);
  const pathOf = (file: string) => {
    if (!named.has(file))
      throw new BackupUnusable(`The backup is damaged: ${file} has no sum. Use another one.`);
    return join(folder, file);
  };
  return {
    manifest: manifest.data,
    read(file) {
      const raw = createReadStream(pathOf(file));
      if (!file.endsWith(".zst")) return raw;
      const content = createZstdDecompress();
      pipeline(raw, content).catch(() => {}); // whoever reads the content gets the error
      return content;
    },
    readText: (file) => readFile(pathOf(file), "utf8"),
    requireObject: async ({ file, sha256 }) => requireSum(folder, file, sha256, options.signal),
    readObject: ({ file }) => createReadStream(join(folder, file), { highWaterMark: 1 << 20 }),
  };
}

async function requireSum(
  folder: string,
  file: string,
  sha256: string,
  signal: AbortSignal | undefined,
): Promise<number> {
  const found = await sumOf(join(folder, file), signal);
  if (found === null) throw new BackupUnusable(`The backup is damaged: ${file} is missing. Use another one.`);
  if (found.sha256 === sha256) return found.bytes;
  throw new BackupUnusable(`The backup is damaged: ${file} is not what was written. Use another one.`);
}

async function sumOf(path: string, signal: AbortSignal | undefined): Promise<WrittenFile | null> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, ...(signal && { signal }) })) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** The lines of a text, one after the other, without ever holding it as a whole. */
export async function* linesOf(text: Readable): AsyncGenerator<string> {
  // `createInterface` does not pass errors on.
  let failure: unknown;
  text.once("error", (error) => {
    failure = error;
  });
  yield* createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY });
  if (failure) throw failure;
}
