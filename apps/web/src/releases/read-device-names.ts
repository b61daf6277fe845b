import { mostTrackDevices, sha256Of } from "@mosis/domain";

export interface NamedDevice {
  name: string;
  label: string;
}

/** Longest name that a device may give. */
const longestName = 200;
const longestLabel = 80;

/**
 * Reads one device a line: its name, and after a comma or a tab whose it is. Without that, `label` with the number of
 * the line; what is there twice counts once.
 * @returns what cannot be read, in a sentence, or the devices.
 */
export function readDeviceNames(
  text: string,
  label: string,
): { devices: NamedDevice[]; problem: string | null } {
  const found = new Map<string, NamedDevice>();
  const lines = text.split("\n").map((line) => line.trim());
  for (const [at, line] of lines.entries()) {
    if (line === "") continue;
    const [, name = "", own = ""] = /^([^,\t]*)(?:[,\t](.*))?$/.exec(line) ?? [];
    const named = { name: name.trim(), label: own.trim() || label.trim() || `Device of line ${at + 1}` };
    if (named.name === "") return problem(`Line ${at + 1} has no name.`);
    if (named.name.length > longestName)
      return problem(`The name of line ${at + 1} is longer than ${longestName}.`);
    if (named.label.length > longestLabel)
      return problem(`The label of line ${at + 1} is longer than ${longestLabel}.`);
    found.set(named.name, named);
  }
  if (found.size === 0) return problem("Give the name of a device at least.");
  if (found.size > mostTrackDevices)
    return problem(`Give at most ${mostTrackDevices.toLocaleString("en")} at once.`);
  return { devices: [...found.values()], problem: null };
}

const problem = (words: string) => ({ devices: [], problem: words });

/** SHA-256 in hexadecimal of the name's UTF-8, as the edge makes it of what a device gives. */
export async function hashName(name: string): Promise<string> {
  return sha256Of(new TextEncoder().encode(name));
}
