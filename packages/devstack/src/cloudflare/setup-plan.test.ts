import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { repositoryRoot } from "../repository-root.ts";
import { setupSteps, workerConfig } from "./setup-plan.ts";

const folder = mkdtempSync(join(tmpdir(), "mosis-cloudflare-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const committed = readFileSync(join(repositoryRoot, "wrangler.toml"), "utf8");
const main = join(repositoryRoot, "apps/edge/src/cloudflare.ts");
const store = {
  accountId: "0123456789abcdef0123456789abcdef",
  jurisdiction: "eu",
  bucket: "store-packages",
  edgeUrl: "https://edge.example.com",
};
const wrangler = join(createRequire(import.meta.url).resolve("wrangler/package.json"), "../bin/wrangler.js");
const environment = {
  ...process.env,
  CI: "1",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_WRITE_LOGS: "false",
  NO_COLOR: "1",
};

test("the Worker that is deployed is one to wrangler, with this store's bucket and address", () => {
  const config = join(folder, "wrangler.toml");
  writeFileSync(config, workerConfig(committed, store, { main }));
  const secrets = join(folder, "secrets.json");
  writeFileSync(secrets, JSON.stringify({ DOWNLOAD_SIGNING_KEY: "k".repeat(32) }));
  const args = setupSteps(store, { config, secrets }).at(-1)?.args ?? [];
  const ran = spawnSync(process.execPath, [wrangler, ...args, "--dry-run", "--outdir", join(folder, "out")], {
    cwd: folder,
    env: environment,
    encoding: "utf8",
  });
  expect(ran.stderr).toBe("");
  expect(ran.status).toBe(0);
  expect(ran.stdout).toMatch(/env\.BUCKET \(store-packages \(eu\)\)\s+R2 Bucket/);
  expect(ran.stdout).toMatch(/env\.EDGE_URL \("https:\/\/edge\.example\.com"\)/);
  expect(ran.stdout).not.toContain("kkkk");
}, 60_000);

test("nothing is made that is there, and nothing else is asked than wrangler knows", () => {
  const steps = setupSteps(store, { config: "c", secrets: "s" });
  expect(steps.map(({ program, args }) => [program, ...args].join(" "))).toEqual([
    "wrangler r2 bucket create store-packages --jurisdiction eu",
    "npm run storage:rules",
    "wrangler deploy --config c --secrets-file s",
  ]);
  expect(steps[0]?.unless?.args.join(" ")).toBe("r2 bucket info store-packages --jurisdiction eu");
  expect(setupSteps({ ...store, jurisdiction: null }, { config: "c", secrets: "s" })[0]?.args).toEqual([
    "r2",
    "bucket",
    "create",
    "store-packages",
  ]);
});

test("a configuration that lacks what is to be replaced, or an address with a path, is refused", () => {
  expect(() => workerConfig("name = 'x'", store, { main })).toThrow(/no line like \^main/);
  expect(() => workerConfig(committed, { ...store, edgeUrl: "https://example.com/edge" }, { main })).toThrow(
    /has a path/,
  );
});

test("a dry run prints every command and the configuration, and no secret", () => {
  const command = join(repositoryRoot, "packages/devstack/src/commands/cloudflare-setup.ts");
  const key = "this-must-not-be-printed-anywhere-0123";
  const run = (env: object) =>
    spawnSync(process.execPath, [command, "--dry-run"], { env: { PATH: "", ...env }, encoding: "utf8" });
  const given = {
    S3_ENDPOINT: `https://${store.accountId}.eu.r2.cloudflarestorage.com`,
    S3_BUCKET: store.bucket,
    EDGE_URL: store.edgeUrl,
    PUBLIC_URL: "https://store.example.com",
    DOWNLOAD_SIGNING_KEY: key,
  };
  const { status, stdout, stderr } = run(given);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  for (const part of [
    "wrangler r2 bucket info store-packages --jurisdiction eu ||\nwrangler r2 bucket create store-packages --jurisdiction eu\n",
    "npm run storage:rules\n",
    "wrangler deploy --config wrangler.toml --secrets-file secrets.json\n",
    'routes = [{ pattern = "edge.example.com", custom_domain = true }]\n',
    "Nothing was changed (--dry-run).\n",
  ])
    expect(stdout).toContain(part);
  expect(stdout).not.toContain(key);
  expect(run({ ...given, S3_ENDPOINT: "https://s3.example.com" })).toMatchObject({ status: 2 });
  expect(run({ ...given, EDGE_URL: "" }).stderr).toBe("Set EDGE_URL, in the environment or in .env.\n");
}, 60_000);
