/**
 * `npm run cloudflare:setup [-- --dry-run]`: sets up a store's bucket and edge on Cloudflare with wrangler, from the
 * variables of the environment or of `.env`. May be repeated. Ends with 1 when a step failed, with 2 when it was called
 * wrongly. docs/cloudflare.md tells the whole way.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type CloudflareStore, type Step, setupSteps, workerConfig } from "../cloudflare/setup-plan.ts";
import { repositoryRoot } from "../repository-root.ts";

const needed = ["S3_ENDPOINT", "S3_BUCKET", "EDGE_URL", "PUBLIC_URL", "DOWNLOAD_SIGNING_KEY"] as const;

function readStore(): { store: CloudflareStore; downloadSigningKey: string } {
  const dotEnv = join(repositoryRoot, ".env");
  // The environment wins over the file.
  if (existsSync(dotEnv)) process.loadEnvFile(dotEnv);
  const missing = needed.filter((name) => !process.env[name]);
  if (missing.length > 0) throw new Error(`Set ${missing.join(", ")}, in the environment or in .env.`);
  const value = (name: (typeof needed)[number]) => process.env[name] ?? "";
  const { hostname } = new URL(value("S3_ENDPOINT"));
  const [, accountId, jurisdiction] =
    /^([0-9a-f]{32})(?:\.([a-z]+))?\.r2\.cloudflarestorage\.com$/.exec(hostname) ?? [];
  if (!accountId) {
    throw new Error("S3_ENDPOINT is not R2's: it looks like https://ACCOUNT_ID.r2.cloudflarestorage.com");
  }
  if (value("DOWNLOAD_SIGNING_KEY").length < 32)
    throw new Error("DOWNLOAD_SIGNING_KEY: use at least 32 random characters.");
  return {
    store: {
      accountId,
      jurisdiction: jurisdiction ?? null,
      bucket: value("S3_BUCKET"),
      edgeUrl: value("EDGE_URL").replace(/\/+$/, ""),
    },
    downloadSigningKey: value("DOWNLOAD_SIGNING_KEY"),
  };
}

function run({ program, args }: Pick<Step, "program" | "args">, accountId: string) {
  const wrangler = join(
    createRequire(import.meta.url).resolve("wrangler/package.json"),
    "../bin/wrangler.js",
  );
  const [command, all] = program === "wrangler" ? [process.execPath, [wrangler, ...args]] : ["npm", args];
  const env = { ...process.env, CLOUDFLARE_ACCOUNT_ID: accountId, CI: "1", WRANGLER_SEND_METRICS: "false" };
  return spawnSync(command, all, { cwd: repositoryRoot, env, encoding: "utf8", timeout: 300_000 });
}

function carryOut(step: Step, accountId: string): boolean {
  if (step.unless) {
    const found = run({ program: "wrangler", args: step.unless.args }, accountId);
    if (found.status === 0) {
      console.log(`✓ ${step.words}: there already`);
      return true;
    }
    const words = `${found.stdout}${found.stderr}`;
    if (!step.unless.missing.test(words)) {
      console.error(`✗ ${step.words}: whether it is there could not be found out.\n${words.trim()}`);
      return false;
    }
  }
  const done = run(step, accountId);
  if (done.status === 0) {
    console.log(`✓ ${step.words}`);
    return true;
  }
  console.error(`✗ ${step.words}\n${done.stdout}${done.stderr}`);
  return false;
}

async function isAnswering(edgeUrl: string): Promise<boolean> {
  // A new name takes a while to be known, and its certificate to be made.
  for (let attempt = 0; attempt < 30; attempt += 1) {
    const answer = await fetch(`${edgeUrl}/healthz`, { signal: AbortSignal.timeout(5_000) }).catch(
      () => null,
    );
    if (answer?.status === 200) return true;
    await new Promise((resolve) => setTimeout(resolve, 4_000));
  }
  return false;
}

async function main(): Promise<number> {
  let isDry: boolean;
  let given: ReturnType<typeof readStore>;
  try {
    isDry = parseArgs({ options: { "dry-run": { type: "boolean", default: false } } }).values["dry-run"];
    given = readStore();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  }
  const { store, downloadSigningKey } = given;
  const folder = mkdtempSync(join(tmpdir(), "mosis-cloudflare-"));
  try {
    const files = { config: join(folder, "wrangler.toml"), secrets: join(folder, "secrets.json") };
    const committed = readFileSync(join(repositoryRoot, "wrangler.toml"), "utf8");
    const main = join(repositoryRoot, "apps/edge/src/cloudflare.ts");
    const config = workerConfig(committed, store, { main });
    const steps = setupSteps(store, isDry ? { config: "wrangler.toml", secrets: "secrets.json" } : files);
    if (isDry) {
      for (const { words, program, args, unless } of steps) {
        console.log(`# ${words}`);
        if (unless) console.log(`wrangler ${unless.args.join(" ")} ||`);
        console.log(`${program} ${args.join(" ")}\n`);
      }
      console.log(`# secrets.json, mode 0600, removed afterwards\n{ "DOWNLOAD_SIGNING_KEY": "…" }\n`);
      console.log(`# wrangler.toml, for account ${store.accountId}\n${config}`);
      console.log("Nothing was changed (--dry-run).");
      return 0;
    }
    writeFileSync(files.config, config);
    writeFileSync(files.secrets, JSON.stringify({ DOWNLOAD_SIGNING_KEY: downloadSigningKey }), {
      mode: 0o600,
    });
    for (const step of steps) if (!carryOut(step, store.accountId)) return 1;
    if (!(await isAnswering(store.edgeUrl))) {
      console.error(
        `✗ ${store.edgeUrl}/healthz does not answer yet. A new name may take some minutes; ask again then.`,
      );
      return 1;
    }
    console.log(`✓ ${store.edgeUrl} answers`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
