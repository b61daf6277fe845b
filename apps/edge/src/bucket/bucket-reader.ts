/** What the edge asks of the bucket. Adapters tell apart "there is none" from "storage failed": the latter throws. */
export interface BucketReader {
  /** Null only when storage says that there is no such object. */
  head(key: string): Promise<StoredObject | null>;
  /**
   * The whole object, or the bytes of `range`, which must lie within the object's size.
   * Null only when storage says that there is no such object.
   */
  get(key: string, range?: ByteRange): Promise<StoredBody | null>;
}

export interface StoredObject {
  /** Bytes of the whole object, also when only a range of it was asked for. */
  size: number;
  /** Without quotes. */
  etag: string;
}

export interface StoredBody extends StoredObject {
  body: ReadableStream<Uint8Array>;
}

/** `length` bytes from `offset` on; both whole numbers, `length` at least 1. */
export interface ByteRange {
  offset: number;
  length: number;
}
