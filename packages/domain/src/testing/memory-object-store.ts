import { DomainError } from "../errors.ts";
import { compareKeys } from "../key-order.ts";
import type { NewObject, ObjectHead, ObjectStore, PresignedPut } from "../ports/object-store.ts";
import { sha256Of } from "../sha256.ts";

/** What an object in memory is made of. */
export interface MemoryObject extends ObjectHead {
  bytes: Uint8Array;
  contentType: string;
  cacheControl: string | null;
  modifiedAt: Date;
}

/** A bucket in memory, with the two things that clients do to a bucket by themselves. */
export interface MemoryObjectStore extends ObjectStore {
  /** What is stored, by key. Tests read it; they change it by way of the store. */
  readonly objects: ReadonlyMap<string, MemoryObject>;
  /** Does what a bucket does with a presigned PUT, and gives the HTTP status: 200, 403 or 412. */
  sendPut(request: PresignedPut, bytes: Uint8Array): Promise<number>;
  /** Does what a bucket does with a presigned part; the entity tag comes with 200 alone. */
  sendPart(request: PresignedPut, bytes: Uint8Array): Promise<{ status: number; etag: string | null }>;
  /** How many objects are in the making. */
  readonly unjoined: number;
  /** Does what a bucket does with a presigned address. */
  sendGet(url: string): Promise<{ status: number; bytes: Uint8Array; contentDisposition: string | null }>;
}

/** A put or get that was handed out, by its address. */
type Grant =
  | { method: "PUT"; key: string; size: number; headers: Record<string, string>; expiresAt: number }
  | { method: "PART"; key: string; storageUploadId: string; number: number; size: number; expiresAt: number }
  | { method: "GET"; key: string; contentDisposition: string; expiresAt: number };

/**
 * An object store for tests without services; it passes the same conformance suite as the real ones. Entity tags are
 * those of the content, as in a bucket.
 *
 * @param options.now milliseconds; default the system's clock.
 * @param options.dialect what goes into entity tags beside the content: providers with other dialects have other tags.
 */
