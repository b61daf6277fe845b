import { CommandFailure } from "../exit-code.ts";
import { PortalProblem } from "../portal/portal-client.ts";
import { AddressRefused } from "../portal/put-bytes.ts";
import { GaveUp } from "../portal/retry.ts";

/** How far publishing has come. */
export type Stage = "judging" | "sending" | "waiting" | "submitting";

const stopped: Record<Stage, string> = {
  judging: "Stopped. Nothing was sent.",
  sending: "Stopped. What has arrived is kept for an hour: run the same command again to go on.",
  waiting:
    "Stopped. The package has arrived and the store goes on checking it: run the same command again to see the verdict.",
  submitting: "Stopped. The package has passed the checks: run the same command again to submit it.",
};

/** Any failure of publishing, as the sentence and the exit code for it; what is none of its own, as it is. */
export function explainFailure(
  error: unknown,
  { stage, isStopped }: { stage: Stage; isStopped: boolean },
): unknown {
  if (isStopped) return new CommandFailure("interrupted", stopped[stage], { cause: error });
  if (error instanceof PortalProblem) {
    const { message, code, requestId } = error;
    const id = requestId === null ? "" : ` (request ${requestId})`;
    const isUnknownApp = code === "not_found" && stage === "sending";
    const hint = isUnknownApp
      ? " Create the app in the portal first, or use the token of its developer."
      : "";
    return new CommandFailure("refusedCall", `${message}${hint} [${code}]${id}`, { cause: error });
  }
  if (error instanceof AddressRefused) {
    return new CommandFailure(
      "refusedCall",
      `Storage did not take the package: it answered ${error.status}. Run the same command again; if it stays so, tell the people who run the store.`,
      { cause: error },
    );
  }
  if (error instanceof GaveUp) {
    return new CommandFailure(
      "unreachable",
      `${error.message} Gave up; run the same command again to go on where it stopped.`,
      { cause: error },
    );
  }
  return error;
}
