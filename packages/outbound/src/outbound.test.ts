import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { OutboundRequest } from "@mosis/domain";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Resolve } from "./checking-lookup.ts";
import { createOutbound, type OutboundOptions } from "./outbound.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});

/** A receiver on this machine that keeps what it was sent. */
async function receive(
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end("ok"),
): Promise<{ url: string; port: number; received: { headers: IncomingMessage["headers"]; body: string }[] }> {
  const received: { headers: IncomingMessage["headers"]; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      received.push({ headers: request.headers, body });
      answer(request, response);
    });
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, port, received };
}

const send = (url: string, options: OutboundOptions, fields: Partial<OutboundRequest> = {}) =>
  createOutbound({ allowHttp: true, ...options }).request({
    method: "POST",
    url,
    headers: { "content-type": "application/json", "webhook-id": "1" },
    body: '{"a":"ä"}',
    timeoutMs: 2_000,
    mostAnswerBytes: 1_000,
    ...fields,
  });

const open: OutboundOptions = { allowPrivate: true };
const resolvingTo =
  (...addresses: string[]): Resolve =>
  (_hostname, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );

describe("a request", () => {
  test("arrives with headers and body, and gives the answer", async () => {
    const { url, received } = await receive();
    expect(await send(url, open)).toEqual({
      kind: "answer",
      status: 200,
      body: "ok",
      isWhole: true,
      durationMs: expect.any(Number),
    });
    expect(received).toMatchObject([
      { headers: { "webhook-id": "1", "content-length": "10" }, body: '{"a":"ä"}' },
    ]);
  });

  test("may ask without a body", async () => {
    const { url, received } = await receive();
    expect(await send(url, open, { method: "GET", body: undefined })).toMatchObject({ status: 200 });
    expect(received).toMatchObject([{ body: "" }]);
  });

  test("follows no redirection", async () => {
    const target = await receive();
    const { url } = await receive((_, response) =>
      response.writeHead(302, { location: target.url }).end("elsewhere"),
    );
    expect(await send(url, open)).toMatchObject({ kind: "answer", status: 302, body: "elsewhere" });
    expect(target.received).toEqual([]);
  });

  test("ends after its time, whether the answer does not begin or does not end", async () => {
    const silent = await receive(() => {});
    const endless = await receive((_, response) => void response.write("on and "));
    for (const { url } of [silent, endless])
      expect(await send(url, open, { timeoutMs: 300 })).toMatchObject({
        kind: "timeout",
        problem: "There was no answer within 0.3 s.",
      });
  });

  test("reads no more of an answer than it was told to", async () => {
    const { url } = await receive((_, response) => {
      const write = () => {
        while (!response.destroyed && response.write("x".repeat(10_000)));
      };
      response.on("drain", write);
      write();
    });
    const result = await send(url, open, { mostAnswerBytes: 5_000 });
    expect(result).toMatchObject({ kind: "answer", isWhole: false });
    expect(result.kind === "answer" && result.body.length).toBe(5_000);
  });

  test("says what went wrong, also for nobody there and a name that does not exist", async () => {
    const { url, port } = await receive();
    servers[0]?.closeAllConnections();
    await new Promise((closed) => servers.splice(0)[0]?.close(closed));
    expect(await send(url, open)).toMatchObject({
      kind: "unreachable",
      problem: expect.stringContaining("refused"),
    });
    const resolve: Resolve = (_hostname, _options, callback) =>
      callback(Object.assign(new Error("no"), { code: "ENOTFOUND" }), []);
    expect(await send(`http://nowhere.example:${port}`, { resolve })).toMatchObject({
      kind: "unreachable",
      problem: "There is no server of this name.",
    });
  });
});

describe("a private network", () => {
  test.each([
    "127.0.0.1",
    "localhost",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "0x7f.1",
    "2130706433",
    "127.1",
    "0.0.0.0",
  ])("is not reached at %s", async (host) => {
    const { port, received } = await receive();
    expect(await send(`http://${host}:${port}/`, {})).toMatchObject({ kind: "refused" });
    expect(received).toEqual([]);
  });

  test("is not reached by a name that leads there, even beside a public address", async () => {
    const { port, received } = await receive();
    for (const resolve of [
      resolvingTo("127.0.0.1"),
      resolvingTo("::1"),
      resolvingTo("1.1.1.1", "127.0.0.1"),
      resolvingTo("::ffff:7f00:1"),
      resolvingTo(),
    ])
      expect(await send(`http://hooks.example.com:${port}/`, { resolve })).toMatchObject({ kind: "refused" });
    expect(received).toEqual([]);
  });

  test("is not reached by a name that changes its mind: what is judged is what is connected to", async () => {
    const { port, received } = await receive();
    const resolve = vi.fn<Resolve>((_hostname, _options, callback) =>
      callback(null, [{ address: resolve.mock.calls.length === 1 ? "203.0.114.1" : "127.0.0.1", family: 4 }]),
    );
    // The one resolution there is gives a public address, to which the connection goes: to nobody, in its time.
    const result = await send(`http://rebind.example.com:${port}/`, { resolve }, { timeoutMs: 400 });
    expect(result.kind).not.toBe("answer");
    expect(resolve).toHaveBeenCalledTimes(1);
    expect(received).toEqual([]);
  });

  test("is reached where that is allowed", async () => {
    const { port, received } = await receive();
    expect(await send(`http://localhost:${port}/`, open)).toMatchObject({ kind: "answer" });
    expect(received).toHaveLength(1);
  });
});

test("an address that is none, or of another protocol, is refused", async () => {
  expect(await send("nonsense", open)).toMatchObject({ kind: "refused" });
  expect(await send("ftp://example.com", open)).toMatchObject({ kind: "refused" });
  expect(await send("http://example.com", { allowHttp: false })).toMatchObject({
    kind: "refused",
    problem: "The address has to begin with https://.",
  });
});
