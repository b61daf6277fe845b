import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

interface Upstream {
  port: number;
  isReady: boolean;
  agent: Agent;
}

export interface RoundRobin {
  url: string;
  isReady(port: number): boolean;
  /** What went wrong between balancer and replica, one line each: nothing is tried again. */
  failures: string[];
  close(): Promise<void>;
}

/** How often replicas are asked whether they are ready. */
const probeMs = 200;

/**
 * A balancer as simple as they come: the replicas that say they are ready take turns, over connections that are kept.
 * It never repeats a request, so that whatever a replica drops is seen.
 */
export async function startRoundRobin(options: {
  port: number;
  readyPath: string;
  ports: readonly number[];
}): Promise<RoundRobin> {
  const { port, readyPath, ports } = options;
  const upstreams: Upstream[] = ports.map((each) => ({
    port: each,
    isReady: false,
    agent: new Agent({ keepAlive: true, maxSockets: 64 }),
  }));
  const failures: string[] = [];
  let turn = 0;

  function pass(incoming: IncomingMessage, answer: ServerResponse): void {
    const ready = upstreams.filter(({ isReady }) => isReady);
    const upstream = ready[turn++ % ready.length];
    const fail = (why: string) => {
      failures.push(`${incoming.method} ${incoming.url} at ${upstream?.port}: ${why}`);
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(502).end();
    };
    if (!upstream) {
      fail("no replica is ready");
      return;
    }
    const { method = "GET", url: path = "/", headers } = incoming;
    const outgoing = request({
      host: "127.0.0.1",
      port: upstream.port,
      method,
      path,
      headers,
      agent: upstream.agent,
    });
    outgoing.once("error", (error) => {
      if (!incoming.destroyed || !answer.destroyed) fail(error.message);
    });
    outgoing.once("response", (response) => {
      answer.writeHead(response.statusCode ?? 502, hopless(response.headers));
      response.once("error", (error) => fail(error.message));
      response.pipe(answer);
    });
    answer.once("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
  }

  let isOver = false;
  async function probe(upstream: Upstream): Promise<void> {
    while (!isOver) {
      upstream.isReady = await fetch(`http://127.0.0.1:${upstream.port}${readyPath}`, {
        headers: { connection: "close" },
        signal: AbortSignal.timeout(2_000),
      }).then(
        async (answer) => {
          await answer.arrayBuffer();
          return answer.status === 200;
        },
        () => false,
      );
      await sleep(probeMs);
    }
  }
  const probes = upstreams.map(probe);
  const server = createServer(pass);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    isReady: (wanted) => upstreams.some((one) => one.port === wanted && one.isReady),
    failures,
    async close() {
      isOver = true;
      server.closeAllConnections();
      server.close();
      for (const { agent } of upstreams) agent.destroy();
      await Promise.all(probes);
    },
  };
}

/** What belongs to one connection only is not passed on. */
function hopless(headers: IncomingMessage["headers"]): IncomingMessage["headers"] {
  const { connection: _connection, "keep-alive": _keepAlive, ...rest } = headers;
  return rest;
}
