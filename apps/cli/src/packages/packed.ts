import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manifestPath } from "@mosis/format";
import { packFolder } from "@mosis/format/node";
import { CommandFailure } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";
import { leavingOut } from "./leave-out.ts";

/** Packs an app's folder and says what was left out. @throws CommandFailure when it cannot be packed. */
export async function packApp(terminal: Terminal, folder: string, target: string): Promise<void> {
  await requireManifest(folder);
  const { leaveOut, leftOut } = leavingOut();
  try {
    await packFolder(folder, target, leaveOut);
  } catch (error) {
    throw new CommandFailure("usage", error instanceof Error ? error.message : String(error), {
      cause: error,
    });
  }
  if (leftOut.length > 0) terminal.err(`Left out: ${leftOut.sort().join(", ")}`);
}

/**
 * Gives the work a package file: the one that is named, or a folder's, packed for as long as the work takes.
 * @throws CommandFailure when there is no such file or folder.
 */
export async function withPackage<Result>(
  terminal: Terminal,
  path: string,
  work: (file: string) => Promise<Result>,
): Promise<Result> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new CommandFailure("usage", `There is no file or folder ${path}.`, { cause });
  });
  if (!found.isDirectory()) return work(path);
  const scratch = await mkdtemp(join(tmpdir(), "mosis-"));
  try {
    const file = join(scratch, "package.mosis");
    await packApp(terminal, path, file);
    return await work(file);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What the folder's manifest says its package is, as far as it can be read: for the name of a file. */
export async function readIdentity(folder: string): Promise<{ id: string; version: string } | null> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, manifestPath), "utf8"));
    const { id, version } = manifest as { id?: unknown; version?: unknown };
    const isPlain = (text: unknown): text is string => typeof text === "string" && /^[\w.+-]+$/.test(text);
    return isPlain(id) && isPlain(version) ? { id, version } : null;
  } catch {
    // Whatever is wrong with it is told by the judge.
    return null;
  }
}

async function requireManifest(folder: string): Promise<void> {
  await stat(join(folder, manifestPath)).catch((cause: unknown) => {
    throw new CommandFailure(
      "usage",
      `${folder} has no ${manifestPath}. Make one with \`mosis init\`, or name the app's folder.`,
      { cause },
    );
  });
}
