import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { percentile } from "../statistics.ts";
import type { Load, Loaded } from "./protocol.ts";

const headEnd = Buffer.from("\r\n\r\n");
/** Of a body that comes without its length. */
const lastChunk = "0\r\n\r\n";

/**
 * Reads one answer, of which nothing but status and length is looked at: a client that did more would be the bottleneck.
 * @throws Error for any answer but a 200 with its length.
 */
function answerOn(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    let head: Buffer = Buffer.alloc(0);
    let missing = Number.NaN;
    let isChunked = false;
    let tail = "";
    const stop = (end: () => void) => {
      socket.off("data", take).off("error", fail).off("close", fail);
      end();
    };
    const fail = (error?: unknown) =>
      stop(() => reject(error instanceof Error ? error : new Error("closed")));
    const take = (chunk: Buffer) => {
      if (!Number.isNaN(missing)) missing -= chunk.length;
      else if (!isChunked) {
        head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
        const at = head.indexOf(headEnd);
        if (at < 0) return;
        const text = head.toString("latin1", 0, at);
        const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
        isChunked = /\r\ntransfer-encoding: chunked/i.test(text);
        if (!text.startsWith("HTTP/1.1 200 ") || (length === undefined && !isChunked))
          return fail(new Error(text));
        if (length !== undefined) missing = Number(length) - (head.length - at - headEnd.length);
      }
      // The end may come in two pieces.
      tail = (tail + chunk.toString("latin1", Math.max(0, chunk.length - lastChunk.length))).slice(
        -lastChunk.length,
      );
      if (isChunked ? tail === lastChunk : missing === 0) stop(resolve);
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
