import type { Contents } from "./entry-contents.ts";
import { collisionKey } from "./entry-path.ts";
import type { FindingList } from "./findings.ts";
import { checkPng } from "./icon.ts";
import type { Limits } from "./limits.ts";
import { type Manifest, manifestPath } from "./manifest.ts";
import { nearestName } from "./nearest-name.ts";
import { shownSize } from "./shown-size.ts";
import type { DirectoryEntry } from "./zip/central-directory.ts";

/** Says that there is no manifest; most often the folder was packed instead of what is in it. */
export function missingManifest(entries: readonly DirectoryEntry[], findings: FindingList): void {
  const suffix = `/${manifestPath}`;
  const inside = entries.find(
    ({ name }) => name.endsWith(suffix) && name.indexOf("/") === name.length - suffix.length,
  );
  if (inside === undefined) findings.add("manifest_missing", null);
  else findings.add("manifest_misplaced", inside.name, { folder: inside.name.slice(0, -suffix.length) });
}

/** Checks the files the manifest names: they are in the package, and the icon is a picture the store takes. */
export async function judgeManifestFiles(
  manifest: Manifest,
  entries: readonly DirectoryEntry[],
  read: (entry: DirectoryEntry) => Promise<Contents | null>,
  limits: Limits,
  findings: FindingList,
): Promise<void> {
  const find = (path: string) => entries.find(({ name, folder }) => !folder && name === path);
  if (find(manifest.entry) === undefined) {
    findings.add("entry_file_missing", manifestPath, {
      file: manifest.entry,
      help: helpFinding("entry", manifest.entry, entries),
    });
  }
  if (manifest.icon === undefined) return;
  const icon = find(manifest.icon);
  if (icon === undefined) {
    findings.add("icon_file_missing", manifestPath, {
      file: manifest.icon,
      help: helpFinding("icon", manifest.icon, entries),
    });
    return;
  }
  if (icon.size > limits.iconBytes) {
    findings.add("icon_invalid", icon.name, {
      reason: `The picture is ${shownSize(icon.size)}; the limit is ${shownSize(limits.iconBytes)}.`,
      help: "Use a smaller picture or compress it more.",
    });
    return;
  }
  // When its data could not be read, that has been said already.
  const contents = await read(icon);
  if (contents?.kind !== "sound" || contents.bytes === null) return;
  const check = checkPng(contents.bytes);
  if (!check.ok) findings.add("icon_invalid", icon.name, { reason: check.message, help: check.fix });
}

/** A path that differs by case only, or a close one, is most likely the one that was meant. */
function helpFinding(field: string, path: string, entries: readonly DirectoryEntry[]): string {
  const paths = entries.filter(({ folder }) => !folder).map(({ name }) => name);
  const key = collisionKey(path);
  const near =
    paths.find((candidate) => collisionKey(candidate) === key) ??
    paths.find((candidate) => candidate.endsWith(`/${path}`)) ??
    nearestName(path, paths.slice(0, 2000));
  return near === null
    ? `Add the file, or correct "${field}".`
    : `Did you mean "${near}"? Correct "${field}".`;
}
