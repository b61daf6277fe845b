import type { VersionFinding } from "@mosis/domain";
import { type FindingCode, findingCatalogue } from "@mosis/format";

/** What the same sentence says of one place or of several. */
export interface FindingItem {
  code: string;
  message: string;
  fix: string;
  /** Places inside the package, in the order in which they were found; empty when it is about the whole file. */
  paths: string[];
}

/** Findings about one side of a package. */
export interface FindingGroup {
  heading: string;
  count: number;
  items: FindingItem[];
}

export interface SeverityGroup {
  severity: VersionFinding["severity"];
  count: number;
  groups: FindingGroup[];
}

type Group = (typeof findingCatalogue)[FindingCode]["group"] | "store";

/** In the order in which they are worth reading: without a sound archive the rest may be missing. */
const headings = {
  archive: "The file as an archive",
  names: "File names",
  contents: "What the files hold",
  manifest: "The manifest",
  store: "This app and this upload",
  report: "More of the same",
} as const satisfies Record<Group, string>;

/** Errors before warnings, in each by what they are about; what is said alike of several places is said once. */
export function groupFindings(findings: readonly VersionFinding[]): SeverityGroup[] {
  return (["error", "warning"] as const).flatMap((severity) => {
    const found = findings.filter((finding) => finding.severity === severity);
    if (found.length === 0) return [];
    const groups = Object.entries(headings).flatMap(([group, heading]) => {
      const about = found.filter(({ code }) => groupOf(code) === group);
      return about.length === 0 ? [] : [{ heading, count: about.length, items: itemsOf(about) }];
    });
    return [{ severity, count: found.length, groups }];
  });
}

function groupOf(code: string): Group {
  return Object.hasOwn(findingCatalogue, code) ? findingCatalogue[code as FindingCode].group : "store";
}

function itemsOf(findings: readonly VersionFinding[]): FindingItem[] {
  const items = new Map<string, FindingItem>();
  for (const { code, message, fix, path } of findings) {
    const key = JSON.stringify([code, message, fix]);
    const item = items.get(key) ?? { code, message, fix, paths: [] };
    items.set(key, item);
    if (path !== null) item.paths.push(path);
  }
  return [...items.values()];
}
