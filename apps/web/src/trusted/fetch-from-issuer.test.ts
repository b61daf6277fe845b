import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { fetchFromIssuer, isPublicAddress } from "./fetch-from-issuer.ts";

describe("an address", () => {
  it.each(["8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"])(
    "%s is public",
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
  it.each([
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",
    "172.16.0.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "2001:db8::1",
    "2002:7f00:1::",
    "fc00::1",
    "fe80::1",
    "ff02::1",
    "localhost",
    "",
  ])("%s is not", (address) => expect(isPublicAddress(address)).toBe(false));
});

describe("a document of an issuer", () => {
  async function serve(answer: RequestListener): Promise<string> {
    const server = createServer(answer);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }
  const local = { allowPrivate: true };

  it("is read as it is", async () => {
    const url = await serve((_, response) => response.end('{"a":1}'));
    expect((await fetchFromIssuer(url, local)).toString()).toBe('{"a":1}');
  });

  it("is not read from this machine, by address or by name, nor without HTTPS", async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.end();
    });
    const { port } = new URL(url);
    const closed = { allowPrivate: false };
    for (const address of [
      `https://127.0.0.1:${port}/`,
      `https://[::1]:${port}/`,
      `https://[::ffff:7f00:1]:${port}/`,
      `https://2130706433:${port}/`,
      `https://localhost:${port}/`,
    ])
      await expect(fetchFromIssuer(address, closed)).rejects.toThrow(/public address/);
    await expect(fetchFromIssuer(url, closed)).rejects.toThrow("HTTPS");
    await expect(fetchFromIssuer("file:///etc/passwd", local)).rejects.toThrow("HTTPS");
    expect(asked).toBe(0);
  });

  it("is not followed elsewhere, not too long and not awaited for ever", async () => {
    const moved = await serve((_, response) => response.writeHead(302, { location: "/other" }).end());
    await expect(fetchFromIssuer(moved, local)).rejects.toThrow("302");
    const long = await serve((_, response) => response.end(Buffer.alloc(300 * 1024)));
    await expect(fetchFromIssuer(long, local)).rejects.toThrow("too long");
    const silent = await serve(() => {});
    await expect(fetchFromIssuer(silent, local)).rejects.toThrow(/abort/i);
  });
});
