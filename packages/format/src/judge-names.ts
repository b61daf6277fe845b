import { collisionKey, type PathProblem, pathProblem } from "./entry-path.ts";
import type { FindingCode } from "./finding-codes.ts";
import type { FindingList } from "./findings.ts";
import type { Limits } from "./limits.ts";

const codes = {
  empty: "name_empty",
  absolute: "name_absolute",
  parent: "name_parent",
  backslash: "name_backslash",
  invisible: "name_invisible",
  unportable: "name_unportable",
  reserved: "name_reserved",
} as const satisfies Partial<Record<PathProblem, FindingCode>>;

/**
 * Judges all names of a package, each alone and against the others: no two of them, nor any folder on the way,
 * may be the same name anywhere a package is unpacked. `names` are raw: folders end with a slash.
 */
export function judgeNames(names: readonly string[], limits: Limits, findings: FindingList): void {
  const seen = new Set<string>();
  const files = new Set<string>();
  // From the key of a file or folder to how it is spelled.
  const spelled = new Map<string, string>();
  const folders = new Map<string, string>();

  for (const name of names) {
    const path = name.endsWith("/") ? name.slice(0, -1) : name;
    const problem = pathProblem(path, limits);
    if (problem === "too_long") {
      findings.add("name_too_long", name, { path: limits.pathBytes, name: limits.nameBytes });
    } else if (problem === "too_deep") {
      findings.add("name_too_deep", name, { limit: limits.depth });
    } else if (problem !== null) {
      findings.add(codes[problem], name);
    }

    if (seen.has(name)) {
      findings.add("name_duplicate", name);
      continue;
    }
    seen.add(name);
    // Paths beyond the limits are not followed: a single name could hold 30,000 folders.
    if (problem === "too_long" || problem === "too_deep") continue;
    if (path === name) {
      files.add(path);
      const key = collisionKey(path);
      const other = spelled.get(key);
      if (other === undefined) spelled.set(key, path);
      else if (other !== path) findings.add("name_collision", name, { other });
    } else if (!folders.has(path)) {
      addFolder(path, name, folders, spelled, findings);
    }
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) break;
      addFolder(folder, name, folders, spelled, findings);
    }
  }

  for (const [folder, user] of folders) {
    if (files.has(folder)) findings.add("name_file_and_folder", folder, { other: user });
  }
}

/** A folder may be met before or after a file of the same name; the files are compared at the end. */
function addFolder(
  folder: string,
  user: string,
  folders: Map<string, string>,
  spelled: Map<string, string>,
  findings: FindingList,
): void {
  folders.set(folder, user);
  const key = collisionKey(folder);
  const other = spelled.get(key);
  if (other === undefined) spelled.set(key, folder);
  else if (other !== folder) findings.add("name_collision", user, { other });
}
