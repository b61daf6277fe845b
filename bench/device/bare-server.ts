import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import type { Answers, Listening } from "./protocol.ts";

/** Answers what it was given, byte for byte, and does nothing else that a server must not do. */
const lines = createInterface({ input: process.stdin });
lines.once("line", (line) => {
  const answers = new Map(Object.entries(JSON.parse(line) as Answers));
  const server = createServer((request, response) => {
    const answer = answers.get(`${request.method} ${request.url}`);
    const end = () => {
      response.writeHead(answer ? 200 : 404, answer?.headers);
      response.end(answer?.body);
    };
    if (request.method === "GET") end();
    else request.resume().once("end", end);
  });
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    process.stdout.write(`${JSON.stringify({ port } satisfies Listening)}\n`);
  });
});
