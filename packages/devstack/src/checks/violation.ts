/** One broken rule in one file, of the project or of the tree of deliberate violations. */
export type Violation = {
  rule: string;
  /** Path relative to the tree that was checked. */
  file: string;
  /** What was found there, for a reader: an import's target, or a line of code. */
  detail: string;
};

/** One line a violation, in the order of the files. */
export function describeViolations(violations: readonly Violation[]): string {
  return violations
    .map(({ rule, file, detail }) => `${file}: ${rule}: ${detail}`)
    .sort()
    .join("\n");
}
