import { createCatalog, createDownloadMeter, DomainError, type SharedCache } from "@mosis/domain";
import { type SampleStore, unlimited } from "@mosis/domain/testing";
import { pino } from "pino";
import type { Container } from "../container.ts";

/** Keeps nothing. */
const nothing: SharedCache = { get: async () => undefined, set: async () => {} };

/** What routes work with, over a store in memory: silent, without limits, and no issuer answers. */
export function memoryContainer(store: SampleStore, fields: Partial<Container> = {}): Container {
  return {
    app: store.app,
    queries: store.db.queries,
    catalog: createCatalog({ queries: store.db.queries, shared: nothing, clock: store.clock }),
    cache: nothing,
    changes: store.db.changes,
    limiter: unlimited,
    identities: {
      issuerIn: () => null,
      verify: () => Promise.reject(new DomainError("issuer_unavailable")),
    },
    mailbox: null,
    downloads: createDownloadMeter(store.clock.now),
    log: pino({ level: "silent" }),
    flush: async () => {},
    watch: {
      request: (_, work) => work(),
      addLogFields: () => {},
      answered: () => {},
      metrics: { contentType: "text/plain", text: async () => "" },
      mayReadMetrics: () => false,
      readiness: async () => ({ isReady: true, document: {} }),
    },
    ...fields,
  };
}
