import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { systemClock } from "@mosis/domain";
import { createEdge } from "../app.ts";
import { createNodeDownloadSigner } from "../downloads/node-download-signature.ts";
import { createEventLog } from "../events/event-log.ts";
import { memoryBucket } from "./memory-bucket.ts";
import { publishedApp } from "./published-app.ts";

/**
 * Serves the edge on a free port of 127.0.0.1 as its Node entry does, over a bucket in memory with so many apps. Feeds are
 * read again as often as from any bucket.
 */
export async function serveInMemory(apps: number): Promise<{ port: number; packageIds: string[] }> {
  const bucket = memoryBucket();
  const packageIds = Array.from({ length: apps }, (_, each) => `com.example.measured.app${each}`);
  for (const packageId of packageIds) {
    const { feedKey, feed } = await publishedApp({ size: 12_345_678, sha256: "a".repeat(64) }, packageId);
    bucket.put(feedKey, JSON.stringify(feed));
  }
  const log = (event: object) => console.error(JSON.stringify(event));
  const edge = createEdge({
    bucket,
    signer: createNodeDownloadSigner(crypto.randomUUID()),
    edgeUrl: "https://edge.example.com",
    direct: null,
    events: createEventLog({ sink: { put: async () => undefined }, now: systemClock.now, log }),
    runtime: { sharesPromises: true, keepAlive: () => undefined, countryOf: () => null, cache: null },
    clock: systemClock,
    log,
    watch: null,
  });
  const server = createAdaptorServer({ fetch: edge.fetch });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, packageIds };
}
