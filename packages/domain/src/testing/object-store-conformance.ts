import { describe, expect, test } from "vitest";
import type { DomainError } from "../errors.ts";
import type { ObjectStore, PresignedPut } from "../ports/object-store.ts";

/** A store with what clients do to its bucket by themselves. */
export interface ObjectStoreHarness {
  store: ObjectStore;
  /** All keys of the suite start with this; nobody else's do. */
  prefix: string;
  /** Sends the request as a client does, with exactly its headers, and gives the HTTP status. */
  sendPut(request: PresignedPut, bytes: Uint8Array): Promise<number>;
  /** The same for a part; gives the entity tag that came with the answer, without quotes. */
  sendPart(request: PresignedPut, bytes: Uint8Array): Promise<{ status: number; etag: string | null }>;
  sendGet(url: string): Promise<{ status: number; bytes: Uint8Array; contentDisposition: string | null }>;
  /** False for a bucket that ignores the file name asked for in an address. */
  offersFileNames: boolean;
  /** False for a bucket that cannot list uploads in parts. */
  listsUnjoined: boolean;
}

const text = (content: string) => new TextEncoder().encode(content);
const object = { contentType: "text/plain", cacheControl: "public, max-age=60" };
const code = (error: DomainError["code"]) => expect.objectContaining({ code: error });

async function contentOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(stream).text();
}

