import { chmodSync, mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { type S3Connection, startEdgeWorker } from "./edge-worker.ts";
import { findFreePort } from "./ports.ts";
import { startPostgres } from "./postgres.ts";
import { endLeftovers } from "./process-record.ts";
import { startRedis } from "./redis.ts";
import { loadSecrets } from "./secrets.ts";
import { type ManagedProcess, Supervisor } from "./supervisor.ts";

export type ServiceName = "postgres" | "redis" | "edge";

type Addresses = { databaseUrl: string; redisUrl: string; s3: S3Connection; edgeUrl: string };
type AddressesOf = { postgres: "databaseUrl"; redis: "redisUrl"; edge: "s3" | "edgeUrl" };

/** Running services: the addresses of those that were asked for, and how to stop them. */
export type Services<Name extends ServiceName = ServiceName> = Pick<Addresses, AddressesOf[Name]> & {
  processes: ManagedProcess[];
  /** Ends all of them; any number of calls. */
  stop(): Promise<void>;
};

export type ServiceStep = { name: ServiceName; state: "starting" | "ready"; milliseconds: number };

/**
 * Starts real PostgreSQL, Redis and R2 (the last together with the edge Worker) on 127.0.0.1 and waits until each answers.
 * Everything they keep is in `dataDir`; starting again there finds it. What an earlier run left running there, because it
 * was killed, is ended first. When one cannot start, the others are stopped before the error is thrown.
 *
 * @param options.dataDir made when missing.
 * @param options.ports default: free ones.
 * @param options.only default: all.
 * @param options.edgeVars what the edge Worker finds in its environment beside its own address (`EDGE_URL`).
 * @param options.edgeMain the edge Worker's entry; default `apps/edge/src/cloudflare.ts`.
 * @param options.durable `false` makes PostgreSQL faster and unsafe against power cuts; for tests.
 * @param options.signal stops everything, also in the middle of the start.
 * @param options.onUnexpectedEnd called when a service ends by itself.
 */
export async function startServices<Name extends ServiceName = ServiceName>(options: {
  dataDir: string;
  ports?: Partial<Record<ServiceName, number>>;
  only?: readonly Name[];
  edgeVars?: Record<string, string>;
  edgeMain?: string;
  durable?: boolean;
  signal?: AbortSignal;
  onStep?: (step: ServiceStep) => void;
  onUnexpectedEnd?: (process: ManagedProcess) => void;
}): Promise<Services<Name>> {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  // The database's user must get through; what is secret in here has its own rights.
  chmodSync(dataDir, 0o711);
  await endLeftovers(dataDir);
  const secrets = loadSecrets(dataDir);
  const supervisor = new Supervisor({ dataDir, onUnexpectedEnd: options.onUnexpectedEnd });
  const abort = () => void supervisor.stop();
  options.signal?.addEventListener("abort", abort);
  const port = async (name: ServiceName) => options.ports?.[name] ?? (await findFreePort());

  const starters: Record<ServiceName, () => Promise<Partial<Addresses>>> = {
    postgres: async () =>
      startPostgres(supervisor, {
        port: await port("postgres"),
        password: secrets.postgresPassword,
        durable: options.durable ?? true,
      }),
    redis: async () => startRedis(supervisor, { port: await port("redis"), password: secrets.redisPassword }),
    edge: async () => {
      const number = await port("edge");
      return startEdgeWorker(supervisor, {
        port: number,
        credentials: { accessKeyId: secrets.s3AccessKeyId, secretAccessKey: secrets.s3SecretAccessKey },
        vars: {
          DOWNLOAD_SIGNING_KEY: secrets.downloadSigningKey,
          EDGE_URL: `http://127.0.0.1:${number}`,
          ...options.edgeVars,
        },
        main: options.edgeMain,
      });
    },
  };

  const start = async (name: ServiceName) => {
    const from = performance.now();
    options.onStep?.({ name, state: "starting", milliseconds: 0 });
    const started = await starters[name]();
    options.onStep?.({ name, state: "ready", milliseconds: performance.now() - from });
    return started;
  };
  const names: readonly ServiceName[] = options.only ?? ["postgres", "redis", "edge"];
  try {
    const { databaseUrl, redisUrl, s3, edgeUrl } = Object.assign(
      {},
      ...(await Promise.all(names.map(start))),
    ) as Partial<Addresses>;
    return {
      databaseUrl,
      redisUrl,
      s3,
      edgeUrl,
      processes: supervisor.processes,
      stop: () => supervisor.stop(),
    } as Services<Name>;
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
}
