import { afterEach, describe, expect, test, vi } from "vitest";
import type { Watch } from "./container.ts";
import { type HealthServer, startHealthServer } from "./health-server.ts";

const watch: Watch = {
  readiness: async ({ isDraining, maySeeNumbers }) => ({
    isReady: !isDraining,
    document: { status: isDraining ? "draining" : "ok", numbers: maySeeNumbers },
  }),
  metrics: { contentType: "text/plain; version=0.0.4", text: async () => "mosis_signal 1\n" },
  mayReadMetrics: (authorization) => authorization === "Bearer right",
};
const servers: HealthServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function started(host: string, watched = watch) {
  const onError = vi.fn();
  const server = await startHealthServer(watched, { host, port: 0, onError });
  servers.push(server);
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, init);
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      body: await response.text(),
    };
  };
  return { server, ask, onError };
}
const right = { headers: { authorization: "Bearer right" } };

describe("the worker's port", () => {
  test("says that it lives, whether it is ready, and not any more once it ends", async () => {
    const { server, ask } = await started("127.0.0.1");
    expect(await ask("/live")).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    expect(await ask("/ready?x=1")).toMatchObject({ status: 200 });
    server.drain();
    expect(await ask("/live")).toMatchObject({ status: 200 });
    expect(await ask("/ready")).toMatchObject({ status: 503, body: expect.stringContaining("draining") });
  });

  test("shows its numbers on this machine, where nobody else reaches it", async () => {
    const { ask } = await started("127.0.0.1");
    expect(await ask("/metrics")).toEqual({
      status: 200,
      type: watch.metrics.contentType,
      body: "mosis_signal 1\n",
    });
    expect((await ask("/ready")).body).toContain('"numbers":true');
  });

  test("goes on when a question cannot be answered, and says why where it is logged", async () => {
    const failure = new Error("no numbers");
    const text = () => Promise.reject(failure);
    const { ask, onError } = await started("127.0.0.1", { ...watch, metrics: { ...watch.metrics, text } });
    expect(await ask("/metrics")).toMatchObject({ status: 500, body: "" });
    expect(onError).toHaveBeenCalledWith(failure);
    expect(await ask("/live")).toMatchObject({ status: 200 });
  });

  test("asks for the token where others may reach it", async () => {
    const { ask } = await started("0.0.0.0");
    for (const init of [{}, { headers: { authorization: "Bearer wrong" } }])
      expect(await ask("/metrics", init)).toMatchObject({ status: 401 });
    expect((await ask("/ready")).body).toContain('"numbers":false');
    expect(await ask("/metrics", right)).toMatchObject({ status: 200 });
    expect((await ask("/ready", right)).body).toContain('"numbers":true');
  });

  test("has nothing else", async () => {
    const { ask } = await started("127.0.0.1");
    expect(await ask("/")).toMatchObject({ status: 404 });
    expect(await ask("/metrics", { method: "POST" })).toMatchObject({ status: 405 });
  });

  test("that is taken is said at once", async () => {
    const { server } = await started("127.0.0.1");
    await expect(
      startHealthServer(watch, { host: "127.0.0.1", port: server.port, onError: vi.fn() }),
    ).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
  });
});
