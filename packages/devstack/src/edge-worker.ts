import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { repositoryRoot } from "./repository-root.ts";
import { type ManagedProcess, type Supervisor, waitUntilReady } from "./supervisor.ts";

/** How to reach object storage over the S3 protocol. */
export type S3Connection = {
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
};

/** The environment in which a process of the store finds this storage. */
export function s3Variables(s3: S3Connection) {
  return {
    S3_ENDPOINT: s3.endpoint,
    S3_REGION: s3.region,
    S3_BUCKET: s3.bucket,
    S3_ACCESS_KEY_ID: s3.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
  };
}

/** The name of the bucket in a `wrangler.toml`. */
function bucketName(config: string): string {
  const name = /^bucket_name\s*=\s*"([^"]+)"/m.exec(config)?.[1];
  if (!name) throw new Error("wrangler.toml names no R2 bucket.");
  return name;
}

/** A value as a `.dev.vars` file takes it: between quotes of a kind it does not hold, as there is no escaping. */
function quote(value: string): string {
  const mark = ["'", '"', "`"].find((candidate) => !value.includes(candidate));
  if (!mark) throw new Error("A variable of the edge holds all three kinds of quotes.");
  return `${mark}${value}${mark}`;
}

/**
 * Starts `wrangler dev` on 127.0.0.1, which is two things at once: the edge Worker, and Cloudflare's own simulator of R2
 * with an S3 endpoint. Objects are kept in `dataDir/r2`. Waits until the S3 endpoint answers.
 *
 * @param options.vars what the Worker finds in its environment.
 * @param options.main the Worker's entry; default the one of this repository.
 */
export async function startEdgeWorker(
  supervisor: Supervisor,
  options: {
    port: number;
    credentials: { accessKeyId: string; secretAccessKey: string };
    vars: Record<string, string>;
    main?: string | undefined;
  },
): Promise<{ edgeUrl: string; s3: S3Connection; process: ManagedProcess }> {
  const folder = join(supervisor.dataDir, "edge");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const committed = readFileSync(join(repositoryRoot, "wrangler.toml"), "utf8");
  const configFile = join(folder, "wrangler.toml");
  // In TOML this table belongs to the last [[r2_buckets]] above it, so it can simply be appended.
  const credentials = [
    "[r2_buckets.local_dev.experimental_s3_credentials]",
    `accessKeyId = ${JSON.stringify(options.credentials.accessKeyId)}`,
    `secretAccessKey = ${JSON.stringify(options.credentials.secretAccessKey)}`,
  ];
  writeFileSync(configFile, `${committed}\n${credentials.join("\n")}\n`, { mode: 0o600 });
  const vars = Object.entries(options.vars).map(([name, value]) => `${name}=${quote(value)}\n`);
  writeFileSync(join(folder, ".dev.vars"), vars.join(""), { mode: 0o600 });

  const wrangler = createRequire(import.meta.url).resolve("wrangler/package.json");
  const main = options.main ?? join(repositoryRoot, "apps/edge/src/cloudflare.ts");
  const process = supervisor.start({
    name: "edge",
    command: globalThis.process.execPath,
    args: [
      "--no-warnings",
      join(wrangler, "../wrangler-dist/cli.js"),
      "dev",
      main,
      ...["--config", configFile, "--persist-to", join(supervisor.dataDir, "r2")],
      ...["--ip", "127.0.0.1", "--port", String(options.port), "--inspector-port", "0"],
      "--show-interactive-dev-session=false",
    ],
    cwd: folder,
    env: {
      CI: "1",
      WRANGLER_SEND_METRICS: "false",
      WRANGLER_SEND_ERROR_REPORTS: "false",
      WRANGLER_WRITE_LOGS: "false",
      WRANGLER_REGISTRY_PATH: join(folder, "registry"),
      // Otherwise it asks the network for the request's `cf` object and waits for the answer.
      CLOUDFLARE_CF_FETCH_ENABLED: "false",
      NO_COLOR: "1",
    },
  });
  const edgeUrl = `http://127.0.0.1:${options.port}`;
  const endpoint = `${edgeUrl}/cdn-cgi/local/r2/s3`;
  const bucket = bucketName(committed);
  await waitUntilReady(process, () => refusesAnonymous(`${endpoint}/${bucket}?list-type=2`));
  return { edgeUrl, s3: { endpoint, region: "auto", bucket, ...options.credentials }, process };
}

/** Whether the S3 endpoint is up: it answers an unsigned request with S3's own XML error. */
async function refusesAnonymous(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return (await response.text()).includes("<Error>");
  } catch {
    return false; // not listening yet
  }
}
