/**
 * Sets the rules of the bucket: `npm run storage:rules [-- --dry-run]`.
 *
 * R2 is set with wrangler, every other server over the S3 API. The bucket's CORS and lifecycle rules are replaced, then
 * read back. Ends with 1 when a rule could not be set, with 2 when it was called wrongly.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type BucketRules, bucketRules, type RuleOutcome } from "../bucket-rules.ts";
import { capabilitiesOf } from "../capabilities.ts";
import { type Env, readEnv } from "../env.ts";
import {
  applyRulesByWrangler,
  type R2Location,
  r2LocationOf,
  setArguments,
  toR2Cors,
  toR2Lifecycle,
} from "../r2-rules.ts";
import { createS3Client } from "../s3-client.ts";
import { applyRulesByS3, toS3Cors, toS3Lifecycle } from "../s3-rules.ts";

const dotEnv = fileURLToPath(new URL("../../../../.env", import.meta.url));

function readInvocation(): { dryRun: boolean; env: Env } {
  const { values } = parseArgs({ options: { "dry-run": { type: "boolean", default: false } } });
  // The environment wins over the file.
  if (existsSync(dotEnv)) process.loadEnvFile(dotEnv);
  return { dryRun: values["dry-run"], env: readEnv(process.env) };
}

function describe(env: Env, rules: BucketRules, location: R2Location | null): string {
  const show = (value: object) => JSON.stringify(value, null, 2);
  if (!location) {
    return [
      `Over the S3 API at ${env.S3_ENDPOINT ?? "Amazon S3"}, bucket ${env.S3_BUCKET}:`,
      `PutBucketCors ${show({ CORSRules: toS3Cors(rules.cors) })}`,
      `PutBucketLifecycleConfiguration ${show({ Rules: toS3Lifecycle(rules.lifecycle) })}`,
    ].join("\n");
  }
  const command = (kind: "cors" | "lifecycle") =>
    `wrangler ${setArguments(kind, env.S3_BUCKET, `${kind}.json`, location).join(" ")}`;
  return [
    `With wrangler, account ${location.accountId}:`,
    `${command("cors")}\ncors.json: ${show(toR2Cors(rules.cors))}`,
    `${command("lifecycle")}\nlifecycle.json: ${show(toR2Lifecycle(rules.lifecycle))}`,
  ].join("\n");
}

async function apply(env: Env, rules: BucketRules, location: R2Location | null): Promise<RuleOutcome[]> {
  const bucket = env.S3_BUCKET;
  if (location) return applyRulesByWrangler({ bucket, location, rules, environment: process.env });
  const client = createS3Client({
    provider: env.STORAGE_PROVIDER,
    endpoint: env.S3_ENDPOINT,
    region: env.S3_REGION,
    bucket,
    accessKeyId: env.S3_ACCESS_KEY_ID,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY,
  });
  try {
    return await applyRulesByS3(client, bucket, rules);
  } finally {
    client.destroy();
  }
}

async function main(): Promise<number> {
  let invocation: ReturnType<typeof readInvocation>;
  try {
    invocation = readInvocation();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  }
  const { dryRun, env } = invocation;
  const capabilities = capabilitiesOf({ provider: env.STORAGE_PROVIDER, endpoint: env.S3_ENDPOINT });
  const rules = bucketRules(new URL(env.PUBLIC_URL).origin, capabilities);
  const location =
    env.STORAGE_PROVIDER === "r2" && env.S3_ENDPOINT !== undefined ? r2LocationOf(env.S3_ENDPOINT) : null;

  const outcomes = dryRun ? [] : await apply(env, rules, location);
  if (dryRun) console.log(`${describe(env, rules, location)}\nNothing was changed (--dry-run).`);
  for (const { ok, sentence } of outcomes) console.log(`${ok ? "✓" : "✗"} ${sentence}`);
  for (const limit of capabilities.limits) console.log(`! ${limit}`);
  return outcomes.every(({ ok }) => ok) ? 0 : 1;
}

process.exitCode = await main();
