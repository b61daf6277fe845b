import { createRateLimiter, createRedisCache } from "@mosis/cache";
import { createDatabase, type PostgresDatabase } from "@mosis/db";
import {
  type Application,
  type Catalog,
  type ChangeFeed,
  createApplication,
  createCatalog,
  createOperationMeter,
  flushEveryMs,
  flushOperations,
  type IdentityVerifier,
  type Outbound,
  type Queries,
  type RateLimiter,
  type ReviewQueries,
  type SharedCache,
  scrub,
  systemClock,
} from "@mosis/domain";
import { createMailbox, type Mailbox } from "@mosis/mail/mailbox";
import { createOutbound } from "@mosis/outbound";
import { createStore } from "@mosis/storage";
import { bucketOf, oldBucketOf } from "@mosis/storage/settings";
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
  log: Logger;
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
  const log = pino({ level: settings.LOG_LEVEL, base: { app: "web" }, hooks: { streamWrite: scrub } });
  const db: PostgresDatabase = createDatabase({
    url: settings.DATABASE_URL,
    applicationName: "mosis-web",
    onConnectionError: (error) => log.warn({ err: error }, "database connection lost"),
  });
  const meter = createOperationMeter();
  const objects = createStore(bucketOf(settings), { old: oldBucketOf(settings), onCall: meter.count });
  // What has been counted when the process ends in between is lost to the account.
  setInterval(() => {
    flushOperations({ db, clock: systemClock }, meter).catch((error: unknown) =>
      log.warn({ err: error }, "counted storage calls wait for the database"),
    );
  }, flushEveryMs).unref();
  const app = createApplication({ db, objects, clock: systemClock });
  const shared = createRedisCache({ redisUrl: settings.REDIS_URL, logger: log });
  const catalog = createCatalog({ queries: db.queries, shared, clock: systemClock });
  const limiter = createRateLimiter({
    redisUrl: settings.REDIS_URL,
    overrides: settings.RATE_LIMITS,
    logger: log,
  });
  const outbound = outboundToIssuers({ local: settings.LOCAL_ISSUERS === "on" });
  const identities = createIdentityVerifier({ audience: settings.PUBLIC_URL, outbound });
  return {
    app,
    queries: db.queries,
    catalog,
    cache: shared,
    changes: db.changes,
    limiter,
    identities,
    mailbox: mailboxOf(settings),
    log,
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
