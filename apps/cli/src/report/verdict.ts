import type { Version } from "../portal/answers.ts";
import type { Terminal } from "../terminal.ts";
import { countFindings, printFindings } from "./findings.ts";

const said: Record<string, string> = {
  validating: "is being checked",
  failed: "was refused",
  draft: "has passed the checks and is a draft",
  in_review: "is in review",
  approved: "is approved",
  published: "is published",
};

/** Prints what the store says of a version, and where its page is. */
export function printVerdict(terminal: Terminal, { status, version, findings }: Version, page: string): void {
  const isRefused = status === "failed";
  const mark = isRefused ? terminal.style("red", "✗") : terminal.style("green", "✓");
  const name = version === null ? "The version" : `Version ${version}`;
  const verdict = terminal.style("bold", `${name} ${said[status] ?? `is ${status}`}`);
  terminal.out("");
  // While it is being checked there is nothing to count yet.
  terminal.out(status === "validating" ? `… ${verdict}` : `${mark} ${verdict}, ${countFindings(findings)}`);
  printFindings(terminal, findings);
  terminal.out("");
  terminal.out(page);
}
