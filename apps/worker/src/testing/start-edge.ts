import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";

const entry = fileURLToPath(new URL("../../../edge/src/node.ts", import.meta.url));

/** Starts the edge on Node as it is started in production, with a process and a free port of its own. */
export async function startEdge(
  variables: Readonly<Record<string, string>>,
): Promise<{ url: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [entry], {
    env: {
      ...variables,
      EDGE_URL: "https://edge.example.com",
      EDGE_PORT: "0",
      DRAIN_SECONDS: "0",
      LOG_LEVEL: "info",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  }
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  };
  try {
    const port = await vi.waitFor(
      () => {
        const found = /"edge ready","port":(\d+)/.exec(output)?.[1];
        if (!found) throw new Error(`The edge has not started: ${output}`);
        return found;
      },
      { timeout: 20_000, interval: 50 },
    );
    return { url: `http://127.0.0.1:${port}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
