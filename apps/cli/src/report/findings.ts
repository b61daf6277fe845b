import type { Terminal } from "../terminal.ts";

/** A finding, be it the format's or the store's own. */
export interface ShownFinding {
  code: string;
  severity: "error" | "warning";
  path: string | null;
  message: string;
  fix: string;
}

const groups = [
  { severity: "error", color: "red", sign: "✗", name: "error" },
  { severity: "warning", color: "yellow", sign: "!", name: "warning" },
] as const;

/** Prints what was found, errors first, each with where and how to mend it. */
export function printFindings(terminal: Terminal, findings: readonly ShownFinding[]): void {
  for (const { severity, color, sign, name } of groups) {
    const group = findings.filter((finding) => finding.severity === severity);
    if (group.length === 0) continue;
    terminal.out("");
    terminal.out(terminal.style("bold", `${group.length} ${name}${group.length === 1 ? "" : "s"}`));
    for (const { code, path, message, fix } of group) {
      terminal.out(`  ${terminal.style(color, sign)} ${message}`);
      terminal.out(`    ${fix}`);
      terminal.out(`    ${terminal.style("dim", path === null ? code : `${code} · ${path}`)}`);
    }
  }
}

/** `2 errors, 1 warning`, or that there is nothing to mend. */
export function countFindings(findings: readonly ShownFinding[]): string {
  const counts = groups.flatMap(({ severity, name }) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${name}${count === 1 ? "" : "s"}`];
  });
  return counts.length === 0 ? "nothing to mend" : counts.join(", ");
}
