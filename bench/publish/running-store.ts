import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { migrate } from "@mosis/db/migrate";
import {
  buildPortal,
  createDatabase,
  findFreePort,
  loadSecrets,
  type ManagedProcess,
  productEnvironment,
  readSettings,
  repositoryRoot,
  type S3Connection,
  StackError,
  Supervisor,
  startProduct,
  startServices,
  startWorker,
} from "@mosis/devstack";
import { makeThrowawayData } from "@mosis/devstack/throwaway-data";

/** One running store: the built portal and a worker on a database and queues of their own. */
export type RunningStore = {
  portalUrl: string;
  databaseUrl: string;
  web: ManagedProcess;
  worker: ManagedProcess;
  /** Starts one more worker. */
  addWorker(): Promise<{ stop(): Promise<void> }>;
  /** Gives an account's limits room for everything that is measured. They must have signed in once. */
  liftLimits(demoName: string): Promise<void>;
  /** Gives a person a role on the platform. They must have signed in once. */
  grant(role: "reviewer" | "admin", demoName: string): Promise<void>;
  stop(): Promise<void>;
};

/** The services on which any number of stores run, all on the same bucket. */
export type MeasuredServices = {
  s3: S3Connection;
  /** A new, empty database with all tables. */
  newDatabase(): Promise<string>;
  openStore(): Promise<RunningStore>;
  stop(): Promise<void>;
};

const keptLogs = join(repositoryRoot, ".data/bench-logs");
const memoryProbe = new URL("./memory-probe.ts", import.meta.url);

/**
 * Builds the portal and starts real PostgreSQL, Redis and R2 on free ports, in a data folder of their own that is removed
 * afterwards. What a developer runs beside them is neither used nor touched, and neither the environment nor `.env` is
 * read. The logs stay in .data/bench-logs.
 */
export async function startMeasuredServices(): Promise<MeasuredServices> {
  const dataDir = await makeThrowawayData("bench");
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (let end = stops.pop(); end !== undefined; end = stops.pop()) await end();
    rmSync(keptLogs, { recursive: true, force: true });
    mkdirSync(keptLogs, { recursive: true });
    cpSync(dataDir, keptLogs, {
      recursive: true,
      filter: (path) => path === dataDir || /logs|store/.test(path),
    });
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await buildPortal(new Supervisor({ dataDir }));
    const secrets = loadSecrets(dataDir);
    const edgePort = await findFreePort();
    const services = await startServices({
      dataDir,
      ports: { edge: edgePort },
      edgeVars: {
        EDGE_URL: `http://127.0.0.1:${edgePort}`,
        DOWNLOAD_SIGNING_KEY: secrets.downloadSigningKey,
      },
      onUnexpectedEnd,
    });
    stops.push(services.stop);
    const edgeWorker = services.processes.find(({ name }) => name === "edge");
    let opened = 0;

    async function newDatabase(): Promise<string> {
      const databaseUrl = await createDatabase(services.databaseUrl, `bench_${++opened}`);
      await migrate({ databaseUrl });
      return databaseUrl;
    }

    async function openStore(): Promise<RunningStore> {
      const databaseUrl = await newDatabase();
      const folder = join(dataDir, `store-${opened}`);
      const ports = { web: await findFreePort(), edge: edgePort };
      const settings = readSettings({ PORT: String(ports.web), EDGE_PORT: String(ports.edge) });
      const env = {
        ...productEnvironment(settings, secrets, {
          ...services,
          databaseUrl,
          mailDirectory: join(folder, "mail"),
          // Redis starts with 16 numbered databases.
          redisUrl: `${services.redisUrl}/${opened % 16}`,
        }),
        // All the load comes from one person at one address.
        RATE_LIMITS: [
          ...["upload", "change", "read"].flatMap((kind) => [`${kind}.account`, `${kind}.address`]),
          ...["public.address", "page.address"],
        ]
          .map((name) => `${name}=10000000/60`)
          .join(","),
        NODE_OPTIONS: `--import=${memoryProbe.href}`,
      };
      const product = await startProduct({ dataDir: folder, env, ports, edgeWorker, onUnexpectedEnd });
      stops.push(product.stop);
      const people = (args: readonly string[]) =>
        new Supervisor({ dataDir: folder }).run({
          name: "people",
          command: process.execPath,
          args: [join(repositoryRoot, "apps/worker/src/commands/people.ts"), ...args],
          env,
        });
      return {
        portalUrl: product.webUrl,
        databaseUrl,
        web: named(product.processes, "web"),
        worker: named(product.processes, "worker"),
        async addWorker() {
          const supervisor = new Supervisor({ dataDir: folder, onUnexpectedEnd });
          stops.push(() => supervisor.stop());
          await startWorker(supervisor, env, "second-worker");
          return { stop: () => supervisor.stop() };
        },
        liftLimits: (demoName) =>
          people([
            ...["limit", `demo:${demoName.toLowerCase()}`],
            ...["--stored-bytes", "1000000000000", "--open-uploads", "10000", "--daily-uploads", "1000000"],
          ]),
        grant: (role, demoName) => people(["grant", role, `demo:${demoName.toLowerCase()}`]),
        stop: product.stop,
      };
    }

    return { s3: services.s3, newDatabase, openStore, stop };
  } catch (error) {
    if (error instanceof StackError) for (const line of error.logLines) console.error(`    ${line}`);
    await stop();
    throw error;
  }
}

function named(processes: readonly ManagedProcess[], name: string): ManagedProcess {
  const found = processes.find((each) => each.name === name);
  if (!found) throw new Error(`The product started no ${name}.`);
  return found;
}

function onUnexpectedEnd({ name, logFile }: ManagedProcess): void {
  console.error(`${name} ended in the middle of the measurement; its log is ${logFile}.`);
}
