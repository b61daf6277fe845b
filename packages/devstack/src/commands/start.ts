import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { migrate } from "@mosis/db/migrate";
import {
  buildPortal,
  seedDemo,
  startNodeEdge,
  startWeb,
  startWorker,
  waitUntilEdgeAnswers,
} from "../apps.ts";
import { requireDiskSpace } from "../disk-space.ts";
import { lastLines } from "../log-file.ts";
import { requireFreePort } from "../ports.ts";
import { endLeftovers } from "../process-record.ts";
import { Progress } from "../progress.ts";
import { repositoryRoot } from "../repository-root.ts";
import { buildSamples } from "../samples/build-samples.ts";
import { loadSecrets } from "../secrets.ts";
import { type ServiceName, type Services, startServices } from "../services.ts";
import { productEnvironment, readSettings, type Settings } from "../settings.ts";
import { explain, StackError } from "../stack-error.ts";
import { lockStack } from "../stack-lock.ts";
import { onStopRequest } from "../stop-request.ts";
import { summarize } from "../summary.ts";
import { type ManagedProcess, Supervisor } from "../supervisor.ts";

const dataDir = join(repositoryRoot, ".data");
const samplesFolder = join(dataDir, "samples");
const progress = new Progress();
const stopping = new AbortController();
const apps = new Supervisor({ dataDir, onUnexpectedEnd });
let services: Promise<Services> | undefined;
let unlock = () => {};

const serviceTitles: Record<ServiceName, string> = {
  postgres: "PostgreSQL",
  redis: "Redis",
  edge: "R2 and the edge",
};

/** Stops everything this command started, in reverse order, and ends. */
let ending: Promise<void> | undefined;
function end(exitCode: number): Promise<void> {
  ending ??= (async () => {
    stopping.abort();
    progress.end();
    await apps.stop();
    await services?.then((running) => running.stop()).catch(() => {}); // a failed start has stopped its own
    unlock();
    process.exit(exitCode);
  })();
  return ending;
}

async function fail(error: unknown): Promise<void> {
  if (stopping.signal.aborted) return; // what breaks while stopping is no news
  const known = explain(error);
  progress.end();
  if (known instanceof StackError) {
    for (const line of known.logLines) console.error(`    ${line}`);
    console.error(`✗ ${known.message}`);
  } else {
    console.error(error);
    console.error("✗ The portal could not be started; see above.");
  }
  await end(1);
}

function onUnexpectedEnd(managed: ManagedProcess): void {
  const log = lastLines(managed.logFile);
  const how = managed.end?.signal ? `by ${managed.end.signal}` : `with code ${managed.end?.code}`;
  const message = `${managed.name} ended ${how}, so everything is stopped. Its log is ${managed.logFile}.`;
  void fail(new StackError("process_failed", message, log));
}

function readDotEnv(): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync(join(repositoryRoot, ".env"), "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

async function requireFreePorts({ ports, embedded }: Settings): Promise<void> {
  await requireFreePort({ number: ports.web, use: "the portal", variable: "PORT" });
  await requireFreePort({ number: ports.edge, use: "the edge", variable: "EDGE_PORT" });
  await requireFreePort({ number: ports.health, use: "the worker's health", variable: "HEALTH_PORT" });
  if (embedded.postgres)
    await requireFreePort({ number: ports.postgres, use: "PostgreSQL", variable: "POSTGRES_PORT" });
  if (embedded.redis) await requireFreePort({ number: ports.redis, use: "Redis", variable: "REDIS_PORT" });
}

async function start(): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  unlock = lockStack(dataDir);
  const settings = readSettings(process.env, readDotEnv());
  const { ports, embedded } = settings;
  await requireDiskSpace(dataDir);
  for (const name of await endLeftovers(dataDir))
    progress.print(`  ended ${name}, left over from a killed start`);
  await requireFreePorts(settings);

  const secrets = loadSecrets(dataDir);
  const names = (Object.keys(embedded) as ServiceName[]).filter((name) => embedded[name]);
  services = startServices({
    dataDir,
    ports,
    only: names,
    edgeVars: {
      EDGE_URL: settings.given.EDGE_URL ?? `http://127.0.0.1:${ports.edge}`,
      DOWNLOAD_SIGNING_KEY: settings.given.DOWNLOAD_SIGNING_KEY ?? secrets.downloadSigningKey,
    },
    signal: stopping.signal,
    onUnexpectedEnd,
    onStep: ({ name, state }) =>
      state === "starting" ? progress.begin(serviceTitles[name]) : progress.finish(serviceTitles[name]),
  });

  // Nothing in a build needs the services, so the two go side by side.
  const built = progress.step("Build", () => buildPortal(apps));
  const prepared = services.then(async (running) => {
    const env = productEnvironment(settings, secrets, {
      ...running,
      mailDirectory: join(dataDir, "mail"),
    });
    const databaseUrl = env.DATABASE_URL ?? "";
    await progress.step("Migrations", () => migrate({ databaseUrl }));
    const edgeWorker = running.processes.find((managed) => managed.name === "edge");
    await Promise.all([
      progress.step("Worker", () => startWorker(apps, { ...env, HEALTH_PORT: String(ports.health) })),
      edgeWorker
        ? waitUntilEdgeAnswers(edgeWorker, `http://127.0.0.1:${ports.edge}`)
        : progress.step("Edge", () => startNodeEdge(apps, env, ports.edge)),
    ]);
    await progress.step("Sample packages", () => buildSamples(samplesFolder));
    await progress.step("Demo accounts and sample apps", () => seedDemo(apps, env, samplesFolder));
    return { env, running };
  });
  const [{ env, running }] = await Promise.all([prepared, built]);
  await progress.step("Portal", () => startWeb(apps, env, ports.web));
  progress.end();
  console.log(
    summarize({
      settings,
      publicUrl: env.PUBLIC_URL ?? "",
      edgeUrl: env.EDGE_URL ?? "",
      demoSignIn: env.DEMO_SIGN_IN === "on",
      processes: [...running.processes, ...apps.processes],
      dataDir,
      pid: process.pid,
    }),
  );
}

onStopRequest(() => {
  if (!stopping.signal.aborted) progress.print("Stopping …");
  void end(0);
});
// Even a mistake of ours must not leave services running.
process.on("uncaughtException", (error) => void fail(error));
await start().catch(fail);
