import { DeviceEvent, objectKeys } from "@mosis/domain";
import type { Hono } from "hono";
import { expect } from "vitest";
import { createEdge, type EdgeWatch } from "../app.ts";
import type { DirectAccess } from "../downloads/direct-access.ts";
import { createDownloadSigner } from "../downloads/download-signature.ts";
import type { EdgeCache } from "../downloads/edge-cache.ts";
import { createEventLog } from "../events/event-log.ts";
import type { LogEvent } from "../http/log.ts";
import { Problem } from "../updates/answer-schema.ts";
import { type MemoryBucket, memoryBucket } from "./memory-bucket.ts";

export const downloadSigningKey = "0123456789abcdef0123456789abcdef";
export const edgeUrl = "https://edge.example.com";

/** An edge over a bucket in memory, with a clock that stands until it is set. */
export interface EdgeInMemory {
  edge: Hono;
  bucket: MemoryBucket;
  clock: { time: Date };
  logged: LogEvent[];
  get(path: string, headers?: Record<string, string>, method?: string): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Resolves when all work is done that answers did not wait for, but for what is still gathered. */
  settledButEvents(): Promise<void>;
  /** What has been noted; puts away what is gathered. */
  events(): Promise<DeviceEvent[]>;
}

export function edgeInMemory(
  given: { cache?: EdgeCache; direct?: DirectAccess; sharesPromises?: boolean; watch?: EdgeWatch } = {},
): EdgeInMemory {
  const bucket = memoryBucket();
  const clock = { time: new Date("2026-03-01T12:01:00Z") };
  const logged: LogEvent[] = [];
  const stored: DeviceEvent[] = [];
  const now = () => clock.time;
  const log = (event: LogEvent) => void logged.push(event);
  const events = createEventLog({
    now,
    log,
    sink: {
      async put(key, bytes) {
        expect(key).toMatch(new RegExp(`^${objectKeys.deviceEvents("2026-03-01", "[0-9a-f-]{36}")}$`));
        const lines = new TextDecoder().decode(bytes).trimEnd().split("\n");
        stored.push(...lines.map((line) => DeviceEvent.parse(JSON.parse(line))));
      },
    },
  });
  const edge = createEdge({
    bucket,
    signer: createDownloadSigner(downloadSigningKey),
    edgeUrl,
    direct: given.direct ?? null,
    events,
    runtime: {
      sharesPromises: given.sharesPromises ?? true,
      keepAlive: () => undefined,
      countryOf: (c) => c.req.header("x-test-country") ?? null,
      cache: given.cache ?? null,
    },
    clock: { now },
    log,
    watch: given.watch ?? null,
  });
  return {
    edge,
    bucket,
    clock,
    logged,
    get: async (path, headers = {}, method = "GET") => edge.request(path, { method, headers }),
    async post(path, body, headers = {}) {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const length = { "content-length": String(new TextEncoder().encode(text).length) };
      return edge.request(path, { method: "POST", body: text, headers: { ...length, ...headers } });
    },
    async settledButEvents() {
      // The gathering of events ends with its timer; what the cache does is a matter of some turns of the loop.
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    },
    async events() {
      await events.flush();
      return stored;
    },
  };
}

/** Checks that an answer is a problem of this code, and gives it. */
export async function expectProblem(response: Response, status: number, code: string): Promise<Problem> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  const body = Problem.strict().parse(await response.json());
  expect(body).toMatchObject({ status, code });
  expect(response.status).toBe(status);
  return body;
}
