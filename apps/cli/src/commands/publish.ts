import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Env } from "../env.ts";
import { CommandFailure, type ExitCode, exitCode } from "../exit-code.ts";
import { judgePackage } from "../packages/judge-package.ts";
import { withPackage } from "../packages/packed.ts";
import type { Version } from "../portal/answers.ts";
import { identitySource } from "../portal/identity-token.ts";
import { readPortalAddress } from "../portal/portal-address.ts";
import { createPortalClient, type PortalClient } from "../portal/portal-client.ts";
import { publishPackage, waitForVerdict } from "../portal/publish-package.ts";
import { type PassingFailure, type RetryPolicy, withRetries } from "../portal/retry.ts";
import { followProgress } from "../report/progress.ts";
import { explainFailure, type Stage } from "../report/publish-failure.ts";
import { printVerdict } from "../report/verdict.ts";
import type { Terminal } from "../terminal.ts";
import { printReport, reportOf } from "./validate.ts";

export interface PublishOptions {
  portal?: string;
  json: boolean;
  /** Whether to wait for the store's verdict. */
  wait: boolean;
  /** Whether an identity token stands for the access token. */
  trusted: boolean;
  idTokenFile?: string;
  /** Whether a version that passed goes to review. */
  submit: boolean;
  /** What is new in the version, or the file that says it. */
  notes?: string;
  notesFile?: string;
  /** Seconds to wait for the verdict. */
  timeout: number;
  /** Parts sent at the same time. */
  concurrency: number;
}

interface Surroundings {
  env: Env;
  policy: RetryPolicy;
  signal: AbortSignal;
}

/** Judges a package, sends it to the store, waits for the verdict and prints it. */
export async function publish(
  terminal: Terminal,
  path: string,
  options: PublishOptions,
  { env, policy, signal }: Surroundings,
): Promise<ExitCode> {
  const portalUrl = readPortal(options, env);
  const ask = options.trusted ? identitySource(options, env, portalUrl.origin) : null;
  const given = ask ? null : readToken(portalUrl, env);
  const notes = await readNotes(options);
  let stage: Stage = "judging";
  return withPackage(terminal, path, async (file) => {
    const judged = await judgePackage(file, signal);
    const { manifest, ok } = judged.inspection;
    if (!ok || !manifest) {
      if (options.json) terminal.out(JSON.stringify({ sent: false, ...reportOf(judged) }, null, 2));
      else printReport(terminal, basename(path), judged);
      terminal.err("Nothing was sent: the store would refuse this package.");
      return exitCode.refusedPackage;
    }
    if (!options.json) printReport(terminal, basename(path), judged);
    stage = "sending";
    const onRetry = ({ message }: PassingFailure) => terminal.err(`${message} Trying again …`);
    const app = manifest.id;
    const calls = { portal: portalUrl, policy, signal, onRetry };
    const token = ask ? await exchange(calls, app, ask) : given;
    const portal = createPortalClient({ ...calls, token });
    const sent = await publishPackage(judged, {
      portal,
      app,
      fileName: `${app}-${manifest.version}.mosis`,
      file: judged.file,
      concurrency: options.concurrency,
      policy,
      signal,
      onProgress: followProgress(terminal, "Sending", judged.size),
      onRetry,
    });
    if (notes !== null) await portal.describeVersion(sent.id, notes);
    stage = "waiting";
    const page = new URL(`/console/apps/${app}/versions/${sent.id}`, portalUrl).href;
    const version = options.wait ? await awaitVerdict(terminal, portal, sent, options, signal) : sent;
    if (options.submit && version.status === "draft") {
      stage = "submitting";
      const submitted = await submit(terminal, portal, version, page);
      tell(terminal, submitted, page, options);
      return exitCode.done;
    }
    tell(terminal, version, page, options);
    if (version.status === "failed") return exitCode.refusedPackage;
    if (options.wait && version.status === "validating") {
      terminal.err(
        `There was no verdict within ${options.timeout} s; the store goes on checking. Run the same command again to go on waiting.`,
      );
      return exitCode.unreachable;
    }
    return exitCode.done;
  }).catch((error: unknown) => {
    throw explainFailure(error, { stage, isStopped: signal.aborted });
  });
}

/** Leave to upload once, for an identity token; for another one each time that the portal could not be reached. */
async function exchange(
  calls: Omit<Parameters<typeof createPortalClient>[0], "token">,
  app: string,
  ask: (signal: AbortSignal) => Promise<string>,
): Promise<string> {
  const portal = createPortalClient({ ...calls, token: null });
  const { token } = await withRetries(
    async () => portal.exchangeIdentity(app, await ask(calls.signal)),
    calls,
  );
  return token;
}

/** What is new, as it was given; null when nothing was said of it. */
async function readNotes({ notes, notesFile }: PublishOptions): Promise<string | null> {
  if (notesFile === undefined) return notes ?? null;
  try {
    return await readFile(notesFile, "utf8");
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new CommandFailure("usage", `${notesFile} cannot be read (${code}).`);
  }
}

function readPortal({ portal }: PublishOptions, env: Env): URL {
  const address = portal ?? env.MOSIS_URL;
  if (!address) {
    throw new CommandFailure("usage", "Say which portal: set MOSIS_URL, or give --portal.");
  }
  return readPortalAddress(address);
}

function readToken(portalUrl: URL, env: Env): string {
  const make = `Make one at ${new URL("/console/tokens", portalUrl).href}.`;
  const token = env.MOSIS_TOKEN?.trim();
  if (!token) {
    throw new CommandFailure(
      "usage",
      `Set MOSIS_TOKEN to an access token. ${make} A pipeline whose identity the app trusts needs none: --trusted.`,
    );
  }
  // Anything else cannot travel in a header, and what the system says about that would show the token.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new CommandFailure(
      "usage",
      `MOSIS_TOKEN holds spaces, line breaks or other characters that no token has. ${make}`,
    );
  }
  return token;
}

async function awaitVerdict(
  terminal: Terminal,
  portal: PortalClient,
  version: Version,
  { timeout }: PublishOptions,
  signal: AbortSignal,
): Promise<Version> {
  if (version.status === "validating") terminal.err("The package has arrived. The store is checking it …");
  return waitForVerdict(portal, version, { timeoutMs: timeout * 1000, signal });
}

/** A version that cannot be submitted stays a draft: its page is where a person can. */
async function submit(
  terminal: Terminal,
  portal: PortalClient,
  version: Version,
  page: string,
): Promise<Version> {
  try {
    return await portal.submitVersion(version.id);
  } catch (error) {
    terminal.err(`The version has passed the checks and stays a draft. Submit it at ${page}.`);
    throw error;
  }
}

function tell(terminal: Terminal, version: Version, page: string, { json }: PublishOptions): void {
  if (json) terminal.out(JSON.stringify({ sent: true, page, version }, null, 2));
  else printVerdict(terminal, version, page);
}
