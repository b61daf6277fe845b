import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Seconds: an answer out of memory up to one that nobody waits for any more. */
const requestSeconds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Seconds: from a note in the database to a delta of large packages. */
const jobSeconds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const waitSeconds = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600];

/** What a pool of connections looks like right now. */
export interface PoolUse {
  /** Connections that there are. */
  total: number;
  /** Of them, those that nobody uses. */
  idle: number;
  /** Calls that wait for one. */
  waiting: number;
  /** Most connections that there may be. */
  most: number;
}

/**
 * What a process of the store counts and measures, for Prometheus. Names carry their unit; every label has few values
 * that the program knows in advance: a route's pattern, a job's name, how it ended; never a path or an id.
 */
export type Metrics = ReturnType<typeof createMetrics>;

/** @param options.pool asked at each scrape; absent where there is no database. */
export function createMetrics(options: {
  app: "web" | "worker" | "edge";
  version: string;
  pool?: () => PoolUse;
}) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    buckets: number[],
  ) => new Histogram({ name, help, labelNames, buckets, registers });

  new Gauge({
    name: "mosis_build_info",
    help: "1, with what runs",
    labelNames: ["app", "version", "node"],
    registers,
  }).set({ app: options.app, version: options.version, node: process.versions.node }, 1);

  if (options.pool) registerPool(registry, options.pool);

  return {
    registry,
    contentType: registry.contentType,
    /** What Prometheus reads. */
    text: () => registry.metrics(),

    requests: histogram(
      "mosis_http_request_duration_seconds",
      "Requests by route pattern, method and class of status, and how long they took up to the answer's beginning",
      ["route", "method", "status"],
      requestSeconds,
    ),
    database: {
      transactions: histogram(
        "mosis_database_transaction_duration_seconds",
        "Transactions: committed or rolled_back",
        ["outcome"],
        requestSeconds,
      ),
    },
    storage: {
      calls: histogram(
        "mosis_storage_call_duration_seconds",
        "Calls of object storage by operation: ok, missing, changed, or error",
        ["operation", "outcome"],
        requestSeconds,
      ),
    },
    jobs: {
      runs: histogram(
        "mosis_job_duration_seconds",
        "Runs of jobs by name: done, retried, failed for good, or handed back",
        ["name", "outcome"],
        jobSeconds,
      ),
      waits: histogram(
        "mosis_job_wait_seconds",
        "From a job's coming into its queue, or from the end of its delay, to its beginning",
        ["name"],
        waitSeconds,
      ),
    },
    events: counter(
      "mosis_audit_events_total",
      "What happened in the store through this process, as the audit log calls it",
      ["action"],
    ),
    uploads: counter(
      "mosis_uploads_total",
      "Packages by how their upload ended: passed, refused, interrupted, expired, aborted",
      ["outcome"],
    ),
    rateLimited: counter("mosis_rate_limited_total", "Calls refused for a limit", ["limit"]),
    cacheReads: counter("mosis_catalog_cache_reads_total", "Reads of the shared cache: hit or miss", [
      "outcome",
    ]),
    mails: counter("mosis_mails_total", "E-mails: handed_over, refused for good, or failed", ["outcome"]),
    outbound: histogram(
      "mosis_outbound_request_duration_seconds",
      "Requests to servers of other people, webhooks most of all, by class of status or why there was none",
      ["outcome"],
      requestSeconds,
    ),
    downloads: {
      requests: counter(
        "mosis_downloads_total",
        "Downloads by where their bytes came from and by class of status",
        ["cache", "status"],
      ),
      bytes: counter(
        "mosis_download_bytes_total",
        "Bytes of downloads, as announced, by where they came from",
        ["cache"],
      ),
    },
  };
}

/** `2xx` for 204. */
export function statusClass(status: number): string {
  return status >= 200 && status < 300 ? "2xx" : `${Math.floor(status / 100)}xx`;
}

function registerPool(registry: Registry, read: () => PoolUse): void {
  new Gauge({
    name: "mosis_database_pool_connections",
    help: "Connections to the database: idle or in_use",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      const { total, idle } = read();
      this.set({ state: "idle" }, idle);
      this.set({ state: "in_use" }, total - idle);
    },
  });
  new Gauge({
    name: "mosis_database_pool_waiting",
    help: "Calls that wait for a connection to the database",
    registers: [registry],
    collect() {
      this.set(read().waiting);
    },
  });
  new Gauge({
    name: "mosis_database_pool_most_connections",
    help: "Connections to the database that this process may have at once",
    registers: [registry],
    collect() {
      this.set(read().most);
    },
  });
}
