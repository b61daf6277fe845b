import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { clientAddress, peerHeader, saltedAddress } from "./client-address.ts";
import { notePeers } from "./note-peers.ts";

const at = (peer: string, forwarded: string | null, proxies: number) =>
  clientAddress(
    new Headers({ [peerHeader]: peer, ...(forwarded !== null && { "x-forwarded-for": forwarded }) }),
    proxies,
  );

describe("a client's address", () => {
  it.each([
    ["198.51.100.7", null, 0, "198.51.100.7"],
    ["198.51.100.7", "203.0.113.9", 0, "198.51.100.7"],
    ["10.0.0.1", "203.0.113.9", 1, "203.0.113.9"],
    ["10.0.0.1", "1.2.3.4, 203.0.113.9", 1, "203.0.113.9"],
    ["10.0.0.1", "1.2.3.4, 203.0.113.9, 10.0.0.2", 2, "203.0.113.9"],
    ["10.0.0.1", "203.0.113.9", 3, "203.0.113.9"],
    ["10.0.0.1", null, 2, "10.0.0.1"],
    ["10.0.0.1", "no address", 1, "10.0.0.1"],
    ["::ffff:198.51.100.7", null, 0, "198.51.100.7"],
    ["2001:db8:1:2:3:4:5:6", null, 0, "2001:db8:1:2::/64"],
    ["2001:db8::1", null, 0, "2001:db8:0:0::/64"],
    ["fe80::1%eth0", null, 0, "fe80:0:0:0::/64"],
    ["::1", null, 0, "0:0:0:0::/64"],
    ["unknown", null, 0, null],
  ])("from %s with %j behind %i proxies is %s", (peer, forwarded, proxies, expected) =>
    expect(at(peer, forwarded, proxies)).toBe(expected),
  );

  it("is not guessed where no connection is known", () =>
    expect(clientAddress(new Headers({ "x-forwarded-for": "203.0.113.9" }), 1)).toBeNull());

  it("is of the connection, whatever the client says", async () => {
    notePeers();
    notePeers();
    const server = createServer((request, response) => response.end(String(request.headers[peerHeader])));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { [peerHeader]: "203.0.113.9" } });
    expect(await answer.text()).toBe("127.0.0.1");
    server.close();
  });
});

it("what is kept of an address is the same for the same one, and not for another key", () => {
  const salted = saltedAddress("203.0.113.9", "a".repeat(32));
  expect(salted).toMatch(/^[0-9a-f]{16}$/);
  expect(saltedAddress("203.0.113.9", "a".repeat(32))).toBe(salted);
  expect(saltedAddress("203.0.113.8", "a".repeat(32))).not.toBe(salted);
  expect(saltedAddress("203.0.113.9", "b".repeat(32))).not.toBe(salted);
});
