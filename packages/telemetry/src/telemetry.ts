import { queueOf } from "@mosis/domain";
import { createLogScope, type LogFields } from "./log-scope.ts";
import { createMetrics, type Metrics, type PoolUse, statusClass } from "./metrics/metrics.ts";
import { createTracing, type Part, type Tracing, type TracingSettings } from "./tracing.ts";

export interface TelemetryOptions {
  app: "web" | "worker" | "edge";
  version: string;
  traces: Pick<TracingSettings, "endpoint" | "headers" | "ratio">;
  /** Asked at each scrape; absent where there is no database. */
  pool?: () => PoolUse;
}

/** A request of the API that begins. */
export interface BeginningRequest {
  id: string;
  method: string;
  /** Its route's pattern, never its path. */
  route: string;
  /** The `traceparent` that the caller sent, if any. */
  trace: string | null;
}

/** A run of a job that begins. */
export interface BeginningRun {
  id: string;
  name: string;
  queue: string;
  attempt: number;
  trace: string | null;
  waitedMs: number | null;
}

/** How a process is watched: what it counts, the traces it takes part in, and what its lines carry. */
export interface Telemetry {
  metrics: Metrics;
  tracing: Tracing;
  /** What a line that is logged now carries: the ids of the request or job it belongs to, and of the trace. */
  logFields(): LogFields;
  /** Adds to it, for the rest of the request or job, what has only now become known. */
  addLogFields(fields: LogFields): void;
  /** Counts and times a request that was answered past `request`. */
  answered(request: { route: string; method: string; status: number; seconds: number }): void;
  /** Surrounds the handling of a request. */
  request(request: BeginningRequest, work: (part: Part) => Promise<Response>): Promise<Response>;
  /** Surrounds a run of a job, as the runner's `around`; `outcomeOf` says what an error of it means. */
  job(
    run: BeginningRun,
    work: () => Promise<void>,
    told: { outcomeOf: (error: unknown) => string; done: (ms: number) => void },
  ): Promise<void>;
  /** Sends what is left. */
  close(): Promise<void>;
}

export function createTelemetry({ app, version, traces, pool }: TelemetryOptions): Telemetry {
  const metrics = createMetrics({ app, version, ...(pool && { pool }) });
  const tracing = createTracing({ service: `mosis-${app}`, version, ...traces });
  const scope = createLogScope();

  return {
    metrics,
    tracing,

    logFields() {
      const traceId = tracing.traceId();
      return { ...scope.fields(), ...(traceId !== null && { trace_id: traceId }) };
    },
    addLogFields: scope.add,
    answered: ({ route, method, status, seconds }) =>
      metrics.requests.observe({ route, method, status: statusClass(status) }, seconds),

    request({ id, method, route, trace }, work) {
      const from = performance.now();
      const attributes = { "http.request.method": method, "http.route": route, "mosis.request_id": id };
      const options = { kind: "server", parent: trace, isParentForeign: true, attributes } as const;
      return scope.run({ request_id: id }, () =>
        tracing.part({ ...options, name: `${method} ${route}` }, async (part) => {
          const response = await work(part);
          const { status } = response;
          part.set({ "http.response.status_code": status });
          if (status >= 500) part.fail(`answered ${status}`);
          metrics.requests.observe(
            { route, method, status: statusClass(status) },
            (performance.now() - from) / 1000,
          );
          return response;
        }),
      );
    },

    job({ id, name, queue, attempt, trace, waitedMs }, work, { outcomeOf, done }) {
      // A newer release has jobs of which this one knows nothing.
      const job = Object.hasOwn(queueOf, name) ? name : "unknown";
      const from = performance.now();
      if (waitedMs !== null) metrics.jobs.waits.observe({ name: job }, waitedMs / 1000);
      const attributes = {
        "mosis.job_id": id,
        "mosis.job": job,
        "mosis.queue": queue,
        "mosis.attempt": attempt,
      };
      return scope.run({ job_id: id, job, attempt }, () =>
        tracing.part({ name: `job ${job}`, kind: "consumer", parent: trace, attributes }, async (part) => {
          let outcome = "done";
          try {
            await work();
            done(performance.now() - from);
          } catch (error) {
            outcome = outcomeOf(error);
            throw error;
          } finally {
            part.set({ "mosis.outcome": outcome });
            metrics.jobs.runs.observe({ name: job, outcome }, (performance.now() - from) / 1000);
          }
        }),
      );
    },

    close: () => tracing.close(),
  };
}
