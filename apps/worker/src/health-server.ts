import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Watch } from "./container.ts";

/** The worker's only port: whether it lives, whether it can work, and its metrics. */
export interface HealthServer {
  port: number;
  /** From now on the worker is not ready: it ends. */
  drain(): void;
  close(): Promise<void>;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/**
 * Answers `GET /live`, `/ready` and `/metrics`. Numbers are for whoever shows the metrics' token, or is on this machine
 * where nobody else can reach the port.
 * @param options.port 0 takes any that is free.
 * @param options.onError told what kept a question from being answered.
 */
export async function startHealthServer(
  watch: Watch,
  { host, port, onError }: { host: string; port: number; onError: (error: unknown) => void },
): Promise<HealthServer> {
  let isDraining = false;
  const isPrivate = loopback.test(host);

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const send = (status: number, type: string, body: string) =>
      response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body);
    const json = (status: number, body: unknown) => send(status, "application/json", JSON.stringify(body));
    const maySeeNumbers = isPrivate || watch.mayReadMetrics(request.headers.authorization);
    const path = (request.url ?? "").split("?", 1)[0];
    if (request.method !== "GET" && request.method !== "HEAD")
      return json(405, { status: "method not allowed" });
    if (path === "/live") return json(200, { status: "ok" });
    if (path === "/ready") {
      const { isReady, document } = await watch.readiness({ isDraining, maySeeNumbers });
      return json(isReady ? 200 : 503, document);
    }
    if (path !== "/metrics") return json(404, { status: "not found" });
    if (!maySeeNumbers) {
      response.setHeader("www-authenticate", 'Bearer realm="metrics"');
      return json(401, { status: "show the metrics' token" });
    }
    return send(200, watch.metrics.contentType, await watch.metrics.text());
  };

  const server = createServer((request, response) => {
    // A question that cannot be answered must not be what ends the worker.
    answer(request, response).catch((error: unknown) => {
      onError(error);
      response.writeHead(500, { "cache-control": "no-store" }).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    drain() {
      isDraining = true;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
