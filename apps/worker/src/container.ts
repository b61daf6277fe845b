import { createDatabase } from "@mosis/db";
import {
  type Application,
  createApplication,
  giveUpJob,
  type JobProcessors,
  type ObjectStore,
  type Ports,
  systemClock,
} from "@mosis/domain";
import { createJobQueues, createJobRunner, startOutboxRelay } from "@mosis/jobs";
import { createObjectStore } from "@mosis/storage";
import { type Logger, pino } from "pino";
import type { Env } from "./env.ts";

/** This process's adapters, wired. They connect when they are first asked something. */
export interface Container {
  ports: Ports;
  objects: ObjectStore;
  app: Application;
  log: Logger;
  /** Starts taking jobs: the relay that feeds the queues, and the runners that empty them. */
  startJobs(processors: JobProcessors): Promise<RunningJobs>;
  close(): Promise<void>;
}

export interface RunningJobs {
  /** Takes nothing new, lets what runs finish within `graceMs`, and hands back the rest. */
  stop(graceMs: number): Promise<void>;
}

export function createContainer(env: Env): Container {
  const log = pino({ level: env.LOG_LEVEL, base: { app: "worker" } });
  const db = createDatabase({
    url: env.DATABASE_URL,
    applicationName: "mosis-worker",
    onConnectionError: (error) => log.warn({ err: error }, "database connection lost"),
  });
  const objects = createObjectStore({
    provider: env.STORAGE_PROVIDER,
    ...(env.S3_ENDPOINT && { endpoint: env.S3_ENDPOINT }),
    region: env.S3_REGION,
    bucket: env.S3_BUCKET,
    accessKeyId: env.S3_ACCESS_KEY_ID,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY,
  });
  const ports: Ports = { db, objects, clock: systemClock };

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
      onError(error, job) {
        const details = { err: error, ...job };
        if (job.willRetry) log.warn(details, "job failed, will be retried");
        else log.error(details, "job failed");
      },
    });
    await runner.ready();
    const relay = startOutboxRelay({ relay: db.relay, queues, logger: log });
    return {
      async stop(graceMs) {
        await relay.close();
        await runner.close({ graceMs });
        await queues.close();
      },
    };
  }

  return { ports, objects, app: createApplication(ports), log, startJobs, close: () => db.close() };
}
