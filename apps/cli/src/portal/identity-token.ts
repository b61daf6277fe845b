import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Env } from "../env.ts";
import { CommandFailure } from "../exit-code.ts";
import { causeOf, PassingFailure } from "./retry.ts";

/** Milliseconds until the issuer has to answer. */
const answerWithinMs = 30_000;
const mostBytes = 16_384;

const Answer = z.object({ value: z.string().min(1).max(mostBytes) });

/**
 * Where the job's identity token comes from: the file that was named, MOSIS_ID_TOKEN, or GitHub Actions, which makes one
 * for each time it is asked ("OpenID Connect reference", GitHub Docs).
 * @throws CommandFailure when there is none.
 */
export function identitySource(
  { idTokenFile }: { idTokenFile?: string },
  env: Env,
  audience: string,
): (signal: AbortSignal) => Promise<string> {
  const { MOSIS_ID_TOKEN, ACTIONS_ID_TOKEN_REQUEST_URL, ACTIONS_ID_TOKEN_REQUEST_TOKEN } = env;
  if (idTokenFile !== undefined) return () => readToken(idTokenFile);
  if (MOSIS_ID_TOKEN) return async () => MOSIS_ID_TOKEN.trim();
  if (ACTIONS_ID_TOKEN_REQUEST_URL && ACTIONS_ID_TOKEN_REQUEST_TOKEN) {
    const url = new URL(ACTIONS_ID_TOKEN_REQUEST_URL);
    url.searchParams.set("audience", audience);
    return (signal) => askActions(url, ACTIONS_ID_TOKEN_REQUEST_TOKEN, signal);
  }
  throw new CommandFailure(
    "usage",
    "There is no identity token. In GitHub Actions give the job `permissions: id-token: write`; elsewhere set MOSIS_ID_TOKEN, or name a file with --id-token-file.",
  );
}

async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (cause) {
    throw new CommandFailure("usage", `${file} cannot be read${causeOf(cause)}.`, { cause });
  }
}

async function askActions(url: URL, token: string, signal: AbortSignal): Promise<string> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(url, {
      headers: { accept: "application/json", authorization: `Bearer ${token}` },
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
    });
    body = await response.json();
  } catch (cause) {
    signal.throwIfAborted();
    throw new PassingFailure(`GitHub gives no identity token${causeOf(cause)}.`, { cause });
  }
  const answer = Answer.safeParse(body);
  if (response.ok && answer.success) return answer.data.value;
  if (response.status >= 500 || response.status === 429)
    throw new PassingFailure(`GitHub gives no identity token: it answered ${response.status}.`);
  throw new CommandFailure(
    "refusedCall",
    `GitHub gives no identity token: it answered ${response.status}. Does the job have \`permissions: id-token: write\`?`,
  );
}