/** What every object store must do, in memory and real. */
export function describeObjectStore(
  name: string,
  make: () => ObjectStoreHarness | Promise<ObjectStoreHarness>,
): void {
  describe(`${name} as an object store`, () => {
    let count = 0;
    async function setUp(): Promise<ObjectStoreHarness & { key: string; other: string }> {
      const harness = await make();
      const folder = `${harness.prefix}${++count}-${crypto.randomUUID()}`;
      return { ...harness, key: `${folder}/object`, other: `${folder}/other` };
    }

    describe("presigned PUT", () => {
      test("stores exactly the announced object, once", async () => {
        const { store, key, sendPut } = await setUp();
        const bytes = text("the package");
        const put = await store.presignPut({
          key,
          size: bytes.length,
          contentType: "application/vnd.mosis.package",
          expiresInSeconds: 900,
        });
        expect(put.method).toBe("PUT");
        expect(put.expiresAt.getTime()).toBeGreaterThan(Date.now() + 890_000);
        expect(put.expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 900_000);
        expect(await sendPut(put, bytes)).toBe(200);
        expect(await store.head(key)).toMatchObject({ size: bytes.length });
        expect(await sendPut(put, text("the pockage"))).toBe(412);
        expect(await contentOf((await store.read(key)).stream)).toBe("the package");
      });

      test("refuses another length", async () => {
        const { store, key, sendPut } = await setUp();
        const put = await store.presignPut({
          key,
          size: 10,
          contentType: "image/png",
          expiresInSeconds: 900,
        });
        expect(await sendPut(put, text("eleven chars".slice(0, 11)))).toBe(403);
        expect(await sendPut(put, text("nine char"))).toBe(403);
        expect(await store.head(key)).toBeNull();
      });

      test("refuses another content type and another key", async () => {
        const { store, key, other, sendPut } = await setUp();
        const bytes = text("0123456789");
        const put = await store.presignPut({
          key,
          size: 10,
          contentType: "image/png",
          expiresInSeconds: 900,
        });
        const asHtml = { ...put, headers: { ...put.headers, "content-type": "text/html" } };
        expect(await sendPut(asHtml, bytes)).toBe(403);
        const elsewhere = { ...put, url: put.url.replace(key, other) };
        expect(await sendPut(elsewhere, bytes)).toBe(403);
        expect(await store.head(key)).toBeNull();
        expect(await store.head(other)).toBeNull();
      });
    });

    describe("an object in parts", () => {
      const contentType = "application/vnd.mosis.package";
      const whole = 5 * 1024 * 1024;
      const filled = (size: number, value: number) => new Uint8Array(size).fill(value);

      async function begin() {
        const harness = await setUp();
        const { store, key, sendPart } = harness;
        const storageUploadId = await store.startParts({ key, contentType });
        const send = async (number: number, bytes: Uint8Array, size = bytes.length) => {
          const part = { key, storageUploadId, number, size, expiresInSeconds: 900 };
          const { status, etag } = await sendPart(await store.presignPart(part), bytes);
          return { status, number, etag: etag ?? "" };
        };
        const join = (parts: { number: number; etag: string }[]) =>
          store.joinParts({ key, storageUploadId, parts });
        return { ...harness, storageUploadId, send, join };
      }

      test("is made of them in their order, whatever the order they came in", async () => {
        const { store, key, send, join } = await begin();
        const second = await send(2, text("the end"));
        const first = await send(1, filled(whole, 7));
        expect([first.status, second.status]).toEqual([200, 200]);
        expect(await store.head(key)).toBeNull();
        await join([first, second]);
        expect(await store.head(key)).toMatchObject({ size: whole + 7 });
        const { etag } = (await store.head(key)) ?? { etag: "" };
        const bytes = new Uint8Array(
          await new Response((await store.read(key, { etag })).stream).arrayBuffer(),
        );
        expect(bytes[0]).toBe(7);
        expect(new TextDecoder().decode(bytes.subarray(whole))).toBe("the end");
        const copied = await store.copy({ from: key, sourceEtag: etag, to: `${key}-copy`, ...object });
        expect(copied.size).toBe(whole + 7);
      });

      test("takes the last of what was sent as the same part, and no other length", async () => {
        const { store, key, send, join } = await begin();
        const early = await send(1, text("early"));
        const late = await send(1, text("later"));
        expect((await send(1, text("longer"), 5)).status).toBe(403);
        await expect(join([{ ...early, etag: early.etag }])).rejects.toEqual(code("object_changed"));
        await join([late]);
        expect(await contentOf((await store.read(key)).stream)).toBe("later");
      });

      test("cannot be joined without a part, twice, or after its parts were dropped", async () => {
        const { store, key, storageUploadId, send, join } = await begin();
        const part = await send(1, text("all of it"));
        await expect(join([part, { number: 2, etag: part.etag }])).rejects.toEqual(code("object_changed"));
        await join([part]);
        await expect(join([part])).rejects.toEqual(code("object_missing"));
        await store.dropParts({ key, storageUploadId });
        expect(await contentOf((await store.read(key)).stream)).toBe("all of it");

        const other = await begin();
        const lost = await other.send(1, text("lost"));
        const upload = { key: other.key, storageUploadId: other.storageUploadId };
        await other.store.dropParts(upload);
        await other.store.dropParts(upload);
        expect((await other.send(1, text("late"))).status).toBe(404);
        await expect(other.join([lost])).rejects.toEqual(code("object_missing"));
        expect(await other.store.head(other.key)).toBeNull();
      });
    });

    describe("presigned GET", () => {
      test("serves the object under the given file name", async () => {
        const { store, key, sendGet, offersFileNames } = await setUp();
        await store.put({ key, bytes: text("download me"), ...object });
        const url = await store.presignGet({ key, expiresInSeconds: 3600, fileName: "grüße.mosis" });
        const answer = await sendGet(url);
        expect(answer.status).toBe(200);
        expect(new TextDecoder().decode(answer.bytes)).toBe("download me");
        const fileName = answer.contentDisposition?.split("filename*=").at(-1);
        expect(fileName).toBe(offersFileNames ? "UTF-8''gr%C3%BC%C3%9Fe.mosis" : undefined);
      });

      test("gives no way to another object", async () => {
        const { store, key, other, sendGet } = await setUp();
        await store.put({ key, bytes: text("mine"), ...object });
        await store.put({ key: other, bytes: text("not mine"), ...object });
        const url = await store.presignGet({ key, expiresInSeconds: 3600, fileName: "mine.txt" });
        expect((await sendGet(url.replace(key, other))).status).toBe(403);
      });
    });

    describe("head", () => {
      test("tells size and entity tag, and null for what is not there", async () => {
        const { store, key, other } = await setUp();
        const stored = await store.put({ key, bytes: text("hello"), ...object });
        expect(await store.head(key)).toEqual({ size: 5, etag: stored.etag });
        expect(stored.etag).not.toContain('"');
        expect(await store.head(other)).toBeNull();
      });
    });

    describe("read", () => {
      test("gives the bytes with their head", async () => {
        const { store, key } = await setUp();
        const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256);
        const head = await store.put({ key, bytes, ...object });
        const body = await store.read(key, { etag: head.etag });
        expect({ size: body.size, etag: body.etag }).toEqual(head);
        const read = new Uint8Array(await new Response(body.stream).arrayBuffer());
        expect(read.length).toBe(bytes.length);
        expect(read.every((byte, index) => byte === bytes[index])).toBe(true);
      });

      test("an empty object has an empty body", async () => {
        const { store, key } = await setUp();
        await store.put({ key, bytes: new Uint8Array(), ...object });
        const body = await store.read(key);
        expect(body.size).toBe(0);
        expect(await contentOf(body.stream)).toBe("");
      });

      test("tells a missing object from a changed one", async () => {
        const { store, key, other } = await setUp();
        const { etag } = await store.put({ key, bytes: text("one"), ...object });
        await store.put({ key, bytes: text("two"), ...object });
        await expect(store.read(key, { etag })).rejects.toEqual(code("object_changed"));
        await expect(store.read(other)).rejects.toEqual(code("object_missing"));
        await expect(store.read(other, { etag })).rejects.toEqual(code("object_missing"));
      });

      test("gives a part of an object, of the state that is asked for", async () => {
        const { store, key } = await setUp();
        const { etag } = await store.put({ key, bytes: text("0123456789"), ...object });
        const body = await store.read(key, { etag, range: { offset: 3, length: 4 } });
        expect(body.size).toBe(4);
        expect(await contentOf(body.stream)).toBe("3456");
        const other = { etag: "0".repeat(32), range: { offset: 0, length: 1 } };
        await expect(store.read(key, other)).rejects.toEqual(code("object_changed"));
      });

      test("an aborted read fails with the signal's reason", async () => {
        const { store, key } = await setUp();
        await store.put({ key, bytes: text("late"), ...object });
        const reason = new Error("shutting down");
        await expect(store.read(key, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      });
    });

    describe("put", () => {
      test("overwrites when nothing is expected", async () => {
        const { store, key } = await setUp();
        const first = await store.put({ key, bytes: text("one"), ...object });
        const second = await store.put({ key, bytes: text("three"), ...object });
        expect(second.size).toBe(5);
        expect(second.etag).not.toBe(first.etag);
        expect(await store.head(key)).toEqual(second);
      });

      test("creates only what is not there when told so", async () => {
        const { store, key } = await setUp();
        await store.put({ key, bytes: text("first"), ...object, expectedEtag: null });
        const again = store.put({ key, bytes: text("second"), ...object, expectedEtag: null });
        await expect(again).rejects.toEqual(code("object_changed"));
        expect(await contentOf((await store.read(key)).stream)).toBe("first");
      });

      test("replaces only the state it was told", async () => {
        const { store, key, other } = await setUp();
        const first = await store.put({ key, bytes: text("first"), ...object });
        const second = await store.put({
          key,
          bytes: text("second"),
          ...object,
          expectedEtag: first.etag,
        });
        const late = store.put({ key, bytes: text("late"), ...object, expectedEtag: first.etag });
        await expect(late).rejects.toEqual(code("object_changed"));
        expect(await store.head(key)).toEqual(second);
        const nowhere = store.put({ key: other, bytes: text("x"), ...object, expectedEtag: first.etag });
        await expect(nowhere).rejects.toEqual(code("object_changed"));
        expect(await store.head(other)).toBeNull();
      });
    });

    describe("copy", () => {
      test("copies the state it was told, any number of times", async () => {
        const { store, key, other } = await setUp();
        const source = await store.put({ key, bytes: text("package"), ...object });
        const copy = { from: key, sourceEtag: source.etag, to: other, ...object };
        expect((await store.copy(copy)).size).toBe(7);
        const head = await store.copy(copy);
        expect(await store.head(other)).toEqual(head);
        expect(await contentOf((await store.read(other)).stream)).toBe("package");
        expect(await store.head(key)).toEqual(source);
      });

      test("copies nothing once the source has changed or gone", async () => {
        const { store, key, other } = await setUp();
        const { etag } = await store.put({ key, bytes: text("inspected"), ...object });
        await store.put({ key, bytes: text("exchanged"), ...object });
        const copy = { from: key, sourceEtag: etag, to: other, ...object };
        await expect(store.copy(copy)).rejects.toEqual(code("object_changed"));
        await store.delete(key);
        await expect(store.copy(copy)).rejects.toEqual(code("object_missing"));
        expect(await store.head(other)).toBeNull();
      });
    });

    describe("stat and digest", () => {
      test("tell all that is noted of an object, and what it holds", async () => {
        const { store, key, other } = await setUp();
        const { etag } = await store.put({ key, bytes: text("hello"), ...object });
        const stat = await store.stat(key);
        expect(stat).toEqual({ key, size: 5, etag, modifiedAt: expect.any(Date), ...object });
        expect(Math.abs(Date.now() - (stat?.modifiedAt.getTime() ?? 0))).toBeLessThan(60_000);
        expect(await store.stat(other)).toBeNull();
        // SHA-256 of "hello".
        expect(await store.digest(key, { etag })).toBe(
          "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        );
        await store.put({ key, bytes: text("other"), ...object });
        await expect(store.digest(key, { etag })).rejects.toEqual(code("object_changed"));
        await expect(store.digest(other, { etag })).rejects.toEqual(code("object_missing"));
      });
    });

    describe("list", () => {
      test("gives pages in the order of the keys' bytes, from any key on", async () => {
        const { store, key } = await setUp();
        // In UTF-16 the last two would stand the other way round.
        const names = ["A", "a", "a b+c&d", "a/b", "b", "ü", "\uffe6", "\u{1f600}"];
        const keys = names.map((name) => `${key}/${name}`);
        for (const one of keys.toReversed()) await store.put({ key: one, bytes: text(one), ...object });
        const listed: string[] = [];
        let after: string | undefined;
        for (;;) {
          const page = await store.list({ prefix: `${key}/`, limit: 3, ...(after && { after }) });
          expect(page.objects.length).toBeLessThanOrEqual(3);
          listed.push(...page.objects.map((one) => one.key));
          after = page.objects.at(-1)?.key;
          if (!page.hasMore) break;
        }
        expect(listed).toEqual(keys);
        const first = await store.stat(`${key}/A`);
        const [only] = (await store.list({ prefix: `${key}/A`, limit: 1 })).objects;
        expect(only).toMatchObject({ key: `${key}/A`, size: first?.size, etag: first?.etag });
        expect(only?.modifiedAt).toBeInstanceOf(Date);
        // A key that is not there, or no more, is a place to go on from, too.
        const rest = await store.list({ prefix: `${key}/`, after: `${key}/a0`, limit: 10 });
        expect(rest.objects.map((one) => one.key)).toEqual(keys.slice(4));
        await store.delete(`${key}/a`);
        const later = await store.list({ prefix: `${key}/`, after: `${key}/a`, limit: 2 });
        expect(later.objects.map((one) => one.key)).toEqual(keys.slice(2, 4));
        expect(await store.list({ prefix: `${key}/none/`, limit: 10 })).toEqual({
          objects: [],
          hasMore: false,
        });
      });
    });

    test("uploads in parts are listed until they are joined or dropped, or nothing is said of them", async () => {
      const { store, key, other, sendPart, listsUnjoined } = await setUp();
      const contentType = "text/plain";
      const mine = async () => {
        const found: string[] = [];
        let after: { key: string; storageUploadId: string } | undefined;
        for (;;) {
          const page = await store.listUnjoined({ limit: 1, ...(after && { after }) });
          if (!page) return null;
          for (const upload of page.uploads)
            if (upload.key === key || upload.key === other) found.push(upload.storageUploadId);
          after = page.uploads.at(-1);
          if (!page.hasMore) return found;
        }
      };
      const joined = await store.startParts({ key, contentType });
      const dropped = await store.startParts({ key, contentType });
      const open = await store.startParts({ key: other, contentType });
      if (!listsUnjoined) return expect(await mine()).toBeNull();
      expect((await mine())?.toSorted()).toEqual([joined, dropped, open].sort());
      const part = { key, storageUploadId: joined, number: 1, size: 3, expiresInSeconds: 60 };
      const { etag } = await sendPart(await store.presignPart(part), text("all"));
      await store.joinParts({ key, storageUploadId: joined, parts: [{ number: 1, etag: etag ?? "" }] });
      await store.dropParts({ key, storageUploadId: dropped });
      expect(await mine()).toEqual([open]);
    });

    test("deleting twice is deleting once", async () => {
      const { store, key } = await setUp();
      await store.put({ key, bytes: text("short-lived"), ...object });
      await store.delete(key);
      await store.delete(key);
      expect(await store.head(key)).toBeNull();
    });

    test("keys and file names are taken literally", async () => {
      const { store, key, sendGet } = await setUp();
      const odd = `${key}/a b+c&d=e#f?g%20ü'(1)!*.txt`;
      await store.put({ key: odd, bytes: text("odd"), ...object });
      const url = await store.presignGet({ key: odd, expiresInSeconds: 60, fileName: 'a"b\\c\r\nd;e.txt' });
      const answer = await sendGet(url);
      expect(answer.status).toBe(200);
      expect(new TextDecoder().decode(answer.bytes)).toBe("odd");
      const source = await store.head(odd);
      const copy = { from: odd, sourceEtag: source?.etag ?? "", to: `${odd}-copy`, ...object };
      expect((await store.copy(copy)).size).toBe(3);
    });
  });
}
