import { rename, rm, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { CommandFailure, type ExitCode, exitCode } from "../exit-code.ts";
import { judgePackage } from "../packages/judge-package.ts";
import { packApp, readIdentity } from "../packages/packed.ts";
import type { Terminal } from "../terminal.ts";
import { printReport, reportOf } from "./validate.ts";

export interface PackOptions {
  /** Default: id and version of the manifest, in the working folder. */
  output?: string;
  /** Whether a package that the store would refuse is kept. */
  force: boolean;
  json: boolean;
}

/** Packs a folder, the same files to the same bytes, and judges the package. */
export async function pack(terminal: Terminal, folder: string, options: PackOptions): Promise<ExitCode> {
  const target = resolve(options.output ?? (await defaultName(folder)));
  await requireFolder(dirname(target));
  const unjudged = `${target}.unjudged.mosis`;
  try {
    await packApp(terminal, folder, unjudged);
    const judged = await judgePackage(unjudged);
    const isKept = judged.inspection.ok || options.force;
    if (isKept) await rename(unjudged, target);
    if (options.json) {
      terminal.out(JSON.stringify({ file: isKept ? target : null, ...reportOf(judged) }, null, 2));
    } else {
      printReport(terminal, basename(target), judged);
      terminal.out("");
      terminal.out(
        isKept ? `${target}\nsha256 ${judged.sha256}` : "No package was written: the store would refuse it.",
      );
    }
    return judged.inspection.ok ? exitCode.done : exitCode.refusedPackage;
  } finally {
    await rm(unjudged, { force: true });
  }
}

async function requireFolder(folder: string): Promise<void> {
  if ((await stat(folder).catch(() => null))?.isDirectory()) return;
  throw new CommandFailure("usage", `There is no folder ${folder} to write the package into.`);
}

async function defaultName(folder: string): Promise<string> {
  const identity = await readIdentity(folder);
  if (identity) return `${identity.id}-${identity.version}.mosis`;
  const name = basename(resolve(folder));
  if (name === "") throw new CommandFailure("usage", "Name the package with --output.");
  return `${name}.mosis`;
}
