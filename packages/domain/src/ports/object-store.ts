import type { ReceivedPart } from "../upload-part.ts";

/** What the store asks of object storage. Adapters translate every vendor error at their own edge. */
export interface ObjectStore {
  /** A request the client may send as it is, within `expiresInSeconds`, to store exactly this object once. */
  presignPut(object: {
    key: string;
    size: number;
    contentType: string;
    expiresInSeconds: number;
  }): Promise<PresignedPut>;
  /** Begins an object that is sent in parts, and gives storage's name for it. Nothing is stored before the join. */
  startParts(object: { key: string; contentType: string }): Promise<string>;
  /**
   * A request the client may send as it is, within `expiresInSeconds`, to store exactly one part of an object. The
   * answer has the part's entity tag. Sending a part again replaces it.
   */
  presignPart(part: {
    key: string;
    storageUploadId: string;
    number: number;
    size: number;
    expiresInSeconds: number;
  }): Promise<PresignedPut>;
  /**
   * Makes the object of its parts, all of them, in their order.
   * @throws DomainError `object_missing` when storage does not know the upload, be it that it was joined or ended;
   *   `object_changed` when a part is missing or is another one.
   */
  joinParts(upload: { key: string; storageUploadId: string; parts: readonly ReceivedPart[] }): Promise<void>;
  /** Drops the parts of an object that will not be. Ending what has been joined or ended already succeeds. */
  dropParts(upload: { key: string; storageUploadId: string }): Promise<void>;
  /** An address that serves the object for `expiresInSeconds`, offered to people as `fileName`. */
  presignGet(object: {
    key: string;
    expiresInSeconds: number;
    fileName: string;
    /** Bytes of the object, for the account of what leaves; absent where others keep that account. */
    size?: number;
  }): Promise<string>;
  /** Null only when storage says that there is no such object. */
  head(key: string): Promise<ObjectHead | null>;
  /**
   * The object's bytes, all of one state of it; of `range` alone where one is given, which lies inside the object.
   * `size` is then that of what is read.
   * @throws DomainError `object_missing`; `object_changed` when its entity tag is not `etag`.
   */
  read(
    key: string,
    options?: { etag?: string; range?: { offset: number; length: number }; signal?: AbortSignal },
  ): Promise<ObjectBody>;
  /**
   * Stores bytes held in memory; meant for small objects.
   * @throws DomainError `object_changed` when a condition does not hold.
   */
  put(object: NewObject): Promise<ObjectHead>;
  /**
   * Copies inside the bucket without the bytes passing through here, on condition that the source still has
   * `sourceEtag`. Repeating it is harmless.
   * @throws DomainError `object_missing`, `object_changed`.
   */
  copy(copy: {
    from: string;
    sourceEtag: string;
    to: string;
    contentType: string;
    cacheControl: string;
  }): Promise<ObjectHead>;
  /** Deleting what is not there succeeds. */
  delete(key: string): Promise<void>;
  /** The object with all that is noted of it; null only when storage says that there is no such object. */
  stat(key: string): Promise<StoredObjectFacts | null>;
  /**
   * SHA-256 of the object's bytes in lower-case hex, read once in a stream and never held.
   * @throws DomainError `object_missing`; `object_changed` when its entity tag is not `etag`.
   */
  digest(key: string, options: { etag: string; signal?: AbortSignal }): Promise<string>;
  /**
   * One page of what is stored, of `limit` objects or perhaps fewer. Keys come in the order of their UTF-8 bytes. What
   * comes and goes meanwhile may be among them or not.
   */
  list(query: ObjectPageRequest): Promise<ObjectPage>;
  /**
   * Uploads in parts that were neither joined nor dropped, by key and then by storage's name for them; null where the
   * provider cannot list them.
   */
  listUnjoined(query: { after?: UnjoinedMark; limit: number }): Promise<UnjoinedPage | null>;
}

export interface ListedObject extends ObjectHead {
  key: string;
  /** By storage's clock. */
  modifiedAt: Date;
}

export interface ObjectPageRequest {
  /** Start of the keys; default any. */
  prefix?: string;
  /** Only keys after this one; default from the first on. */
  after?: string;
  /** From 1 to 1,000. */
  limit: number;
}

export interface ObjectPage {
  objects: ListedObject[];
  /** Whether there are more after the last of these. */
  hasMore: boolean;
}

export interface StoredObjectFacts extends ListedObject {
  contentType: string;
  cacheControl: string;
}

/** An upload in parts, as storage lists it. */
export interface UnjoinedMark {
  key: string;
  storageUploadId: string;
}

export interface UnjoinedPage {
  uploads: (UnjoinedMark & { startedAt: Date })[];
  hasMore: boolean;
}

export interface ObjectHead {
  /** Bytes. */
  size: number;
  /** Without quotes. */
  etag: string;
}

export interface ObjectBody extends ObjectHead {
  stream: ReadableStream<Uint8Array>;
}

export interface NewObject {
  key: string;
  bytes: Uint8Array;
  contentType: string;
  cacheControl: string;
  /** Absent: overwrite. `null`: only when no such object exists. Text: only when it has this entity tag. */
  expectedEtag?: string | null;
}

export interface PresignedPut {
  method: "PUT";
  url: string;
  /** To be sent exactly so; they are part of the signature. */
  headers: Record<string, string>;
  expiresAt: Date;
}
