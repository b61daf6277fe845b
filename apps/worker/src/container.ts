import { createDatabase, type PostgresDatabase } from "@mosis/db";
import { dumpDatabase, requireRestorable, restoreDatabase } from "@mosis/db/backup";
import {
  type AddressRules,
  type Application,
  type Clock,
  createApplication,
  createOperationMeter,
  flushEveryMs,
  flushOperations,
  giveUpJob,
  type JobProcessors,
  type Mailer,
  measureStore,
  type ObjectStore,
  type Outbound,
  type PortalLinks,
  type Ports,
  readQueueAge,
  systemClock,
  type Unpack,
} from "@mosis/domain";
import { createJobQueues, createJobRunner, runOutcome, startOutboxRelay } from "@mosis/jobs";
import { createFileMailer, createSmtpMailer } from "@mosis/mail";
import { createOutbound } from "@mosis/outbound";
import { createSide, createStore, unpackGzip } from "@mosis/storage";
import { bucketOf, oldBucketOf } from "@mosis/storage/settings";
import {
  createHealth,
  createStoreGauges,
  createTelemetry,
  isBearer,
  logForm,
  observeMailer,
  observeObjects,
  observeOutbound,
  observeTransactions,
  presentHealth,
  storeChecks,
} from "@mosis/telemetry";
import { tracesOf } from "@mosis/telemetry/settings";
import { type Logger, pino } from "pino";
import { type BackupEnv, type Env, isPortalLocal } from "./env.ts";

/** This process's adapters, wired. They connect when they are first asked something. */
export interface Container {
  ports: Ports & { unpack: Unpack };
  objects: ObjectStore;
  app: Application;
  senders: Senders;
  log: Logger;
  watch: Watch;
  /** Starts taking jobs: the relay that feeds the queues, and the runners that empty them. */
  startJobs(processors: JobProcessors): Promise<RunningJobs>;
  close(): Promise<void>;
}

/** What tells others how this process does. */
export interface Watch {
  /** Whether it can work, and how each part of the store does. */
  readiness(asked: {
    isDraining: boolean;
    maySeeNumbers: boolean;
  }): Promise<{ isReady: boolean; document: unknown }>;
  metrics: { contentType: string; text(): Promise<string> };
  /** Whether an `Authorization` shows the token of whoever may read the metrics; false while there is none. */
  mayReadMetrics(authorization: string | undefined): boolean;
}

/** The ways to people and their servers. */
export interface Senders {
  mailer: Mailer;
  outbound: Outbound;
  /** Which addresses of webhooks are sent to. */
  addresses: AddressRules;
  links: PortalLinks;
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
  const telemetry = createTelemetry({ app: "worker", ...tracesOf(env), pool: () => database.pool() });
  const { metrics, tracing } = telemetry;
  const log = pino(logForm({ app: "worker", level: env.LOG_LEVEL, fields: telemetry.logFields }));
  const database: PostgresDatabase = createDatabase({
    url: env.DATABASE_URL,
    applicationName: "mosis-worker",
    currentTrace: tracing.current,
    onConnectionError: (error) => log.warn({ err: error }, "database connection lost"),
  });
  const meter = createOperationMeter();
  const bucket = createStore(bucketOf(env), { old: oldBucketOf(env), onCall: meter.count });
  const { db, objects, clock } = decorate({
    db: observeTransactions(database, telemetry),
    objects: observeObjects(bucket, telemetry),
    clock: systemClock,
  });
  const ports = { db, objects, clock, unpack: unpackGzip };
  const queues = createJobQueues({ redisUrl: env.REDIS_URL, logger: log });
  createStoreGauges({
    metrics,
    measure: () => measureStore({ db: database, objects: bucket, clock }),
    onError: (error) => log.warn({ err: error }, "the store could not be measured"),
  });
  const health = createHealth({
    checks: storeChecks(
      { database, objects: bucket, redis: queues, queueAge: () => readQueueAge({ db: database, clock }) },
      ["database", "redis", "storage"],
    ),
  });

  async function startJobs(processors: JobProcessors): Promise<RunningJobs> {
    const runner = createJobRunner({
      redisUrl: env.REDIS_URL,
      processors,
      around: (run, work) =>
        telemetry.job(run, work, {
          outcomeOf: runOutcome,
          // What comes by the clock would fill the log by itself.
          done: (ms) =>
            log[run.id.startsWith("outbox-") ? "info" : "debug"]({ ms: Math.round(ms) }, "job done"),
        }),
      outbox: {
        finished: (ids) => db.relay.finishOutbox(ids),
        givenUp: (given) => giveUpJob(ports, given),
      },
      logger: log,
      // They wait for other people's servers, most of the time.
      concurrency: { webhooks: 20, mail: 3 },
      ...(lockMs !== undefined && { lockMs }),
      ...(firstRetryMs !== undefined && { firstRetryMs }),
      onError(error, job) {
        const { id, name, trace, ...run } = job;
        const traced = trace === null ? {} : { trace_id: trace.split("-")[1] };
        const details = { err: error, job_id: id, job: name, ...run, ...traced };
        // Somebody else's server, and its delivery log has it.
        if (job.name === "webhook.send" && job.willRetry) log.debug(details, "webhook not delivered yet");
        else if (job.willRetry) log.warn(details, "job failed, will be retried");
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
      },
    };
  }

  const handOver = () =>
    flushOperations(ports, meter).catch((error: unknown) =>
      log.warn({ err: error }, "counted storage calls wait for the database"),
    );
  const handingOver = setInterval(handOver, flushEveryMs).unref();

  const smtp =
    env.SMTP_URL !== undefined && createSmtpMailer({ url: env.SMTP_URL, from: env.MAIL_FROM ?? "" });
  const addresses = {
    allowHttp: isPortalLocal(env),
    allowPrivate: env.WEBHOOK_PRIVATE_ADDRESSES === "allow",
  };
  const mailer =
    smtp ||
    createFileMailer({
      directory: env.MAIL_DIRECTORY ?? "",
      from: env.MAIL_FROM ?? "Mosis <store@localhost>",
    });
  const senders: Senders = {
    mailer: observeMailer(mailer, metrics),
    outbound: observeOutbound(createOutbound(addresses), metrics),
    addresses,
    links: { portalUrl: env.PUBLIC_URL, linkSecret: env.MAIL_LINK_SECRET },
  };

  async function close(): Promise<void> {
    clearInterval(handingOver);
    await handOver();
    if (smtp) smtp.close();
    await queues.close();
    await db.close();
    await telemetry.close();
  }

  const watch: Watch = {
    readiness: async (asked) => presentHealth(await health.read(), asked),
    metrics,
    mayReadMetrics: (authorization) =>
      env.METRICS_TOKEN !== undefined && isBearer(authorization, env.METRICS_TOKEN),
  };
  return { ports, objects, app: createApplication(ports), senders, log, watch, startJobs, close };
}

/** What backup and restore work with: the whole database, and the bucket beside it. */
export interface BackupTools {
  dumpDatabase: typeof dumpDatabase;
  requireRestorable: typeof requireRestorable;
  restoreDatabase: typeof restoreDatabase;
  bucket: ReturnType<typeof createSide>;
}

export function createBackupTools(env: BackupEnv): BackupTools {
  return {
    dumpDatabase,
    requireRestorable,
    restoreDatabase,
    bucket: createSide(bucketOf(env)),
  };
}
