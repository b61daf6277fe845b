import { basename } from "node:path";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { type JudgedPackage, judgePackage } from "../packages/judge-package.ts";
import { withPackage } from "../packages/packed.ts";
import { countFindings, printFindings } from "../report/findings.ts";
import { shownSize } from "../report/shown-size.ts";
import type { Terminal } from "../terminal.ts";

export interface ValidateOptions {
  json: boolean;
  /** Whether warnings count as errors. */
  strict: boolean;
}

/** Judges a package, or a folder as the package it would be. */
export function validate(terminal: Terminal, path: string, options: ValidateOptions): Promise<ExitCode> {
  return withPackage(terminal, path, async (file) => {
    const judged = await judgePackage(file);
    const { findings, ok } = judged.inspection;
    if (options.json) terminal.out(JSON.stringify(reportOf(judged), null, 2));
    else printReport(terminal, basename(path), judged);
    const isRefused = !ok || (options.strict && findings.length > 0);
    return isRefused ? exitCode.refusedPackage : exitCode.done;
  });
}

/** What `--json` prints. */
export function reportOf({ size, sha256, inspection }: JudgedPackage) {
  const { ok, manifest, totals, findings } = inspection;
  return { ok, size, sha256, manifest, totals, findings };
}

export function printReport(terminal: Terminal, name: string, { size, inspection }: JudgedPackage): void {
  const { ok, manifest, totals, findings } = inspection;
  const mark = ok ? terminal.style("green", "✓") : terminal.style("red", "✗");
  const what = manifest ? `${manifest.id} ${manifest.version} (${manifest.version_code})` : name;
  terminal.out(
    `${mark} ${terminal.style("bold", what)}: ${shownSize(size)}, ${totals.files} files, ${shownSize(totals.uncompressedBytes)} unpacked, ${countFindings(findings)}`,
  );
  printFindings(terminal, findings);
}
