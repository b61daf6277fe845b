import { expect, test } from "vitest";
import { z } from "zod";
import { telemetryVariables, tracesOf } from "./settings.ts";

const Variables = z.object(telemetryVariables);

test("without any variable nothing is traced, and nobody reads metrics", () => {
  const env = Variables.parse({});
  expect(env.METRICS_TOKEN).toBeUndefined();
  expect(tracesOf(env)).toEqual({
    version: "development",
    traces: { endpoint: undefined, headers: {}, ratio: 1 },
  });
});

test("headers are read as OpenTelemetry writes them", () => {
  const { traces } = tracesOf(
    Variables.parse({
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318",
      OTEL_EXPORTER_OTLP_HEADERS: "x-key=a%20b%3D, other=c",
      OTEL_TRACES_SAMPLER_ARG: "0.25",
    }),
  );
  expect(traces).toEqual({
    endpoint: "http://localhost:4318",
    headers: { "x-key": "a b=", other: "c" },
    ratio: 0.25,
  });
});

test.each([
  { METRICS_TOKEN: "short" },
  { OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318" },
  { OTEL_EXPORTER_OTLP_HEADERS: "no value" },
  { OTEL_EXPORTER_OTLP_HEADERS: "x=%zz" },
  { OTEL_TRACES_SAMPLER_ARG: "2" },
])("%j is refused", (wrong) => expect(Variables.safeParse(wrong).success).toBe(false));
