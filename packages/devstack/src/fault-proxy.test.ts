import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import type { FaultKind, FaultPlan } from "./fault-plan.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";

// The server counts each line it gets, which is what "the server has acted" means here, and says it back.

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function startEcho() {
  const acted: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      acted.push(chunk.toString());
      socket.write(chunk);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { acted, port: (server.address() as AddressInfo).port };
}

async function proxyTo(port: number, kind: FaultKind | null, plan: Partial<FaultPlan> = {}) {
  const proxy = await startFaultProxy({
    target: { host: "127.0.0.1", port },
    plan: { seed: 7, rates: kind ? { [kind]: 1 } : {}, withinBytes: 1, withinMs: 50, ...plan },
  });
  cleanUps.push(() => proxy.close());
  return proxy;
}

/** Sends a text and gives what came back until the connection ended, or until all of it was there. */
async function send(proxy: FaultProxy, text: string): Promise<{ answer: string; error: string | null }> {
  const socket = connect(proxy.port, "127.0.0.1");
  cleanUps.push(() => socket.destroy());
  let answer = "";
  let error: string | null = null;
  socket.on("error", (reason: NodeJS.ErrnoException) => {
    error = reason.code ?? reason.message;
  });
  socket.write(text);
  await new Promise<void>((resolve) => {
    socket.on("data", (chunk) => {
      answer += chunk;
      if (answer.length >= text.length) resolve();
    });
    socket.on("close", () => resolve());
  });
  return { answer, error };
}

test("without a fault, bytes pass both ways, and so does the end of a side", async () => {
  const echo = await startEcho();
  const proxy = await proxyTo(echo.port, null);
  const text = "notes ".repeat(200_000);
  expect(await send(proxy, text)).toEqual({ answer: text, error: null });
  const socket = connect(proxy.port, "127.0.0.1");
  socket.end("bye");
  socket.resume();
  await once(socket, "close");
  expect(echo.acted.at(-1)).toBe("bye");
  expect(proxy.connections).toBe(2);
});

test("cut: so many bytes pass, and no more", async () => {
  const echo = await startEcho();
  const proxy = await proxyTo(echo.port, "cut");
  expect(await send(proxy, "hello")).toEqual({ answer: "", error: null });
  await vi.waitFor(() => expect(echo.acted.join("")).toBe("h"));
  expect(proxy.injected).toMatchObject({ cut: 1, reset: 0 });
});

test("reset: the client sees its connection reset", async () => {
  const echo = await startEcho();
  const proxy = await proxyTo(echo.port, "reset");
  expect(await send(proxy, "hello")).toEqual({ answer: "", error: "ECONNRESET" });
  expect(proxy.injected.reset).toBe(1);
});

test("refuse: the server never hears of it", async () => {
  const echo = await startEcho();
  const proxy = await proxyTo(echo.port, "refuse");
  expect((await send(proxy, "hello")).answer).toBe("");
  expect(echo.acted).toEqual([]);
  expect(proxy.injected.refuse).toBe(1);
});

test("drop_answer: the server has acted, and the client never learns it", async () => {
  const echo = await startEcho();
  const proxy = await proxyTo(echo.port, "drop_answer");
  expect((await send(proxy, "hello")).answer).toBe("");
  expect(echo.acted).toEqual(["hello"]);
  expect(proxy.injected.drop_answer).toBe(1);
});

test.each(["delay", "pause"] as const)("%s: everything arrives, in order", async (kind) => {
  const echo = await startEcho();
  const proxy = await proxyTo(echo.port, kind);
  const text = Array.from({ length: 20_000 }, (_, at) => `${at} `).join("");
  expect(await send(proxy, text)).toEqual({ answer: text, error: null });
  expect(proxy.injected[kind]).toBe(1);
});

test("switched off it harms nothing, and switched on again it does", async () => {
  const echo = await startEcho();
  const proxy = await proxyTo(echo.port, "reset");
  proxy.setEnabled(false);
  expect(await send(proxy, "hello")).toEqual({ answer: "hello", error: null });
  proxy.setEnabled(true);
  expect((await send(proxy, "hello")).error).toBe("ECONNRESET");
  expect(proxy.injected.reset).toBe(1);
});

test("a target that is away ends the connection", async () => {
  const echo = await startEcho();
  const proxy = await proxyTo(echo.port, null);
  const away = await proxyTo(1, null);
  expect((await send(away, "hello")).answer).toBe("");
  expect(proxy.inFrontOf("http://127.0.0.1:9000/cdn/s3")).toBe(`http://127.0.0.1:${proxy.port}/cdn/s3`);
  expect(proxy.inFrontOf("http://127.0.0.1:9000")).toBe(`http://127.0.0.1:${proxy.port}`);
  expect(proxy.inFrontOf("redis://u:p@127.0.0.1:9000")).toBe(`redis://u:p@127.0.0.1:${proxy.port}`);
});
