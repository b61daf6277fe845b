import type {
  ListedObject,
  ObjectBody,
  ObjectHead,
  ObjectPage,
  ObjectPageRequest,
  ObjectStore,
} from "@mosis/domain";

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

/** Every object, page by page as they are taken. */
export async function* everyObject(
  source: Pick<Source, "list">,
  options: { signal?: AbortSignal; pageSize?: number } = {},
): AsyncGenerator<ListedObject> {
  const { signal, pageSize = 1_000 } = options;
  let after: string | null = null;
  do {
    signal?.throwIfAborted();
    const page: ObjectPage = await source.list({ limit: pageSize, ...(after !== null && { after }) });
    yield* page.objects;
    after = page.next;
  } while (after !== null);
}

/** Less than 0 when `one` is listed before `other`: keys are in the order of their UTF-8 bytes. */
export function compareKeys(one: string, other: string): number {
  if (one === other) return 0;
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
