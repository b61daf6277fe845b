import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { serveUntilTold } from "./serve-until-told.ts";

test("an edge that stops says so, answers until balancers have noticed, and finishes downloads", async () => {
  let flushed = 0;
  let isReady = true;
  let finish = () => {};
  const port = Promise.withResolvers<number>();
  const stop = serveUntilTold(
    {
      fetch: (request) => {
        const { pathname } = new URL(request.url);
        if (pathname === "/readyz") return new Response(null, { status: isReady ? 200 : 503 });
        if (pathname !== "/download") return new Response("fine");
        const stream = new ReadableStream<Uint8Array>({
          start(controller) {
            controller.enqueue(Buffer.from("first "));
            finish = () => {
              controller.enqueue(Buffer.from("last"));
              controller.close();
            };
          },
        });
        return new Response(stream);
      },
      hostname: "127.0.0.1",
      port: 0,
      onReady: port.resolve,
    },
    {
      drainMs: 300,
      graceMs: 5_000,
      onStop: () => {
        isReady = false;
      },
      flush: async () => {
        flushed += 1;
      },
    },
  );
  const address = `http://127.0.0.1:${await port.promise}`;
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
  const download = await fetch(`${address}/download`);

  const stopped = stop();
  expect(stop()).toBe(stopped);
  expect((await fetch(`${address}/readyz`)).status).toBe(503);
  const during = await fetch(`${address}/v1/anything`);
  expect([during.status, during.headers.get("connection")]).toEqual([200, "close"]);
  await sleep(400);
  await expect(fetch(address)).rejects.toThrow();
  expect(flushed).toBe(0);
  finish();
  expect(await download.text()).toBe("first last");
  await stopped;
  expect(flushed).toBe(1);
});
