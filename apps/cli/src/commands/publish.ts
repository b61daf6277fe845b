import { basename } from "node:path";
import type { Env } from "../env.ts";
import { CommandFailure, type ExitCode, exitCode } from "../exit-code.ts";
import { type JudgedPackage, judgePackage } from "../packages/judge-package.ts";
import { withPackage } from "../packages/packed.ts";
import type { Version } from "../portal/answers.ts";
import { createPortalClient, PortalProblem } from "../portal/portal-client.ts";
import { publishPackage, waitForVerdict } from "../portal/publish-package.ts";
import { AddressRefused } from "../portal/put-bytes.ts";
import { PassingFailure, type RetryPolicy } from "../portal/retry.ts";
import { countFindings, printFindings } from "../report/findings.ts";
import { followProgress } from "../report/progress.ts";
import type { Terminal } from "../terminal.ts";
import { printReport, reportOf } from "./validate.ts";

export interface PublishOptions {
  portal?: string;
  json: boolean;
  /** Whether to wait for the store's verdict. */
  wait: boolean;
  /** Whether a version that passed goes to review. */
  submit: boolean;
  /** Seconds to wait for the verdict. */
  timeout: number;
  /** Parts sent at the same time. */
  concurrency: number;
}

/** Judges a package, sends it to the store, waits for the verdict and prints it. */
export async function publish(
  terminal: Terminal,
  path: string,
  options: PublishOptions,
  { env, policy, signal }: { env: Env; policy: RetryPolicy; signal: AbortSignal },
): Promise<ExitCode> {
  const { portal: portalUrl, token } = readTarget(options, env);
  return withPackage(terminal, path, async (file) => {
    const judged = await judgePackage(file);
    const { manifest, ok } = judged.inspection;
    if (!ok || !manifest) {
      if (options.json) terminal.out(JSON.stringify({ published: false, ...reportOf(judged) }, null, 2));
      else printReport(terminal, basename(path), judged);
      terminal.err("Nothing was sent: the store would refuse this package.");
      return exitCode.refusedPackage;
    }
    if (!options.json) printReport(terminal, basename(path), judged);
    const version = await send(terminal, judged, {
      ...options,
      portalUrl,
      token,
      policy,
      signal,
      app: manifest.id,
    });
    const page = new URL(`/console/apps/${manifest.id}/versions/${version.id}`, portalUrl).href;
    if (options.json) terminal.out(JSON.stringify({ published: true, page, version }, null, 2));
    else printVerdict(terminal, version, page);
    return version.status === "failed" ? exitCode.refusedPackage : exitCode.done;
  }).catch((error: unknown) => {
    throw explained(error, signal);
  });
}

function readTarget({ portal }: PublishOptions, env: Env): { portal: URL; token: string } {
  const address = portal ?? env.MOSIS_URL;
  if (!address) {
    throw new CommandFailure("usage", "Say which portal: set MOSIS_URL, or give --portal.");
  }
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new CommandFailure(
      "usage",
      `${address} is not the address of a portal, such as https://apps.example.com.`,
    );
  }
  if (!env.MOSIS_TOKEN) {
    throw new CommandFailure(
      "usage",
      `Set MOSIS_TOKEN to an access token. Make one at ${new URL("/console/tokens", url).href}.`,
    );
  }
  return { portal: url, token: env.MOSIS_TOKEN };
}

async function send(
  terminal: Terminal,
  judged: JudgedPackage,
  options: PublishOptions & {
    portalUrl: URL;
    token: string;
    policy: RetryPolicy;
    signal: AbortSignal;
    app: string;
  },
): Promise<Version> {
  const { portalUrl, token, policy, signal, app, concurrency } = options;
  const onRetry = ({ message }: PassingFailure) => terminal.err(`${message} Trying again …`);
  const portal = createPortalClient({ portal: portalUrl, token, policy, signal, onRetry });
  const version = await publishPackage(judged, {
    portal,
    app,
    fileName: `${app}-${judged.inspection.manifest?.version}.mosis`,
    file: judged.file,
    concurrency,
    policy,
    signal,
    onProgress: followProgress(terminal, "Sending", judged.size),
    onRetry,
  });
  if (!options.wait) return version;
  if (version.status === "validating") terminal.err("The package has arrived. The store is checking it …");
  const decided = await waitForVerdict(portal, version, { timeoutMs: options.timeout * 1000, signal });
  return options.submit && decided.status === "draft" ? portal.submitVersion(decided.id) : decided;
}

const said: Record<string, string> = {
  validating: "is being checked",
  failed: "was refused",
  draft: "has passed the checks and is a draft",
  in_review: "is in review",
  approved: "is approved",
  published: "is published",
};

function printVerdict(terminal: Terminal, version: Version, page: string): void {
  const isRefused = version.status === "failed";
  const mark = isRefused ? terminal.style("red", "✗") : terminal.style("green", "✓");
  const name = version.version === null ? "The version" : `Version ${version.version}`;
  terminal.out("");
  terminal.out(
    `${mark} ${terminal.style("bold", `${name} ${said[version.status] ?? `is ${version.status}`}`)}, ${countFindings(version.findings)}`,
  );
  printFindings(terminal, version.findings);
  terminal.out("");
  terminal.out(page);
}

/** Any failure on the way, as the sentence and the exit code for it. */
function explained(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) {
    return new CommandFailure(
      "interrupted",
      "Stopped. What has arrived is kept for an hour: run the same command again to go on.",
      { cause: error },
    );
  }
  if (error instanceof PortalProblem) {
    const id = error.requestId === null ? "" : ` (request ${error.requestId})`;
    const hint =
      error.code === "not_found"
        ? " Create the app in the portal first, or use the token of its developer."
        : "";
    return new CommandFailure("refusedCall", `${error.message}${hint} [${error.code}]${id}`, {
      cause: error,
    });
  }
  if (error instanceof AddressRefused) {
    return new CommandFailure("refusedCall", `${error.message} Run the same command again.`, {
      cause: error,
    });
  }
  if (error instanceof PassingFailure) {
    return new CommandFailure(
      "unreachable",
      `${error.message} Gave up; run the same command again to go on where it stopped.`,
      { cause: error },
    );
  }
  return error;
}
