import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";

/** A part of a trace as OTLP/HTTP sends it, as far as tests look at it. */
export interface SentSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  status: { code?: number };
  attributes: { key: string; value: { stringValue?: string } }[];
}

/** A receiver of traces (OTLP over HTTP, JSON) on this machine, until the test file ends, and what it was sent so far. */
export async function startTraceReceiver(): Promise<{ endpoint: string; spans: SentSpan[] }> {
  const spans: SentSpan[] = [];
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const sent = JSON.parse(Buffer.concat(chunks).toString()) as {
        resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[];
      };
      for (const { scopeSpans } of sent.resourceSpans)
        for (const scope of scopeSpans) spans.push(...scope.spans);
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((listening) => receiver.listen(0, "127.0.0.1", listening));
  afterAll(() => {
    receiver.closeAllConnections();
    receiver.close();
  });
  return { endpoint: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`, spans };
}
