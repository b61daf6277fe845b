import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { percentile } from "../statistics.ts";
import type { Load, Loaded } from "./protocol.ts";

const headEnd = Buffer.from("\r\n\r\n");

/**
 * Reads one answer, of which nothing but status and length is looked at: a client that did more would be the bottleneck.
 * @throws Error for any answer but a 200 with its length.
 */
function answerOn(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    let head: Buffer = Buffer.alloc(0);
    let missing = -1;
    const stop = (end: () => void) => {
      socket.off("data", take).off("error", fail).off("close", fail);
      end();
    };
    const fail = (error?: unknown) =>
      stop(() => reject(error instanceof Error ? error : new Error("closed")));
    const take = (chunk: Buffer) => {
      if (missing >= 0) missing -= chunk.length;
      else {
        head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
        const at = head.indexOf(headEnd);
        if (at < 0) return;
        const text = head.toString("latin1", 0, at);
        const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
        if (!text.startsWith("HTTP/1.1 200 ") || length === undefined) return fail(new Error(text));
        missing = Number(length) - (head.length - at - headEnd.length);
      }
      if (missing === 0) stop(resolve);
    };
    socket.on("data", take).on("error", fail).on("close", fail);
  });
}

async function run({ port, requests, connections, seconds }: Load): Promise<Loaded> {
  const took: number[] = [];
  const began = performance.now();
  const until = began + seconds * 1000;
  let next = 0;
  const lane = async () => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    while (performance.now() < until) {
      const from = performance.now();
      const answer = answerOn(socket);
      socket.write(requests[next++ % requests.length] ?? "");
      await answer;
      took.push(performance.now() - from);
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: connections }, lane));
  const lasted = (performance.now() - began) / 1000;
  return { answered: took.length, seconds: lasted, p50: percentile(took, 0.5), p99: percentile(took, 0.99) };
}

createInterface({ input: process.stdin }).on("line", async (line) => {
  process.stdout.write(`${JSON.stringify(await run(JSON.parse(line) as Load))}\n`);
});
