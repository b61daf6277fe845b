import type { JudgedPackage } from "../packages/judge-package.ts";
import type { Version } from "./answers.ts";
import { type PortalClient, PortalProblem } from "./portal-client.ts";
import { AddressRefused } from "./put-bytes.ts";
import { waitFor } from "./retry.ts";
import { type SendOptions, sendPackage } from "./send-package.ts";

/** Rounds of sending what the portal says is missing before something is wrong with more than the connection. */
const mostRounds = 3;

/**
 * Sends a package and gives the version that it became. Whatever was sent before, by another run or another machine,
 * is not sent again.
 */
export async function publishPackage(
  { size, sha256 }: JudgedPackage,
  { app, fileName, ...options }: Omit<SendOptions, "size"> & { app: string; fileName: string },
): Promise<Version> {
  const { portal } = options;
  for (let round = 1; ; round++) {
    const started = await portal.startUpload(app, { file_name: fileName, size, sha256 });
    try {
      await sendPackage(started, { ...options, size });
      return (await portal.completeUpload(started.upload.id)).version;
    } catch (error) {
      // The one address of a file sent whole has expired: starting again gives another. Parts see to theirs.
      const isExpired = error instanceof AddressRefused && error.status === 403 && started.put !== null;
      if ((!isExpired && !isIncomplete(error)) || round === mostRounds) throw error;
    }
  }
}

function isIncomplete(error: unknown): boolean {
  const codes = ["upload_not_received", "upload_parts_changed", "upload_closed"];
  return error instanceof PortalProblem && codes.includes(error.code);
}

const firstLookMs = 250;
const longestPauseMs = 5_000;

/** Waits until the store's checks are done, and gives the version; after `timeoutMs`, as it is then. */
export async function waitForVerdict(
  portal: PortalClient,
  version: Version,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<Version> {
  const until = performance.now() + timeoutMs;
  let current = version;
  for (
    let pause = firstLookMs;
    current.status === "validating";
    pause = Math.min(pause * 1.5, longestPauseMs)
  ) {
    const left = until - performance.now();
    if (left <= 0) break;
    await waitFor(Math.min(pause, left), signal);
    current = await portal.getVersion(version.id);
  }
  return current;
}
