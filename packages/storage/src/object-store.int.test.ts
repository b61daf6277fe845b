import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { freshBucketPrefix } from "@mosis/devstack/testing";
import { describeObjectStore } from "@mosis/domain/testing";
import { afterEach, describe, expect, test } from "vitest";
import { createObjectStore } from "./object-store.ts";
import { sendGet, sendPart, sendPut } from "./testing/send-presigned.ts";

const { s3, prefix } = freshBucketPrefix();

describeObjectStore("R2", () => ({
  store: createObjectStore({ provider: "r2", ...s3 }),
  prefix,
  sendPut,
  sendPart,
  sendGet,
  // The simulator ignores `response-content-disposition`; R2 itself does not.
  offersFileNames: false,
  // Nor can it list uploads in parts.
  listsUnjoined: false,
}));

describe("without the provider's conditions on copies", () => {
  // Declared as a server that is only compatible, of which no condition on copies is expected.
  const store = createObjectStore({ provider: "s3", ...s3 });
  const object = { contentType: "text/plain", cacheControl: "no-store" };

  test("a changed source is noticed all the same", async () => {
    const [from, to] = [`${prefix}compat/from`, `${prefix}compat/to`];
    const { etag } = await store.put({ key: from, bytes: new Uint8Array([1]), ...object });
    expect(await store.copy({ from, sourceEtag: etag, to, ...object })).toEqual({ size: 1, etag });
    await store.put({ key: from, bytes: new Uint8Array([2]), ...object });
    const stale = store.copy({ from, sourceEtag: etag, to: `${to}-2`, ...object });
    await expect(stale).rejects.toMatchObject({ code: "object_changed" });
  });
});

describe("what is stored is served with its headers", () => {
  const store = createObjectStore({ provider: "r2", ...s3 });

  test("after a put and after a copy", async () => {
    const [key, copy] = [`${prefix}headers/a`, `${prefix}headers/b`];
    const bytes = new TextEncoder().encode("x");
    const { etag } = await store.put({
      key,
      bytes,
      contentType: "text/plain",
      cacheControl: "public, max-age=1",
    });
    await store.copy({
      from: key,
      sourceEtag: etag,
      to: copy,
      contentType: "image/png",
      cacheControl: "public, max-age=86400",
    });
    const head = async (of: string) => {
      const { headers } = await fetch(
        await store.presignGet({ key: of, expiresInSeconds: 60, fileName: "f" }),
      );
      return [headers.get("content-type"), headers.get("cache-control")];
    };
    expect(await head(key)).toEqual(["text/plain", "public, max-age=1"]);
    expect(await head(copy)).toEqual(["image/png", "public, max-age=86400"]);
  });
});

describe("when storage fails", () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  async function at(answer: Parameters<typeof createServer>[1]) {
    const server = createServer(answer as never);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return createObjectStore({ provider: "r2", ...s3, endpoint: `http://127.0.0.1:${port}` });
  }

  test("no listener is no absence", async () => {
    const store = createObjectStore({ provider: "r2", ...s3, endpoint: "http://127.0.0.1:9" });
    await expect(store.head("k")).rejects.toMatchObject({ code: "service_unavailable" });
    await expect(store.read("k")).rejects.toMatchObject({ code: "service_unavailable" });
    await expect(store.list({ limit: 1 })).rejects.toMatchObject({ code: "service_unavailable" });
    await expect(store.ping()).rejects.toMatchObject({
      code: "service_unavailable",
      cause: expect.objectContaining({ code: "ECONNREFUSED" }),
    });
  });

  test("5xx and 429 mean that it does not answer", async () => {
    for (const status of [500, 503, 429]) {
      const store = await at((_, response) => response.writeHead(status).end());
      await expect(store.head("k")).rejects.toMatchObject({ code: "service_unavailable" });
    }
  });

  test("refused credentials are neither absence nor silence", async () => {
    const store = createObjectStore({ provider: "r2", ...s3, secretAccessKey: "wrong" });
    const refused = expect.objectContaining({ $metadata: expect.objectContaining({ httpStatusCode: 403 }) });
    await expect(store.head(`${prefix}k`)).rejects.toEqual(refused);
    await expect(store.delete(`${prefix}k`)).rejects.toEqual(refused);
  });

  test("a missing bucket is no missing object", async () => {
    const store = createObjectStore({ provider: "r2", ...s3, bucket: "no-such-bucket" });
    await expect(store.head("k")).rejects.not.toMatchObject({ code: "object_missing" });
    await expect(store.head("k")).rejects.toThrow();
    await expect(store.read("k")).rejects.toMatchObject({ name: "NoSuchBucket" });
    await expect(store.ping()).rejects.toThrow();
  });

  test("a broken connection fails the stream", async () => {
    const store = await at((_, response) => {
      response.writeHead(200, { "content-length": "1000", etag: '"e"' });
      response.write("half");
      setTimeout(() => response.destroy(), 20);
    });
    const { stream } = await store.read("k");
    await expect(new Response(stream).text()).rejects.toMatchObject({ code: "service_unavailable" });
  });

  test("an aborted signal ends a read under way with its reason", async () => {
    let closed = false;
    const store = await at((request, response) => {
      request.socket.once("close", () => {
        closed = true;
      });
      response.writeHead(200, { "content-length": "1000", etag: '"e"' });
      response.write("half");
    });
    const controller = new AbortController();
    const { stream } = await store.read("k", { signal: controller.signal });
    const reason = new Error("lock lost");
    setTimeout(() => controller.abort(reason), 20);
    await expect(new Response(stream).text()).rejects.toBe(reason);
    await expect.poll(() => closed).toBe(true);
  });
});
