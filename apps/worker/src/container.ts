import { createDatabase, type PostgresDatabase } from "@mosis/db";
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
  type ObjectStore,
  type Outbound,
  type PortalLinks,
  type Ports,
  scrub,
  systemClock,
  type Unpack,
} from "@mosis/domain";
import { createJobQueues, createJobRunner, startOutboxRelay } from "@mosis/jobs";
import { createFileMailer, createSmtpMailer } from "@mosis/mail";
import { createOutbound } from "@mosis/outbound";
import { createStore, unpackGzip } from "@mosis/storage";
import { bucketOf, oldBucketOf } from "@mosis/storage/settings";
import { type Logger, pino } from "pino";
import { type Env, isPortalLocal } from "./env.ts";

/** This process's adapters, wired. They connect when they are first asked something. */
export interface Container {
  ports: Ports & { unpack: Unpack };
  objects: ObjectStore;
  app: Application;
  senders: Senders;
  log: Logger;
  /** Starts taking jobs: the relay that feeds the queues, and the runners that empty them. */
  startJobs(processors: JobProcessors): Promise<RunningJobs>;
  close(): Promise<void>;
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
  const log = pino({ level: env.LOG_LEVEL, base: { app: "worker" }, hooks: { streamWrite: scrub } });
  const database = createDatabase({
    url: env.DATABASE_URL,
    applicationName: "mosis-worker",
    onConnectionError: (error) => log.warn({ err: error }, "database connection lost"),
  });
  const meter = createOperationMeter();
  const bucket = createStore(bucketOf(env), { old: oldBucketOf(env), onCall: meter.count });
  const { db, objects, clock } = decorate({ db: database, objects: bucket, clock: systemClock });
  const ports = { db, objects, clock, unpack: unpackGzip };

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
      // They wait for other people's servers, most of the time.
      concurrency: { webhooks: 20, mail: 3 },
      ...(lockMs !== undefined && { lockMs }),
      ...(firstRetryMs !== undefined && { firstRetryMs }),
      onError(error, job) {
        const details = { err: error, ...job };
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
        await queues.close();
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
  const senders: Senders = {
    mailer:
      smtp ||
      createFileMailer({
        directory: env.MAIL_DIRECTORY ?? "",
        from: env.MAIL_FROM ?? "Mosis <store@localhost>",
      }),
    outbound: createOutbound(addresses),
    addresses,
    links: { portalUrl: env.PUBLIC_URL, linkSecret: env.MAIL_LINK_SECRET },
  };

  async function close(): Promise<void> {
    clearInterval(handingOver);
    await handOver();
    if (smtp) smtp.close();
    await db.close();
  }

  return { ports, objects, app: createApplication(ports), senders, log, startJobs, close };
}
