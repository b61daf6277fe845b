import { createRateLimiter, createRedisCache } from "@mosis/cache";
import { createDatabase, type PostgresDatabase } from "@mosis/db";
import {
  type Application,
  type Catalog,
  type ChangeFeed,
  createApplication,
  createCatalog,
  createDownloadMeter,
  createOperationMeter,
  type DownloadMeter,
  flushDownloads,
  flushDownloadsEveryMs,
  flushEveryMs,
  flushOperations,
  type IdentityVerifier,
  type Outbound,
  type Queries,
  type RateLimiter,
  type ReviewQueries,
  readQueueAge,
  type SharedCache,
  systemClock,
} from "@mosis/domain";
import { createMailbox, type Mailbox } from "@mosis/mail/mailbox";
import { createOutbound } from "@mosis/outbound";
import { createStore } from "@mosis/storage";
import { bucketOf, oldBucketOf } from "@mosis/storage/settings";
import {
  type BeginningRequest,
  createHealth,
  createTelemetry,
  isBearer,
  logForm,
  observeCache,
  observeLimiter,
  observeObjects,
  observeOutbound,
  observeTransactions,
  presentHealth,
  storeChecks,
} from "@mosis/telemetry";
import { tracesOf } from "@mosis/telemetry/settings";
import { type Logger, pino } from "pino";
import { type Env, env } from "./env.ts";
import { createIdentityVerifier } from "./trusted/identity-verifier.ts";

/** What pages and routes work with: use cases, reads, what visitors see, change hints. */
export interface Container {
  app: Application;
  queries: Queries & ReviewQueries;
  catalog: Catalog;
  /** What all portals share, and may lose. */
  cache: SharedCache;
  changes: ChangeFeed;
  limiter: RateLimiter;
  /** Knows what OpenID Connect issuers have signed. */
  identities: IdentityVerifier;
  /** Mails that were written instead of sent; null where they are nobody's to see. */
  mailbox: Mailbox | null;
  /** Downloads that the portal sends people to storage for. */
  downloads: DownloadMeter;
  log: Logger;
  /** Puts away what is only counted in memory; to be called when the process ends. */
  flush(): Promise<void>;
  watch: Watch;
}

/** What tells others how this process does. */
export interface Watch {
  /** Surrounds the handling of a request: counts and times it, traces it, and has its lines carry its ids. */
  request(request: BeginningRequest, work: () => Promise<Response>): Promise<Response>;
  /** What lines of this request say from here on. */
  addLogFields(fields: Record<string, string>): void;
  /** Counts and times what was answered without that. */
  answered(request: { route: string; method: string; status: number; seconds: number }): void;
  metrics: { contentType: string; text(): Promise<string> };
  /** Whether an `Authorization` shows the token of whoever may read the metrics; false while there is none. */
  mayReadMetrics(authorization: string | null): boolean;
  /** Whether it can work, and how each part of the store does. */
  readiness(asked: {
    isDraining: boolean;
    maySeeNumbers: boolean;
  }): Promise<{ isReady: boolean; document: unknown }>;
}

// Next may load this module several times in one process; the connections are to be shared all the same.
const shared = globalThis as typeof globalThis & { mosisContainer?: Container };

/** This process's adapters, wired on first use; they connect when they are first asked something. */
export function container(): Container {
  shared.mosisContainer ??= createContainer();
  return shared.mosisContainer;
}

function createContainer(): Container {
  const settings = env();
  const telemetry = createTelemetry({ app: "web", ...tracesOf(settings), pool: () => database.pool() });
  const { metrics, tracing } = telemetry;
  const log = pino(logForm({ app: "web", level: settings.LOG_LEVEL, fields: telemetry.logFields }));
  const database: PostgresDatabase = createDatabase({
    url: settings.DATABASE_URL,
    applicationName: "mosis-web",
    currentTrace: tracing.current,
    onConnectionError: (error) => log.warn({ err: error }, "database connection lost"),
  });
  const meter = createOperationMeter();
  const db = observeTransactions(database, telemetry);
  const bucket = createStore(bucketOf(settings), { old: oldBucketOf(settings), onCall: meter.count });
  const objects = observeObjects(bucket, telemetry);
  const downloads = createDownloadMeter(systemClock.now);
  const flushCalls = () => flushOperations({ db, clock: systemClock }, meter);
  const flushGathered = async () => {
    const { lost } = await flushDownloads({ db, clock: systemClock }, downloads);
    if (lost > 0) log.error({ lost }, "downloads lost: too many waited for the database");
  };
  // What has been counted when the process is killed in between is lost to the account.
  setInterval(() => {
    flushCalls().catch((error: unknown) =>
      log.warn({ err: error }, "counted storage calls wait for the database"),
    );
  }, flushEveryMs).unref();
  setInterval(() => {
    flushGathered().catch((error: unknown) => log.warn({ err: error }, "downloads wait for the database"));
  }, flushDownloadsEveryMs).unref();
  const app = createApplication({ db, objects, clock: systemClock });
  const redis = createRedisCache({ redisUrl: settings.REDIS_URL, logger: log });
  const cache = observeCache(redis, metrics);
  const catalog = createCatalog({ queries: db.queries, shared: cache, clock: systemClock });
  const limiter = createRateLimiter({
    redisUrl: settings.REDIS_URL,
    overrides: settings.RATE_LIMITS,
    logger: log,
  });
  const outbound = observeOutbound(outboundToIssuers({ local: settings.LOCAL_ISSUERS === "on" }), metrics);
  const identities = createIdentityVerifier({ audience: settings.PUBLIC_URL, outbound });
  // Redis and storage are told of and not needed: without them visitors and developers still find most of the portal.
  const health = createHealth({
    checks: storeChecks(
      {
        database,
        redis,
        objects: bucket,
        queueAge: () => readQueueAge({ db: database, clock: systemClock }),
      },
      ["database"],
    ),
  });
  return {
    app,
    queries: db.queries,
    catalog,
    cache,
    changes: db.changes,
    limiter: observeLimiter(limiter, metrics),
    identities,
    mailbox: mailboxOf(settings),
    downloads,
    log,
    flush: async () => {
      await Promise.all([flushCalls(), flushGathered()]);
      await telemetry.close();
    },
    watch: {
      request: telemetry.request,
      addLogFields: telemetry.addLogFields,
      answered: telemetry.answered,
      metrics,
      mayReadMetrics: (authorization) =>
        settings.METRICS_TOKEN !== undefined && isBearer(authorization, settings.METRICS_TOKEN),
      readiness: async (asked) => presentHealth(await health.read(), asked),
    },
  };
}

/** The way to issuers of identity tokens; to those on this machine, and without HTTPS, only where the store is local. */
export function outboundToIssuers({ local }: { local: boolean }): Outbound {
  return createOutbound({ allowHttp: local, allowPrivate: local });
}

/** Everybody's mails are there, so that it is for a store on this machine alone, where anybody can be anybody. */
function mailboxOf({ DEMO_SIGN_IN, MAIL_DIRECTORY }: Env): Mailbox | null {
  return DEMO_SIGN_IN === "on" && MAIL_DIRECTORY !== undefined ? createMailbox(MAIL_DIRECTORY) : null;
}
