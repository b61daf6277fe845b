import { resolve } from "node:path";
import { startNodeEdge, startWeb, startWorker, waitUntilEdgeAnswers } from "./apps.ts";
import type { ManagedProcess } from "./supervisor.ts";
import { Supervisor } from "./supervisor.ts";

/** The running product. */
export type Product = { webUrl: string; edgeUrl: string; processes: ManagedProcess[]; stop(): Promise<void> };

/**
 * Starts the built portal, the worker and the edge on services that run, and waits until each answers. When one cannot
 * start, the others are stopped before the error is thrown.
 *
 * @param options.dataDir logs and process records go here; the services' own folder is fine.
 * @param options.env the apps' environment (`productEnvironment`).
 * @param options.edgeWorker the process that already serves the edge (`startServices`); without it the edge runs on Node.
 */
export async function startProduct(options: {
  dataDir: string;
  env: Record<string, string>;
  ports: { web: number; edge: number };
  edgeWorker?: ManagedProcess | undefined;
  onUnexpectedEnd?: (process: ManagedProcess) => void;
}): Promise<Product> {
  const { env, ports, edgeWorker } = options;
  const supervisor = new Supervisor({
    dataDir: resolve(options.dataDir),
    onUnexpectedEnd: options.onUnexpectedEnd,
  });
  const edgeUrl = env.EDGE_URL ?? `http://127.0.0.1:${ports.edge}`;
  try {
    await Promise.all([
      startWorker(supervisor, env),
      startWeb(supervisor, env, ports.web),
      edgeWorker ? waitUntilEdgeAnswers(edgeWorker, edgeUrl) : startNodeEdge(supervisor, env, ports.edge),
    ]);
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
  return {
    webUrl: env.PUBLIC_URL ?? `http://localhost:${ports.web}`,
    edgeUrl,
    processes: supervisor.processes,
    stop: () => supervisor.stop(),
  };
}
