import type { ChangeFeed, Database, OutboxRelay } from "@mosis/domain";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { createChangeFeed } from "./change-feed.ts";
import { connectionConfig } from "./connection-config.ts";
import { PrismaClient } from "./generated/client.ts";
import { createListener } from "./listener.ts";
import { changesChannel, outboxChannel } from "./notify.ts";
import { createOutboxRelay } from "./outbox-relay.ts";
import { createQueries } from "./queries.ts";
import { createRawDownloads } from "./raw-downloads.ts";
import { createReconciliation } from "./reconciliation.ts";
import { createStores } from "./stores.ts";
import { translateError, withTranslatedErrors } from "./translate-error.ts";

export interface DatabaseOptions {
  /** `postgresql://…`. Notifications need a server, or a pooler in session mode, behind it. */
  url: string;
  /** Most connections at once; one more listens for notifications once somebody asks for them. */
  poolSize?: number;
  /** How long a call waits for a connection, milliseconds. */
  connectTimeoutMs?: number;
  /** The server gives up on a statement after this long, milliseconds. */
  statementTimeoutMs?: number;
  /** Shown in the server's list of connections. */
  applicationName?: string;
  /** The trace at hand as a W3C `traceparent`, noted with each job that is added; default none. */
  currentTrace?: () => string | null;
  /** Told of connections that broke outside of any call. The next call, or the listener itself, connects again. */
  onConnectionError: (error: Error) => void;
}

export interface PostgresDatabase extends Database {
  /** Hints from every process that uses the database. */
  changes: ChangeFeed;
  relay: OutboxRelay;
  /** @throws DomainError `service_unavailable` when the database does not answer. */
  ping(): Promise<void>;
  /** Connections that there are, those of them that nobody uses, calls that wait for one, and most that there may be. */
  pool(): { total: number; idle: number; waiting: number; most: number };
  /** Waits for running statements, then closes every connection. Repeating it is harmless. */
  close(): Promise<void>;
}

/** The longest a transaction may take, milliseconds. It holds database work only. */
const transactionMs = 10_000;

/** The store's database on PostgreSQL. Connects with the first call, not before. */
export function createDatabase(options: DatabaseOptions): PostgresDatabase {
  const { poolSize = 10, connectTimeoutMs = 5_000, statementTimeoutMs = 15_000, onConnectionError } = options;
  const { currentTrace = () => null } = options;
  const connection = connectionConfig(options.url, {
    applicationName: options.applicationName ?? "mosis",
    connectTimeoutMs,
  });
  const pool = new pg.Pool({ ...connection, max: poolSize, statement_timeout: statementTimeoutMs });
  pool.on("error", onConnectionError);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const listener = createListener({
    connection,
    channels: [changesChannel, outboxChannel],
    onError: onConnectionError,
  });

  const transactionally: Parameters<typeof createStores>[0]["atomically"] = (work) =>
    // READ COMMITTED, PostgreSQL's default: saying so would cost a round trip in every transaction.
    prisma.$transaction(work, { maxWait: connectTimeoutMs, timeout: transactionMs });

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    await listener.close();
    await prisma.$disconnect();
    await pool.end();
  }

  return {
    ...createStores({ prisma, inTransaction: false, currentTrace, atomically: transactionally }),
    queries: withTranslatedErrors(createQueries(prisma)),
    reconciliation: withTranslatedErrors(createReconciliation(prisma)),
    rawDownloads: withTranslatedErrors(createRawDownloads(prisma)),
    changes: createChangeFeed(listener),
    relay: {
      ...withTranslatedErrors(createOutboxRelay(prisma)),
      onOutbox: (tell) => listener.listen(outboxChannel, tell),
    },

    async transaction(work) {
      try {
        return await transactionally((tx) =>
          work(
            createStores({ prisma: tx, inTransaction: true, currentTrace, atomically: (inner) => inner(tx) }),
          ),
        );
      } catch (error) {
        throw translateError(error);
      }
    },

    async ping() {
      try {
        await prisma.$queryRaw`SELECT 1 AS answer`;
      } catch (error) {
        throw translateError(error);
      }
    },

    pool: () => ({
      total: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
      most: poolSize,
    }),

    close: () => (closing ??= close()),
  };
}
