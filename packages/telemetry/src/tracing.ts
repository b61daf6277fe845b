import {
  type Attributes,
  type Context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { harmless, harmlessAttributes } from "./harmless.ts";

export interface TracingSettings {
  /** As in `service.name`. */
  service: string;
  version: string;
  /** Base address of an OTLP/HTTP receiver; without one nothing is traced and nothing is paid for it. */
  endpoint: string | undefined;
  /** Sent with every export, such as an access token of the receiver's. */
  headers?: Readonly<Record<string, string>>;
  /** Share of traces that are recorded, 0 to 1. */
  ratio: number;
}

export interface PartOptions {
  name: string;
  kind?: "server" | "consumer" | "client" | "internal";
  /**
   * The trace it belongs to, as a W3C `traceparent`; absent: the one at hand. Null, or none that can be read: a new one.
   */
  parent?: string | null;
  /** Whether strangers said so: then only our own ratio decides whether the trace is recorded. */
  isParentForeign?: boolean;
  attributes?: Attributes;
}

/** A part of a trace ("span") while it lasts. */
export interface Part {
  name(name: string): void;
  set(attributes: Attributes): void;
  /** It ended badly, though nothing was thrown. */
  fail(words: string): void;
}

export interface Tracing {
  readonly isOn: boolean;
  /** Runs work as a part of a trace. What the work throws is noted, and thrown. */
  part<Result>(options: PartOptions, work: (part: Part) => Promise<Result>): Promise<Result>;
  /** The `traceparent` of the part at hand; null outside of any. */
  current(): string | null;
  /** The id of the trace at hand; null outside of any. */
  traceId(): string | null;
  /** Sends what is left. */
  close(): Promise<void>;
}

const noPart: Part = { name() {}, set() {}, fail() {} };

const off: Tracing = {
  isOn: false,
  part: (_, work) => work(noPart),
  current: () => null,
  traceId: () => null,
  close: async () => {},
};

const kinds = {
  server: SpanKind.SERVER,
  consumer: SpanKind.CONSUMER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
} as const;

/**
 * Traces by OpenTelemetry, sent in batches over OTLP/HTTP. Nothing is registered for the whole process, and nothing is
 * patched: what is traced is what calls `part`. No attribute keeps what `harmless` takes out.
 */
export function createTracing(settings: TracingSettings): Tracing {
  const { service, version, endpoint, headers = {}, ratio } = settings;
  if (endpoint === undefined) return off;
  const contexts = new AsyncLocalStorageContextManager().enable();
  const byRatio = new TraceIdRatioBasedSampler(ratio);
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, "")}/v1/traces`,
    headers: { ...headers },
    timeoutMillis: 5_000,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": service, "service.version": version }),
    // What comes from another process decides nothing, unless it is ours: see `parentOf`.
    sampler: new ParentBasedSampler({
      root: byRatio,
      remoteParentSampled: byRatio,
      remoteParentNotSampled: byRatio,
    }),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 1_000 })],
  });
  const tracer = provider.getTracer("mosis");
  const spanAtHand = () => trace.getSpan(contexts.active());

  return {
    isOn: true,

    async part({ name, kind = "internal", parent, isParentForeign = false, attributes = {} }, work) {
      const around: Context =
        parent === undefined ? contexts.active() : contextOf(parentOf(parent, isParentForeign));
      const span = tracer.startSpan(
        name,
        { kind: kinds[kind], attributes: harmlessAttributes(attributes) },
        around,
      );
      try {
        return await contexts.with(trace.setSpan(around, span), () => work(partOf(span)));
      } catch (error) {
        noteError(span, error);
        throw error;
      } finally {
        span.end();
      }
    },

    current() {
      const context = spanAtHand()?.spanContext();
      return context && isSpanContextValid(context) ? traceparentOf(context) : null;
    },

    traceId: () => spanAtHand()?.spanContext().traceId ?? null,

    async close() {
      // A receiver that is away must not hold up the end of a process.
      await provider.shutdown().catch(() => {});
    },
  };
}

function partOf(span: Span): Part {
  return {
    name: (name) => void span.updateName(name),
    set: (attributes) => void span.setAttributes(harmlessAttributes(attributes)),
    fail: (words) => void span.setStatus({ code: SpanStatusCode.ERROR, message: harmless(words) }),
  };
}

function noteError(span: Span, error: unknown): void {
  const [name, message] = error instanceof Error ? [error.name, error.message] : ["Error", String(error)];
  const code = (error as { code?: unknown } | null)?.code;
  span.recordException({ name, message: harmless(message) });
  span.setStatus({ code: SpanStatusCode.ERROR, message: harmless(message) });
  if (typeof code === "string") span.setAttribute("error.type", harmless(code));
}

function contextOf(parent: SpanContext | null): Context {
  return parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
}

/** W3C Trace Context, §3.2: version 00, and of later ones what 00 has. */
const traceparent = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

function parentOf(text: string | null, isForeign: boolean): SpanContext | null {
  const [, traceId = "", spanId = "", flags = "00"] = traceparent.exec(text ?? "") ?? [];
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED };
  return isSpanContextValid(context) ? { ...context, isRemote: isForeign } : null;
}

function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${(traceFlags & 0xff).toString(16).padStart(2, "0")}`;
}
