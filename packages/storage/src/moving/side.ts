import type { ObjectBody, ObjectHead, ObjectPage, ObjectPageRequest, ObjectStore } from "@mosis/domain";

/** An object with what it is served with. */
export interface OpenObject extends ObjectBody {
  contentType: string;
  /** Null when it was stored without; uploads are. */
  cacheControl: string | null;
}

/** Where objects are copied from: a bucket, or a folder. */
export interface Source {
  /** As in the port. */
  list(page: ObjectPageRequest): Promise<ObjectPage>;
  /** As in the port. */
  head(key: string): Promise<ObjectHead | null>;
  /**
   * Reads like the port's `read`, and tells the headers.
   * @throws DomainError `object_missing`; `object_changed` when its entity tag is not `etag`.
   */
  open(key: string, options?: { etag?: string; signal?: AbortSignal }): Promise<OpenObject>;
}

/** An object on its way into a bucket. */
export interface WrittenObject {
  key: string;
  /** Bytes that `stream` gives. */
  size: number;
  stream: ReadableStream<Uint8Array>;
  contentType: string;
  cacheControl: string | null;
  /** As in the port's `put`. Objects of several parts are looked at just before they are joined. */
  expectedEtag?: string | null;
}

/** One of the two buckets between which a store moves: an object store, and what moving needs beside it. */
export interface Side extends ObjectStore, Source {
  /**
   * Stores an object of any size, with no more than one part of it in memory.
   * @throws DomainError `object_changed` when the condition does not hold.
   */
  write(object: WrittenObject): Promise<ObjectHead>;
  /** Whether an upload in parts was begun here and is neither joined nor ended. */
  knowsUpload(upload: { key: string; storageUploadId: string }): Promise<boolean>;
}
