import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import {
  DomainError,
  isDomainError,
  type ObjectHead,
  type ObjectStore,
  type StorageCall,
} from "@mosis/domain";
import { capabilitiesOf } from "../capabilities.ts";
import { objectStoreOn } from "../object-store.ts";
import { createS3Client, type StorageConnection } from "../s3-client.ts";
import { isUnknownUpload, translate, unquoted } from "../storage-errors.ts";
import { translatedStream } from "../translated-stream.ts";
import { inPieces } from "./in-pieces.ts";
import type { Side, WrittenObject } from "./side.ts";

const MiB = 1024 * 1024;
/** Objects up to this size are written in one request, which alone is one step with its condition. */
const onePieceBytes = 16 * MiB;
/** R2 wants parts of one size; 10,000 of these are 80 GB. */
const partBytes = 8 * MiB;
/** The last number that a part may have: no upload of this store gets there. */
const probePart = 10_000;

/** A bucket as one of the two sides of a move. */
export function createSide(connection: StorageConnection, onCall?: (call: StorageCall) => void): Side {
  const client = createS3Client(connection);
  const store = objectStoreOn(client, connection, onCall);
  return { ...store, ...movingParts(client, connection, store) };
}

function movingParts(
  client: S3Client,
  connection: StorageConnection,
  store: ObjectStore,
): Omit<Side, keyof ObjectStore> {
  const Bucket = connection.bucket;
  const capabilities = capabilitiesOf(connection);

  async function requireState(key: string, expectedEtag: string | null | undefined): Promise<void> {
    if (expectedEtag === undefined) return;
    if (((await store.head(key))?.etag ?? null) !== expectedEtag) throw new DomainError("object_changed");
  }

  async function writeOnce(object: WrittenObject): Promise<ObjectHead> {
    const { key, size, contentType, cacheControl, expectedEtag } = object;
    let bytes: Uint8Array = new Uint8Array();
    for await (const whole of inPieces(object.stream, size, size)) bytes = whole;
    if (cacheControl !== null) {
      const condition = expectedEtag === undefined ? {} : { expectedEtag };
      return store.put({ key, bytes, contentType, cacheControl, ...condition });
    }
    await requireState(key, expectedEtag);
    const command = new PutObjectCommand({
      Bucket,
      Key: key,
      Body: bytes,
      ContentLength: size,
      ContentType: contentType,
      ...(expectedEtag === null && capabilities.conditionalPut && { IfNoneMatch: "*" }),
    });
    const { ETag } = await client.send(command).catch(rethrow);
    return { size, etag: unquoted(ETag) };
  }

  async function writeParts(object: WrittenObject): Promise<ObjectHead> {
    const { key, size, contentType, cacheControl, expectedEtag } = object;
    await requireState(key, expectedEtag);
    const begin = new CreateMultipartUploadCommand({
      Bucket,
      Key: key,
      ContentType: contentType,
      ...(cacheControl !== null && { CacheControl: cacheControl }),
    });
    const { UploadId: storageUploadId } = await client.send(begin).catch(rethrow);
    if (storageUploadId === undefined) throw new Error("storage began an upload without a name");
    try {
      const parts: { number: number; etag: string }[] = [];
      for await (const bytes of inPieces(object.stream, size, partBytes)) {
        const number = parts.length + 1;
        const part = { Bucket, Key: key, UploadId: storageUploadId, PartNumber: number, Body: bytes };
        const { ETag } = await client.send(new UploadPartCommand(part)).catch(rethrow);
        parts.push({ number, etag: unquoted(ETag) });
      }
      await requireState(key, expectedEtag);
      await store.joinParts({ key, storageUploadId, parts });
    } catch (error) {
      // What could not be dropped is removed by the bucket's rule for unfinished uploads; the cause is the news.
      await store.dropParts({ key, storageUploadId }).catch(() => {});
      throw error;
    }
    const head = await store.head(key);
    if (!head) throw new DomainError("object_changed");
    return head;
  }

  return {
    async open(key, { etag, signal } = {}) {
      signal?.throwIfAborted();
      const request = new GetObjectCommand({
        Bucket,
        Key: key,
        ...(etag !== undefined && { IfMatch: `"${etag}"` }),
      });
      const object = await client.send(request, signal && { abortSignal: signal }).catch((error: unknown) => {
        throw translate(error, signal);
      });
      if (!object.Body) throw new Error(`storage answered without a body for ${key}`);
      return {
        size: object.ContentLength ?? 0,
        etag: unquoted(object.ETag),
        contentType: object.ContentType ?? "application/octet-stream",
        cacheControl: object.CacheControl ?? null,
        stream: translatedStream(object.Body.transformToWebStream(), signal),
      };
    },

    write: (object) => (object.size <= onePieceBytes ? writeOnce(object) : writeParts(object)),

    /**
     * Not every server lists parts, but each refuses one for an upload it does not know. The part that is sent to find
     * out has a number that none of the object's own has, so it is left out when they are joined.
     */
    async knowsUpload({ key, storageUploadId }) {
      const part = {
        Bucket,
        Key: key,
        UploadId: storageUploadId,
        PartNumber: probePart,
        Body: new Uint8Array(1),
      };
      try {
        await client.send(new UploadPartCommand(part));
        return true;
      } catch (error) {
        if (isUnknownUpload(error)) return false;
        throw translate(error);
      }
    },
  };
}

function rethrow(error: unknown): never {
  throw isDomainError(error) ? error : translate(error);
}
