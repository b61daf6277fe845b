import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import {
  type BucketRules,
  type CorsRule,
  type LifecycleRule,
  type RuleKind,
  type RuleOutcome,
  ruleKinds,
} from "./bucket-rules.ts";

const daySeconds = 24 * 60 * 60;

/** Where npx finds the wrangler of this repository, from wherever the command is started. */
const repositoryRoot = fileURLToPath(new URL("../../..", import.meta.url));

/** Where an R2 bucket is, read from its S3 endpoint. */
export interface R2Location {
  accountId: string;
  /** Buckets bound to a jurisdiction are asked for with it. */
  jurisdiction: string | null;
}

/** The account behind R2's own S3 endpoint; null for any other address, such as R2's simulator on this machine. */
export function r2LocationOf(endpoint: string): R2Location | null {
  const match = /^([0-9a-f]{32})(?:\.([a-z]+))?\.r2\.cloudflarestorage\.com$/.exec(
    new URL(endpoint).hostname,
  );
  return match?.[1] ? { accountId: match[1], jurisdiction: match[2] ?? null } : null;
}

/** The file for `wrangler r2 bucket cors set`, in the form of R2's API. */
export function toR2Cors(rules: readonly CorsRule[]): object {
  return {
    rules: rules.map((rule) => ({
      allowed: { origins: rule.origins, methods: rule.methods, headers: rule.headers },
      exposeHeaders: rule.exposedHeaders,
      maxAgeSeconds: rule.maxAgeSeconds,
    })),
  };
}

/** The file for `wrangler r2 bucket lifecycle set`, in the form of R2's API. R2 hides nothing before deleting it. */
export function toR2Lifecycle(rules: readonly LifecycleRule[]): object {
  const after = (days: number) => ({ condition: { type: "Age", maxAge: days * daySeconds } });
  return {
    rules: rules.map((rule) => ({
      id: rule.id,
      enabled: true,
      conditions: rule.prefix === "" ? {} : { prefix: rule.prefix },
      ...(rule.expireAfterDays !== undefined && { deleteObjectsTransition: after(rule.expireAfterDays) }),
      ...(rule.abortUploadsAfterDays !== undefined && {
        abortMultipartUploadsTransition: after(rule.abortUploadsAfterDays),
      }),
    })),
  };
}

/** Arguments of wrangler that set the bucket's rules from a file, in place of those it has. */
export function setArguments(kind: RuleKind, bucket: string, file: string, location: R2Location): string[] {
  return ["r2", "bucket", kind, "set", bucket, "--file", file, "--force", ...jurisdictionOf(location)];
}

/** Arguments of wrangler that list the bucket's rules. */
export function listArguments(kind: RuleKind, bucket: string, location: R2Location): string[] {
  return ["r2", "bucket", kind, "list", bucket, ...jurisdictionOf(location)];
}

function jurisdictionOf({ jurisdiction }: R2Location): string[] {
  return jurisdiction === null ? [] : ["--jurisdiction", jurisdiction];
}

/** The rules as `wrangler r2 bucket … list` prints them: a table of labels and values for each. */
export function listed(kind: RuleKind, rules: BucketRules): Record<string, string>[] {
  const after = (action: string, days: number | undefined) =>
    days === undefined ? [] : [`${action} after ${days} days`];
  if (kind === "cors") {
    return rules.cors.map((rule) => ({
      allowed_origins: rule.origins.join(", "),
      allowed_methods: rule.methods.join(", "),
      allowed_headers: rule.headers.join(", "),
      exposed_headers: rule.exposedHeaders.join(", "),
      max_age_seconds: String(rule.maxAgeSeconds),
    }));
  }
  return rules.lifecycle.map((rule) => ({
    name: rule.id,
    enabled: "Yes",
    prefix: rule.prefix || "(all prefixes)",
    action: [
      ...after("Expire objects", rule.expireAfterDays),
      ...after("Abort incomplete multipart uploads", rule.abortUploadsAfterDays),
    ].join(", "),
  }));
}

/** Reads such tables out of what wrangler printed. */
export function parseListing(output: string): Record<string, string>[] {
  return output
    .split(/\n\s*\n/)
    .map((block) =>
      Object.fromEntries(
        [...block.matchAll(/^([a-z_]+):[ \t]+(.*\S)[ \t]*$/gm)].map(([, label, value]) => [label, value]),
      ),
    )
    .filter((table) => Object.keys(table).length > 0);
}

/**
 * Sets the bucket's rules with wrangler in place of those it has, and reads them back. Wrangler signs in with
 * CLOUDFLARE_API_TOKEN or `wrangler login`.
 *
 * @param options.environment of wrangler's process.
 */
export async function applyRulesByWrangler(options: {
  bucket: string;
  location: R2Location;
  rules: BucketRules;
  environment: NodeJS.ProcessEnv;
}): Promise<RuleOutcome[]> {
  const { bucket, location, rules, environment } = options;
  const folder = await mkdtemp(join(tmpdir(), "mosis-bucket-rules-"));
  const run = (args: string[]) => wrangler(args, environment, location);
  try {
    const outcomes: RuleOutcome[] = [];
    for (const kind of ["cors", "lifecycle"] as const) {
      const file = join(folder, `${kind}.json`);
      const payload = kind === "cors" ? toR2Cors(rules.cors) : toR2Lifecycle(rules.lifecycle);
      await writeFile(file, JSON.stringify(payload));
      outcomes.push(await apply(kind, rules, { bucket, location, file, run }));
    }
    return outcomes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function apply(
  kind: RuleKind,
  rules: BucketRules,
  at: { bucket: string; location: R2Location; file: string; run: (args: string[]) => Promise<string> },
): Promise<RuleOutcome> {
  try {
    await at.run(setArguments(kind, at.bucket, at.file, at.location));
    const kept = parseListing(await at.run(listArguments(kind, at.bucket, at.location)));
    const wanted = listed(kind, rules);
    const isKept =
      wanted.length === kept.length && wanted.every((rule) => kept.some((other) => isSame(rule, other)));
    if (isKept)
      return { ok: true, sentence: `The ${ruleKinds[kind]} are set, and R2 reads them back as given.` };
    return {
      ok: false,
      sentence: `R2 took the ${ruleKinds[kind]} but lists others: ${JSON.stringify(kept)}.`,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, sentence: `Wrangler could not set the ${ruleKinds[kind]}: ${reason}` };
  }
}

function isSame(one: Record<string, string>, other: Record<string, string>): boolean {
  return Object.entries(one).every(([label, value]) => other[label] === value);
}

/** What wrangler printed. @throws Error with its own words when it fails. */
function wrangler(args: string[], environment: NodeJS.ProcessEnv, location: R2Location): Promise<string> {
  const env = {
    ...environment,
    CLOUDFLARE_ACCOUNT_ID: location.accountId,
    CI: "1",
    NO_COLOR: "1",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_WRITE_LOGS: "false",
  };
  const options = { env, cwd: repositoryRoot, timeout: 120_000 };
  return new Promise((resolve, reject) => {
    execFile("npx", ["--no", "--", "wrangler", ...args], options, (error, stdout, stderr) => {
      if (!error) return resolve(stripVTControlCharacters(stdout));
      const lines = stripVTControlCharacters(`${stderr}\n${stdout}`)
        .split("\n")
        .filter((line) => /\bERROR\b|\[code: \d+\]/.test(line));
      const words = lines.map((line) => line.replace(/^.*?ERROR\W*/, "").trim()).join(" ");
      reject(new Error(words || error.message.split("\n")[0]));
    });
  });
}
