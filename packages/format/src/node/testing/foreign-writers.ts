import { spawn } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { opendir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipArchive } from "archiver";
import { ZipFile } from "yazl";
import { packFolder } from "../write-package.ts";

/** The archive programs, by their paths. */
export interface Programs {
  readonly zip: string;
  readonly sevenZip: string;
  readonly python: string;
}

/** Packs what is in `folder` into the file `target`. */
export type Writer = (folder: string, target: string, programs: Programs) => Promise<void>;

/** Starts a program in a folder; what it prints goes to the file `into` through a pipe, or nowhere. */
async function run(command: string, args: readonly string[], folder: string, into?: string): Promise<void> {
  const child = spawn(command, args, {
    cwd: folder,
    env: { LC_ALL: "C.UTF-8", PATH: "/usr/bin:/bin" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  if (into === undefined) child.stdout.resume();
  else await pipeline(child.stdout, createWriteStream(into));
  const code = await ended;
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${said}`);
}

const zip =
  (...options: string[]): Writer =>
  (folder, target, programs) =>
    run(programs.zip, ["-q", "-r", ...options, target, "."], folder);

const zipThroughPipe =
  (...options: string[]): Writer =>
  (folder, target, programs) =>
    run(programs.zip, ["-q", "-r", ...options, "-", "."], folder, target);

const sevenZip =
  (...options: string[]): Writer =>
  (folder, target, programs) =>
    run(programs.sevenZip, ["a", "-tzip", "-bd", ...options, target, "."], folder);

const sevenZipThroughPipe: Writer = (folder, target, programs) =>
  run(programs.sevenZip, ["a", "-tzip", "-bd", "-so", "unnamed", "."], folder, target);

const pythonProgram = `
import json, os, sys, zipfile
target, options = sys.argv[1], json.loads(sys.argv[2])
class Pipe:
    def __init__(self, file): self.file = file
    def write(self, data): return self.file.write(data)
    def flush(self): self.file.flush()
raw = open(target, "wb")
level = options["level"]
method = zipfile.ZIP_STORED if level == 0 else zipfile.ZIP_DEFLATED
with zipfile.ZipFile(Pipe(raw) if options["pipe"] else raw, "w", method, compresslevel=level or None) as archive:
    for folder, folders, files in os.walk("."):
        for name in folders + files:
            path = os.path.join(folder, name)
            if os.path.isdir(path) or options["way"] == "write": archive.write(path)
            elif options["way"] == "writestr": archive.writestr(os.path.relpath(path), open(path, "rb").read())
            else:
                info = zipfile.ZipInfo.from_file(path, os.path.relpath(path))
                info.compress_type = method
                with archive.open(info, "w", force_zip64=options["way"] == "zip64") as entry: entry.write(open(path, "rb").read())
`;

const python =
  (options: { level?: number; way?: "write" | "writestr" | "open" | "zip64"; pipe?: boolean }): Writer =>
  (folder, target, programs) => {
    const { level = 6, way = "write", pipe = false } = options;
    return run(
      programs.python,
      ["-I", "-c", pythonProgram, target, JSON.stringify({ level, way, pipe })],
      folder,
    );
  };

const yazl =
  (
    way: "file" | "stream",
    options: { compress?: boolean; forceZip64Format?: boolean; comment?: string },
  ): Writer =>
  async (folder, target) => {
    const { comment, ...perEntry } = options;
    const archive = new ZipFile();
    for await (const { path, full, isFolder } of walk(folder)) {
      if (isFolder) archive.addEmptyDirectory(path);
      else if (way === "file") archive.addFile(full, path, perEntry);
      else archive.addReadStreamLazy(path, perEntry, (give) => give(null, createReadStream(full)));
    }
    const { forceZip64Format = false } = options;
    archive.end({ forceZip64Format, comment: comment ?? "" });
    await pipeline(archive.outputStream, createWriteStream(target));
  };

const archiver =
  (
    way: "directory" | "stream",
    options: {
      store?: boolean;
      forceZip64?: boolean;
      forceLocalTime?: boolean;
      comment?: string;
      level?: number;
    },
  ): Writer =>
  async (folder, target) => {
    const { level = 6, ...rest } = options;
    const archive = new ZipArchive({ ...rest, zlib: { level } });
    const written = pipeline(archive, createWriteStream(target));
    if (way === "directory") archive.directory(folder, false);
    else {
      for await (const { path, full, isFolder } of walk(folder)) {
        if (!isFolder) archive.append(createReadStream(full), { name: path });
      }
    }
    await archive.finalize();
    await written;
  };

async function* walk(folder: string): AsyncGenerator<{ path: string; full: string; isFolder: boolean }> {
  for await (const item of await opendir(folder, { recursive: true })) {
    const full = join(item.parentPath, item.name);
    yield { path: full.slice(folder.length + 1), full, isFolder: item.isDirectory() };
  }
}

/** Archive writers in the ways people use them. */
export const writers = {
  "zip -0": zip("-0"),
  "zip -1": zip("-1"),
  "zip -6": zip("-6"),
  "zip -9": zip("-9"),
  "zip -X, no extra fields": zip("-X"),
  "zip -D, no folders": zip("-D"),
  "zip -fd, data descriptors": zip("-fd"),
  "zip -fz, ZIP64": zip("-fz"),
  "zip to a pipe": zipThroughPipe(),
  "zip -fz to a pipe": zipThroughPipe("-fz"),
  "zip -0 to a pipe": zipThroughPipe("-0"),
  "7zz -mx0": sevenZip("-mx0"),
  "7zz -mx1": sevenZip("-mx1"),
  "7zz -mx5": sevenZip("-mx5"),
  "7zz -mx9": sevenZip("-mx9"),
  "7zz -mtc -mta, more times": sevenZip("-mtc=on", "-mta=on"),
  "7zz -mcu, UTF-8": sevenZip("-mcu=on"),
  "7zz to a pipe": sevenZipThroughPipe,
  "7zz deflate64": sevenZip("-mm=Deflate64"),
  "7zz LZMA": sevenZip("-mm=LZMA"),
  "zipfile stored": python({ level: 0 }),
  "zipfile level 1": python({ level: 1 }),
  "zipfile level 9": python({ level: 9 }),
  "zipfile writestr": python({ way: "writestr" }),
  "zipfile open": python({ way: "open" }),
  "zipfile ZIP64": python({ way: "zip64" }),
  "zipfile to a pipe": python({ pipe: true }),
  "zipfile ZIP64 to a pipe": python({ way: "zip64", pipe: true }),
  "yazl files": yazl("file", {}),
  "yazl files stored": yazl("file", { compress: false }),
  "yazl files ZIP64": yazl("file", { forceZip64Format: true }),
  "yazl streams": yazl("stream", {}),
  "yazl streams stored": yazl("stream", { compress: false }),
  "yazl streams ZIP64": yazl("stream", { forceZip64Format: true, comment: "made by yazl" }),
  "archiver directory": archiver("directory", {}),
  "archiver level 9": archiver("directory", { level: 9, comment: "made by archiver" }),
  "archiver stored": archiver("directory", { store: true }),
  "archiver streams": archiver("stream", { forceLocalTime: true }),
  "archiver streams ZIP64": archiver("stream", { forceZip64: true }),
  "mosis pack": async (folder: string, target: string) => {
    await packFolder(folder, target);
  },
} as const satisfies Record<string, Writer>;

export type WriterName = keyof typeof writers;
