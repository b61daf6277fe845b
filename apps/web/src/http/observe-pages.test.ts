import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { kindOf, observePages } from "./observe-pages.ts";

const shared = globalThis as { mosisContainer?: unknown };
afterEach(() => {
  delete shared.mosisContainer;
});

test.each([
  ["/apps/com.example.notes?x=1", false, "page"],
  ["/apps/com.example.notes", true, "page data"],
  ["/_next/static/a.js", false, "file"],
  ["/api/auth/callback/github?code=1", false, "/api/auth/[...nextauth]"],
  ["/api/v1/apps", false, null],
  ["/api/health/ready", false, null],
  ["/metrics", false, null],
])("%s is %s", (url, isMove, kind) => expect(kindOf(url, isMove)).toBe(kind));

test("what a server answers is counted once, under its kind, with its status", async () => {
  const answered = vi.fn();
  shared.mosisContainer = { watch: { answered } };
  observePages();
  observePages();
  const server = createServer((_, response) => response.writeHead(404).end("nothing"));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await (await fetch(`${address}/no/such/page`)).text();
  await (await fetch(`${address}/api/v1/apps`)).text();
  server.close();
  expect(answered.mock.calls).toEqual([
    [{ route: "page", method: "GET", status: 404, seconds: expect.any(Number) }],
  ]);
});
