import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServiceName, startServices } from "../services.ts";

/** Runs a command beside throwaway services: with-services.ts [--only=postgres,redis,edge] COMMAND [ARGUMENTS] */
const [first = "", ...rest] = process.argv.slice(2);
const only = first.startsWith("--only=")
  ? (first.slice("--only=".length).split(",") as ServiceName[])
  : undefined;
const [command, ...args] = only ? rest : [first, ...rest];
if (!command) {
  console.error("Say which command to run: with-services.ts [--only=postgres,redis,edge] COMMAND");
  process.exit(1);
}

const dataDir = mkdtempSync(join(tmpdir(), "mosis-services-"));
// They stay until the command, which gets the same Ctrl-C, has ended.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
const services = await startServices({ dataDir, durable: false, ...(only ? { only } : {}) });
let status: number | null = 1;
try {
  const result = spawnSync(command, args, {
    stdio: "inherit",
    env: {
      ...process.env,
      DATABASE_URL: services.databaseUrl,
      REDIS_URL: services.redisUrl,
      EDGE_URL: services.edgeUrl,
      S3_ENDPOINT: services.s3?.endpoint,
      S3_REGION: services.s3?.region,
      S3_BUCKET: services.s3?.bucket,
      S3_ACCESS_KEY_ID: services.s3?.accessKeyId,
      S3_SECRET_ACCESS_KEY: services.s3?.secretAccessKey,
    },
  });
  if (result.error) console.error(result.error.message);
  status = result.status;
} finally {
  await services.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
process.exitCode = status ?? 1;
