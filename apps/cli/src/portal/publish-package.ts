import { CommandFailure } from "../exit-code.ts";
import type { JudgedPackage } from "../packages/judge-package.ts";
import type { Version } from "./answers.ts";
import { type PortalClient, PortalProblem } from "./portal-client.ts";
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
    await sendPackage(started, { ...options, size });
    try {
      return (await portal.completeUpload(started.upload.id)).version;
    } catch (error) {
      const isIncomplete =
        error instanceof PortalProblem &&
        ["upload_not_received", "upload_parts_changed", "upload_closed"].includes(error.code);
      if (!isIncomplete || round === mostRounds) throw error;
    }
  }
}

const firstLookMs = 250;
const longestPauseMs = 5_000;

/**
 * Waits until the store's checks are done.
 * @throws CommandFailure when they are not within `timeoutMs`.
 */
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
    if (performance.now() >= until) {
      throw new CommandFailure(
        "unreachable",
        "The package has arrived, and the store is still checking it. Look at the portal, or run the same command again to go on waiting.",
      );
    }
    await waitFor(pause, signal);
    current = await portal.getVersion(version.id);
  }
  return current;
}
