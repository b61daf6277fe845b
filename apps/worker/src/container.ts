import { createDatabase, type PostgresDatabase } from "@mosis/db";
import {
  type Application,
  type Clock,
  createApplication,
  createOperationMeter,
  flushEveryMs,
  flushOperations,
  giveUpJob,
  type JobProcessors,
  type Mailer,
  type ObjectStore,
  type Ports,
  systemClock,
} from "@mosis/domain";
import { createJobQueues, createJobRunner, startOutboxRelay } from "@mosis/jobs";
import { createStore } from "@mosis/storage";
import { bucketOf, oldBucketOf } from "@mosis/storage/settings";
import { type Logger, pino } from "pino";
import type { Env } from "./env.ts";
import { createFolderMailer } from "./mail/folder-mailer.ts";

/** This process's adapters, wired. They connect when they are first asked something. */
export interface Container {
  ports: Ports;
  objects: ObjectStore;
  app: Application;
  senders: Senders;
  log: Logger;
  /** Starts taking jobs: the relay that feeds the queues, and the runners that empty them. */
  startJobs(processors: JobProcessors): Promise<RunningJobs>;
  close(): Promise<void>;
}

/** The ways to people. */
export interface Senders {
  mailer: Mailer;
  links: { portalUrl: string };
}

/** What stands between this process and the services it works with. */
export interface Adapters {
  db: PostgresDatabase;
  objects: ObjectStore;
  clock: Clock;
}

/** For experiments with failures; a worker in service has none of them. */
export interface ContainerOptions {
  /** Changes the adapters before anything uses them. */
  decorate?: (adapters: Adapters) => Adapters;
  /** Milliseconds after which a job whose worker died is given to another; default that of the runner. */
  lockMs?: number;
  /** Milliseconds before the first repetition of a job; default that of the runner. */
  firstRetryMs?: number;
  /** Milliseconds after which an outbox entry whose relay died is another's; default that of the relay. */
  leaseMs?: number;
}

export interface RunningJobs {
  /** Takes nothing new, lets what runs finish within `graceMs`, and hands back the rest. */
  stop(graceMs: number): Promise<void>;
}

export function createContainer(env: Env, options: ContainerOptions = {}): Container {
  const { decorate = (adapters) => adapters, lockMs, firstRetryMs, leaseMs } = options;
  const log = pino({ level: env.LOG_LEVEL, base: { app: "worker" } });
  const database = createDatabase({
    url: env.DATABASE_URL,
    applicationName: "mosis-worker",
    onConnectionError: (error) => log.warn({ err: error }, "database connection lost"),
  });
  const meter = createOperationMeter();
  const bucket = createStore(bucketOf(env), { old: oldBucketOf(env), onCall: meter.count });
  const { db, objects, clock } = decorate({ db: database, objects: bucket, clock: systemClock });
  const ports: Ports = { db, objects, clock };

  async function startJobs(processors: JobProcessors): Promise<RunningJobs> {
    const redisUrl = env.REDIS_URL;
    const queues = createJobQueues({ redisUrl, logger: log });
    const runner = createJobRunner({
      redisUrl,
      processors,
      outbox: {
        finished: (ids) => db.relay.finishOutbox(ids),
        givenUp: (given) => giveUpJob(ports, given),
      },
      logger: log,
      ...(lockMs !== undefined && { lockMs }),
      ...(firstRetryMs !== undefined && { firstRetryMs }),
      onError(error, job) {
        const details = { err: error, ...job };
        if (job.willRetry) log.warn(details, "job failed, will be retried");
        else log.error(details, "job failed");
      },
    });
    await runner.ready();
    const relay = startOutboxRelay({
      relay: db.relay,
      queues,
      logger: log,
      ...(leaseMs !== undefined && { leaseMs }),
    });
    return {
      async stop(graceMs) {
        await relay.close();
        await runner.close({ graceMs });
        await queues.close();
      },
    };
  }

  const handOver = () =>
    flushOperations(ports, meter).catch((error: unknown) =>
      log.warn({ err: error }, "counted storage calls wait for the database"),
    );
  const handingOver = setInterval(handOver, flushEveryMs).unref();

  async function close(): Promise<void> {
    clearInterval(handingOver);
    await handOver();
    await db.close();
  }

  const senders: Senders = {
    mailer: createFolderMailer(env.MAIL_DIRECTORY),
    links: { portalUrl: env.PUBLIC_URL },
  };
  return { ports, objects, app: createApplication(ports), senders, log, startJobs, close };
}