export function createMemoryObjectStore(
  options: { now?: () => number; dialect?: string } = {},
): MemoryObjectStore {
  const { now = Date.now, dialect = "" } = options;
  const etagOf = (bytes: Uint8Array) => contentTag(dialect, bytes);
  const objects = new Map<string, MemoryObject>();
  const grants = new Map<string, Grant>();
  const making = new Map<
    string,
    {
      key: string;
      contentType: string;
      startedAt: Date;
      parts: Map<number, { etag: string; bytes: Uint8Array }>;
    }
  >();

  function issue(grant: Grant): string {
    const url = `https://bucket.invalid/${grant.key}?grant=${crypto.randomUUID()}`;
    grants.set(url, grant);
    return url;
  }

  /** `admit` judges the key's current object in the same step that replaces it, as a bucket does. */
  async function store(
    key: string,
    object: Omit<MemoryObject, "etag" | "size" | "modifiedAt">,
    admit: (current: MemoryObject | undefined) => void = () => {},
  ): Promise<ObjectHead> {
    const bytes = object.bytes.slice();
    const head = { size: bytes.length, etag: await etagOf(bytes) };
    admit(objects.get(key));
    objects.set(key, { ...object, ...head, bytes, modifiedAt: new Date(now()) });
    return head;
  }

  function require(key: string, etag?: string): MemoryObject {
    const object = objects.get(key);
    if (!object) throw new DomainError("object_missing");
    if (etag !== undefined && object.etag !== etag) throw new DomainError("object_changed");
    return object;
  }

  return {
    objects,

    get unjoined() {
      return making.size;
    },

    async startParts({ key, contentType }) {
      const id = crypto.randomUUID();
      making.set(id, { key, contentType, startedAt: new Date(now()), parts: new Map() });
      return id;
    },

    async presignPart({ key, storageUploadId, number, size, expiresInSeconds }) {
      const expiresAt = now() + expiresInSeconds * 1000;
      const url = issue({ method: "PART", key, storageUploadId, number, size, expiresAt });
      return { method: "PUT", url, headers: {}, expiresAt: new Date(expiresAt) };
    },

    async joinParts({ key, storageUploadId, parts }) {
      const made = making.get(storageUploadId);
      if (made?.key !== key) throw new DomainError("object_missing");
      const pieces = parts.map(({ number, etag }) => {
        const part = made.parts.get(number);
        if (part?.etag !== etag) throw new DomainError("object_changed");
        return part.bytes;
      });
      const bytes = new Uint8Array(await new Blob(pieces.map((piece) => piece.slice())).arrayBuffer());
      await store(key, { bytes, contentType: made.contentType, cacheControl: null }, () => {
        if (!making.delete(storageUploadId)) throw new DomainError("object_missing");
      });
    },

    async dropParts({ storageUploadId }) {
      making.delete(storageUploadId);
    },

    async sendPart(request, bytes) {
      const grant = grants.get(request.url);
      if (grant?.method !== "PART" || now() > grant.expiresAt || bytes.length !== grant.size)
        return { status: 403, etag: null };
      const made = making.get(grant.storageUploadId);
      if (!made) return { status: 404, etag: null };
      const etag = await etagOf(bytes.slice());
      made.parts.set(grant.number, { etag, bytes: bytes.slice() });
      return { status: 200, etag };
    },

    async presignPut({ key, size, contentType, expiresInSeconds }) {
      const headers = { "content-type": contentType, "if-none-match": "*" };
      const expiresAt = now() + expiresInSeconds * 1000;
      const url = issue({ method: "PUT", key, size, headers, expiresAt });
      return { method: "PUT", url, headers, expiresAt: new Date(expiresAt) };
    },

    async presignGet({ key, expiresInSeconds, fileName }) {
      const contentDisposition = `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`;
      return issue({ method: "GET", key, contentDisposition, expiresAt: now() + expiresInSeconds * 1000 });
    },

    async head(key) {
      const object = objects.get(key);
      return object ? { size: object.size, etag: object.etag } : null;
    },

    async read(key, { etag, range, signal } = {}) {
      signal?.throwIfAborted();
      const { bytes, etag: current } = require(key, etag);
      const part = range ? bytes.subarray(range.offset, range.offset + range.length) : bytes;
      return { size: part.length, etag: current, stream: streamOf(part) };
    },

    async put({ key, expectedEtag, ...object }: NewObject) {
      return store(key, object, (current) => {
        if (expectedEtag === undefined || expectedEtag === (current?.etag ?? null)) return;
        throw new DomainError("object_changed");
      });
    },

    async copy({ from, sourceEtag, to, contentType, cacheControl }) {
      const { bytes } = require(from, sourceEtag);
      return store(to, { bytes, contentType, cacheControl });
    },

    async delete(key) {
      objects.delete(key);
    },

    async stat(key) {
      const object = objects.get(key);
      if (!object) return null;
      const { size, etag, modifiedAt, contentType, cacheControl } = object;
      return { key, size, etag, modifiedAt, contentType, cacheControl: cacheControl ?? "no-store" };
    },

    async digest(key, { etag, signal }) {
      signal?.throwIfAborted();
      return sha256Of(require(key, etag).bytes);
    },

    async list({ prefix = "", after = "", limit }) {
      const keys = [...objects.keys()]
        .filter((key) => key.startsWith(prefix) && compareKeys(key, after) > 0)
        .sort(compareKeys);
      const page = keys.slice(0, limit).map((key) => {
        const { size, etag, modifiedAt } = require(key);
        return { key, size, etag, modifiedAt };
      });
      return { objects: page, hasMore: keys.length > limit };
    },

    async listUnjoined({ after, limit }) {
      const mark = (key: string, id: string) => `${key}\0${id}`;
      const uploads = [...making]
        .map(([storageUploadId, { key, startedAt }]) => ({ key, storageUploadId, startedAt }))
        .filter(
          ({ key, storageUploadId }) =>
            !after || compareKeys(mark(key, storageUploadId), mark(after.key, after.storageUploadId)) > 0,
        )
        .sort((a, b) => compareKeys(mark(a.key, a.storageUploadId), mark(b.key, b.storageUploadId)));
      return { uploads: uploads.slice(0, limit), hasMore: uploads.length > limit };
    },

    async sendPut(request, bytes) {
      const grant = grants.get(request.url);
      if (grant?.method !== "PUT" || now() > grant.expiresAt || bytes.length !== grant.size) return 403;
      const asSigned = Object.entries(grant.headers).every(
        ([name, value]) => request.headers[name] === value,
      );
      if (!asSigned) return 403;
      const contentType = grant.headers["content-type"] ?? "application/octet-stream";
      let isTaken = false;
      await store(grant.key, { bytes, contentType, cacheControl: null }, (current) => {
        isTaken = current !== undefined;
        if (isTaken) throw new DomainError("object_changed");
      }).catch((error) => {
        if (!isTaken) throw error;
      });
      return isTaken ? 412 : 200;
    },

    async sendGet(url) {
      const grant = grants.get(url);
      const nothing = { bytes: new Uint8Array(), contentDisposition: null };
      if (grant?.method !== "GET" || now() > grant.expiresAt) return { status: 403, ...nothing };
      const object = objects.get(grant.key);
      if (!object) return { status: 404, ...nothing };
      return { status: 200, bytes: object.bytes, contentDisposition: grant.contentDisposition };
    },
  };
}

/** 32 hexadecimal digits over the content, as buckets have them for objects that were sent in one piece. */
async function contentTag(dialect: string, bytes: Uint8Array): Promise<string> {
  const tagged = await new Blob([dialect, bytes.slice()]).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", tagged));
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes.slice());
      controller.close();
    },
  });
}
