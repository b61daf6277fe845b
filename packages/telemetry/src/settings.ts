import { z } from "zod";

const headerList = /^\s*[^=,\s]+=[^,]*(?:,\s*[^=,\s]+=[^,]*)*$/;

/** The variables that say how a process is watched: docs/operations.md. */
export const telemetryVariables = {
  /** What whoever reads `/metrics` shows as a bearer token. */
  METRICS_TOKEN: z.string().min(16, "Use at least 16 random characters.").optional(),
  /** Base address of an OTLP/HTTP receiver of traces; without one nothing is traced. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  /** Sent along, as OpenTelemetry writes them: `name=value,name=value`, values percent-encoded. */
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(headerList, "Write name=value, with commas between them.")
    .optional()
    .transform((text, context) => {
      try {
        return readHeaders(text ?? "");
      } catch {
        context.addIssue({ code: "custom", message: "A value is not percent-encoded as it should be." });
        return z.NEVER;
      }
    }),
  /** Share of traces that are recorded, 0 to 1. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  /** What runs, as metrics and traces call it. */
  MOSIS_VERSION: z.string().min(1).default("development"),
};

const Variables = z.object(telemetryVariables);
type Variables = z.infer<typeof Variables>;

/** As `createTelemetry` takes it. */
export function tracesOf(env: Variables) {
  return {
    version: env.MOSIS_VERSION,
    traces: {
      endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
      headers: env.OTEL_EXPORTER_OTLP_HEADERS,
      ratio: env.OTEL_TRACES_SAMPLER_ARG,
    },
  };
}

function readHeaders(text: string): Record<string, string> {
  const pairs = text.split(",").map((pair): [string, string] => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())];
  });
  return Object.fromEntries(pairs.filter(([, value]) => value !== ""));
}
