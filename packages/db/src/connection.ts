import type { Prisma } from "./generated/client.ts";

/** Where a store's statements run: each by itself on the pool, or all inside one transaction. */
export interface Connection {
  prisma: Prisma.TransactionClient;
  inTransaction: boolean;
  /** The trace at hand as a W3C `traceparent`; null without one. */
  currentTrace: () => string | null;
  /** Runs several statements all or nothing: in the transaction there is, else in one of their own. */
  atomically<Result>(work: (prisma: Prisma.TransactionClient) => Promise<Result>): Promise<Result>;
}
