import { statfs } from "node:fs/promises";
import { StackError } from "./stack-error.ts";

const gigabyte = 1_000_000_000;

/** One sentence on a disk without enough room, or `undefined` when there is enough. Sizes in bytes. */
export function diskSpaceMessage(free: number, needed: number): string | undefined {
  if (free >= needed) return undefined;
  const inGb = (bytes: number) => (bytes / gigabyte).toFixed(1);
  return `The disk has ${inGb(free)} GB left and ${inGb(needed)} GB are needed: free some space and start again.`;
}

/**
 * @param needed bytes; the default is enough for the build, the sample packages and their copies in storage.
 * @throws StackError `disk_full`
 */
export async function requireDiskSpace(folder: string, needed = 2 * gigabyte): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const message = diskSpaceMessage(bavail * bsize, needed);
  if (message) throw new StackError("disk_full", message);
}
