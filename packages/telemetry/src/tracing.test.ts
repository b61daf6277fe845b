import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { createTracing, type Tracing } from "./tracing.ts";

interface SentSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: { key: string; value: Record<string, unknown> }[];
  status: { code?: number; message?: string };
}

// A receiver of OTLP over HTTP, as any collector is one.
let sent: SentSpan[] = [];
let headers: Record<string, unknown> = {};
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    headers = request.headers;
    const body = JSON.parse(Buffer.concat(chunks).toString()) as {
      resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[];
    };
    sent.push(...body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)));
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
});
await new Promise<void>((listening) => receiver.listen(0, "127.0.0.1", listening));
const endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
afterAll(() => void receiver.close());
beforeEach(() => {
  sent = [];
});

const made = (ratio = 1): Tracing =>
  createTracing({ service: "mosis-test", version: "1", endpoint, headers: { "x-key": "k" }, ratio });
const named = (name: string) => sent.find((span) => span.name === name);

describe("a trace", () => {
  test("goes on from one part to those within, and over a text to another process", async () => {
    const [portal, worker] = [made(), made()];
    let carried: string | null = null;
    await portal.part({ name: "request", kind: "server", parent: null }, async () => {
      await portal.part({ name: "transaction" }, async () => {
        carried = portal.current();
      });
    });
    expect(portal.current()).toBeNull();
    for (const attempt of [1, 2])
      await worker.part({ name: `job ${attempt}`, kind: "consumer", parent: carried }, async () => {
        await worker.part({ name: `storage ${attempt}`, kind: "client" }, async () => {});
      });
    await Promise.all([portal.close(), worker.close()]);
    expect(sent).toHaveLength(6);
    expect(new Set(sent.map(({ traceId }) => traceId)).size).toBe(1);
    expect(named("transaction")?.parentSpanId).toBe(named("request")?.spanId);
    for (const attempt of [1, 2]) {
      expect(named(`job ${attempt}`)?.parentSpanId).toBe(named("transaction")?.spanId);
      expect(named(`storage ${attempt}`)?.parentSpanId).toBe(named(`job ${attempt}`)?.spanId);
    }
    expect(headers["x-key"]).toBe("k");
  });

  test("takes up that of the caller, and begins anew where what was sent is none", async () => {
    const tracing = made();
    const theirs = "4bf92f3577b34da6a3ce929d0e0e4736";
    const ask = (parent: string | null) =>
      tracing.part({ name: "request", parent, isParentForeign: true }, async () => tracing.traceId());
    expect(await ask(`00-${theirs}-00f067aa0ba902b7-01`)).toBe(theirs);
    expect(await ask(`cc-${theirs}-00f067aa0ba902b7-01-what-will-come`)).toBe(theirs);
    for (const none of [
      null,
      "",
      "nonsense",
      `ff-${theirs}-00f067aa0ba902b7-01`,
      `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
      `00-${theirs}-00f067aa0ba902b7-0`,
    ])
      expect(await ask(none)).toMatch(/^(?!4bf92f35)[0-9a-f]{32}$/);
    await tracing.close();
  });

  test("is recorded by our own share, whatever a stranger asks for; our own word holds between our processes", async () => {
    const tracing = made(0);
    const parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    await tracing.part({ name: "stranger", parent, isParentForeign: true }, async () => {});
    await tracing.part({ name: "ours", parent }, async () => {});
    await tracing.close();
    expect(sent.map(({ name }) => name)).toEqual(["ours"]);
  });

  test("tells what failed, and nothing that is nobody's business", async () => {
    const tracing = made();
    const work = tracing.part({ name: "job", attributes: { to: "ada@example.com" } }, async (part) => {
      part.set({ url: "https://s3.example/k?X-Amz-Signature=secret" });
      throw new Error("mail to ada@example.com: Bearer abcdefghijkl was refused");
    });
    await expect(work).rejects.toThrow("ada@example.com");
    await tracing.close();
    expect(named("job")?.status).toEqual({ code: 2, message: "mail to …@…: Bearer … was refused" });
    expect(JSON.stringify(sent)).not.toMatch(/ada@|secret|abcdefghijkl/);
  });
});

test("without a receiver work is done as it is, and there is no trace", async () => {
  const tracing = createTracing({ service: "s", version: "1", endpoint: undefined, ratio: 1 });
  expect(tracing.isOn).toBe(false);
  expect(await tracing.part({ name: "x" }, async () => [tracing.current(), tracing.traceId()])).toEqual([
    null,
    null,
  ]);
  await tracing.close();
});
