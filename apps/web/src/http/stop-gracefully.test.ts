import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { isDraining, streamsEnd } from "./draining.ts";
import { createStop } from "./stop-gracefully.ts";

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

// One process drains once: all of it is one test.
test("a portal that stops answers until it is left alone, ends streams, finishes what runs and puts away what it counted", async () => {
  const steps: string[] = [];
  let finishSlow = () => {};
  const server = createServer((request, response) => {
    if (request.url === "/stream") {
      response.write("data: 1\n\n");
      streamsEnd().addEventListener("abort", () => response.end());
    } else if (request.url === "/slow") {
      finishSlow = () => response.end("slow");
    } else response.end(isDraining() ? "draining" : "ready");
  });
  const stop = createStop({
    drainMs: 300,
    graceMs: 5_000,
    flush: async () => void steps.push("flush"),
    log: (message) => void steps.push(message),
    exit: (code) => void steps.push(`exit ${code}`),
  });
  const address = await listen(server);
  const before = await fetch(address);
  expect([await before.text(), before.headers.get("connection")]).toEqual(["ready", "keep-alive"]);
  const stream = await fetch(`${address}/stream`);
  const slow = fetch(`${address}/slow`);
  await sleep(50);

  const stopped = stop("SIGTERM");
  await stop("SIGTERM");
  const during = await fetch(address);
  expect([await during.text(), during.headers.get("connection")]).toEqual(["draining", "close"]);
  expect(await stream.text()).toBe("data: 1\n\n");
  await expect(fetch(address)).rejects.toThrow();
  expect(steps).toEqual(["portal drains"]);
  finishSlow();
  expect(await (await slow).text()).toBe("slow");
  await stopped;
  expect(steps).toEqual(["portal drains", "flush", "portal stops", "exit 0"]);
});
