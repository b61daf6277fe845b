import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, opendir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const maxBuffer = 64 * 1024 * 1024;
/** Names are printed and written as UTF-8, whatever this process was started with. */
const env = { LC_ALL: "C.UTF-8", PATH: "/usr/bin:/bin" };

/** Without input: a program that asks whether to replace a file is told nothing and gives up. */
function run(program: string, args: readonly string[]) {
  const running = promisify(execFile)(program, args, { env, maxBuffer, timeout: 60_000 });
  running.child.stdin?.destroy();
  return running;
}

/** What another program found in an archive. */
export interface Reading {
  /** Every name it lists, in its order, folders with a slash at the end; a name that is there twice is listed twice. */
  readonly listed: readonly string[];
  /** The files it unpacked: from path to lower-case hex SHA-256. */
  readonly files: Readonly<Record<string, string>>;
}

/** The three programs, at the given paths. `scratch` is a folder for unpacking, different for each call. */
export interface Readers {
  readonly unzip: string;
  readonly sevenZip: string;
  readonly python: string;
}

/** Lists and unpacks with Info-ZIP. Rejects when the program finds fault, a mere warning included. */
export async function readWithUnzip({ unzip }: Readers, archive: string, scratch: string): Promise<Reading> {
  const { stdout } = await run(unzip, ["-Z1", archive]);
  await run(unzip, ["-qq", archive, "-d", scratch]);
  return { listed: lines(stdout), files: await hashAndRemove(scratch) };
}

/** Lists and unpacks with 7-Zip. Rejects when the program finds fault, a mere warning included. */
export async function readWithSevenZip(
  { sevenZip }: Readers,
  archive: string,
  scratch: string,
): Promise<Reading> {
  // The type is given: without it other formats are tried where an archive is damaged.
  const { stdout } = await run(sevenZip, ["l", "-tzip", "-slt", "-ba", "-sccUTF-8", archive]);
  const listed = Array.from(stdout.matchAll(/^Path = (.*)\nFolder = ([+-])$/gm), ([, path = "", folder]) =>
    folder === "+" ? `${path}/` : path,
  );
  await run(sevenZip, ["x", "-tzip", "-bd", "-y", `-o${scratch}`, archive]);
  return { listed, files: await hashAndRemove(scratch) };
}

const pythonProgram = `
import hashlib, json, sys, zipfile
readings = []
for path in sys.argv[1:]:
    try:
        with zipfile.ZipFile(path) as archive:
            bad = archive.testzip()
            if bad is not None: raise zipfile.BadZipFile("bad data: " + bad)
            listed = [info.filename for info in archive.infolist()]
            files = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in listed if not name.endswith("/")}
        readings.append({"listed": listed, "files": files})
    except Exception as error:
        readings.append({"error": repr(error)})
json.dump(readings, sys.stdout)
`;

/** Reads many archives with Python's zipfile in one process; where it finds fault, that is the answer for the archive. */
export async function readWithPython(
  { python }: Readers,
  archives: readonly string[],
): Promise<(Reading | { readonly error: string })[]> {
  const { stdout } = await run(python, ["-I", "-c", pythonProgram, ...archives]);
  return JSON.parse(stdout) as (Reading | { error: string })[];
}

/** Its version: major, minor and patch. */
export function versionOfPython({ python }: Readers): number[] {
  const program = "import sys; print(*sys.version_info[:3])";
  return execFileSync(python, ["-I", "-c", program], { env, encoding: "utf8" }).trim().split(" ").map(Number);
}

const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");

/** From the path of each file under a folder to its SHA-256; the folder is gone afterwards. */
async function hashAndRemove(folder: string): Promise<Record<string, string>> {
  await mkdir(folder, { recursive: true });
  const files: Record<string, string> = {};
  for await (const item of await opendir(folder, { recursive: true })) {
    if (item.isDirectory()) continue;
    const full = join(item.parentPath, item.name);
    files[full.slice(folder.length + 1)] = createHash("sha256")
      .update(await readFile(full))
      .digest("hex");
  }
  await rm(folder, { recursive: true });
  return files;
}
