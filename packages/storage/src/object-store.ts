import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import {
  DomainError,
  isDomainError,
  type ObjectHead,
  type ObjectStore,
  type StorageCall,
} from "@mosis/domain";
import { capabilitiesOf } from "./capabilities.ts";
import { countCalls } from "./count-calls.ts";
import { listPage, listUnjoinedPage } from "./list-objects.ts";
import { createPresigner } from "./presigner.ts";
import { createS3Client, type StorageConnection } from "./s3-client.ts";
import { sha256OfStream } from "./sha256-of-stream.ts";
import { isAbsent, isUnknownUpload, statusOf, translate, translateJoin, unquoted } from "./storage-errors.ts";
import { translatedStream } from "./translated-stream.ts";

const md5 = /^[0-9a-f]{32}$/;

/** What HEAD tells; `isMd5` when the entity tag is the MD5 of the content, so that it can be compared. */
interface FullHead extends ObjectHead {
  isMd5: boolean;
}

/**
 * The object store on a bucket of R2, Amazon S3, B2 or any server of the S3 protocol. What a provider does not do is
 * made up for where that is possible, see `capabilitiesOf`.
 *
 * Beside the errors of the port every method throws `service_unavailable` when storage does not answer. Refused
 * credentials and a bucket that does not exist are faults of the configuration and stay the SDK's own errors.
 *
 * @param onCall told of every call as it is billed: of those made here when they go out, of presigned ones, which
 *   others make, when they are signed. Of a presigned GET also what will leave.
 */
export function createObjectStore(
  connection: StorageConnection,
  onCall?: (call: StorageCall) => void,
): ObjectStore & {
  /** Asks whether the bucket is there and answers. @throws as every method does. */
  ping(): Promise<void>;
} {
  return objectStoreOn(createS3Client(connection), connection, onCall);
}

/** The same on a client that is there already. */
export function objectStoreOn(
  client: S3Client,
  connection: StorageConnection,
  onCall: (call: StorageCall) => void = () => {},
): ReturnType<typeof createObjectStore> {
  countCalls(client, onCall);
  const capabilities = capabilitiesOf(connection);
  const presigner = createPresigner(client, { ...connection, capabilities });
  const Bucket = connection.bucket;
  const ifMatch = (etag: string) => (capabilities.quotedEtags ? `"${etag}"` : etag);

  async function ping(): Promise<void> {
    await attempt(() => client.send(new HeadBucketCommand({ Bucket })));
  }

  let bucketSeen: Promise<void> | undefined;
  /**
   * HEAD says 404 without saying what is missing. A bucket that is not there would make every object look absent, so
   * it is looked for once. Credentials that may not ask for the bucket (403) know that it exists.
   */
  function requireBucket(): Promise<void> {
    bucketSeen ??= client.send(new HeadBucketCommand({ Bucket })).then(
      () => {},
      (error) => {
        if (statusOf(error) === 403) return;
        bucketSeen = undefined;
        if (isAbsent(error)) throw new Error(`There is no bucket named ${Bucket}.`, { cause: error });
        throw translate(error);
      },
    );
    return bucketSeen;
  }

  async function look(key: string): Promise<HeadObjectCommandOutput | null> {
    try {
      return await client.send(new HeadObjectCommand({ Bucket, Key: key }));
    } catch (error) {
      if (!isAbsent(error)) throw translate(error);
      await requireBucket();
      return null;
    }
  }

  async function fullHead(key: string): Promise<FullHead | null> {
    const head = await look(key);
    if (!head) return null;
    const etag = unquoted(head.ETag);
    // Tags of multipart objects end in the number of parts, those under KMS or a customer's key are no MD5.
    const isEncrypted = head.ServerSideEncryption?.startsWith("aws:kms") || head.SSECustomerAlgorithm;
    return { size: head.ContentLength ?? 0, etag, isMd5: !isEncrypted && md5.test(etag) };
  }

  async function requireUnchanged(key: string, etag: string): Promise<FullHead> {
    const head = await fullHead(key);
    if (!head) throw new DomainError("object_missing");
    if (head.etag !== etag) throw new DomainError("object_changed");
    return head;
  }

  const store: ObjectStore = {
    list: (query) => listPage(client, Bucket, query),
    listUnjoined: async (query) =>
      capabilities.listsUnjoined ? listUnjoinedPage(client, Bucket, query) : null,

    presignPut(object) {
      onCall({ class: "a", key: object.key });
      return presigner.presignPut(object);
    },

    presignPart(part) {
      onCall({ class: "a", key: part.key });
      return presigner.presignPart(part);
    },

    presignGet(object) {
      onCall({ class: "b", key: object.key, egressBytes: object.size ?? 0 });
      return presigner.presignGet(object);
    },

    async startParts({ key, contentType }) {
      const { UploadId } = await attempt(() =>
        client.send(new CreateMultipartUploadCommand({ Bucket, Key: key, ContentType: contentType })),
      );
      if (UploadId === undefined) throw new Error("storage began an upload without a name");
      return UploadId;
    },

    async joinParts({ key, storageUploadId, parts }) {
      try {
        await client.send(
          new CompleteMultipartUploadCommand({
            Bucket,
            Key: key,
            UploadId: storageUploadId,
            MultipartUpload: {
              Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: `"${etag}"` })),
            },
          }),
        );
      } catch (error) {
        throw translateJoin(error);
      }
    },

    async dropParts({ key, storageUploadId }) {
      try {
        await client.send(new AbortMultipartUploadCommand({ Bucket, Key: key, UploadId: storageUploadId }));
      } catch (error) {
        if (!isUnknownUpload(error)) throw translate(error);
      }
    },

    async head(key) {
      const head = await fullHead(key);
      return head && { size: head.size, etag: head.etag };
    },

    /** The stream fails with `service_unavailable` when the connection breaks, or with the signal's reason. */
    async read(key, { etag, range, signal } = {}) {
      signal?.throwIfAborted();
      const object = await attempt(
        () =>
          client.send(
            new GetObjectCommand({
              Bucket,
              Key: key,
              ...(etag !== undefined && { IfMatch: `"${etag}"` }),
              ...(range && { Range: `bytes=${range.offset}-${range.offset + range.length - 1}` }),
            }),
            signal && { abortSignal: signal },
          ),
        signal,
      );
      if (!object.Body) throw new Error(`storage answered without a body for ${key}`);
      // A server may answer a range with the whole object (RFC 9110, 14.2), which is another thing.
      if (range && object.ContentLength !== range.length) {
        throw new Error(
          `storage gave ${object.ContentLength} bytes of ${key} where ${range.length} were asked for`,
        );
      }
      return {
        size: object.ContentLength ?? 0,
        etag: unquoted(object.ETag),
        stream: translatedStream(object.Body.transformToWebStream(), signal),
      };
    },

    /**
     * Where the provider has no conditional PUT, two writers at the same moment may both succeed. A conditional PUT
     * whose answer got lost is repeated by the SDK and may be told that it failed although it was stored.
     */
    async put({ key, bytes, contentType, cacheControl, expectedEtag }) {
      if (expectedEtag !== undefined && !capabilities.conditionalPut) {
        const current = await fullHead(key);
        if ((current?.etag ?? null) !== expectedEtag) throw new DomainError("object_changed");
      }
      const condition = capabilities.conditionalPut ? conditionOf(expectedEtag, ifMatch) : {};
      try {
        const stored = await attempt(() =>
          client.send(
            new PutObjectCommand({
              Bucket,
              Key: key,
              Body: bytes,
              ContentLength: bytes.length,
              ContentType: contentType,
              CacheControl: cacheControl,
              ...condition,
            }),
          ),
        );
        return { size: bytes.length, etag: unquoted(stored.ETag) };
      } catch (error) {
        // The object that should have been replaced is gone.
        if (isDomainError(error, "object_missing")) throw new DomainError("object_changed", { cause: error });
        throw error;
      }
    },

    /**
     * Objects of up to 5 GiB, the most one copy can hold. Whatever the provider promises, the copy is looked at
     * afterwards, and compared with its source where their entity tags tell the content; when it throws `object_changed` something else may stand at `to`, and is the caller's
     * to delete.
     */
    async copy({ from, sourceEtag, to, contentType, cacheControl }) {
      const source = capabilities.conditionalCopy ? null : await requireUnchanged(from, sourceEtag);
      await attempt(() =>
        client.send(
          new CopyObjectCommand({
            Bucket,
            Key: to,
            CopySource: [Bucket, ...from.split("/")].map(encodeURIComponent).join("/"),
            ...(capabilities.conditionalCopy && { CopySourceIfMatch: `"${sourceEtag}"` }),
            MetadataDirective: "REPLACE",
            ContentType: contentType,
            CacheControl: cacheControl,
          }),
        ),
      );
      const copied = await fullHead(to);
      if (!copied || (source && copied.size !== source.size)) throw new DomainError("object_changed");
      const { size, etag } = copied;
      if (copied.isMd5 && (source?.isMd5 ?? md5.test(sourceEtag))) {
        if (etag !== sourceEtag) throw new DomainError("object_changed");
      } else if (source) {
        await requireUnchanged(from, sourceEtag);
      }
      return { size, etag };
    },

    async delete(key) {
      try {
        await client.send(new DeleteObjectCommand({ Bucket, Key: key }));
      } catch (error) {
        if (!isAbsent(error)) throw translate(error);
        await requireBucket();
      }
    },

    async stat(key) {
      const head = await look(key);
      if (!head) return null;
      if (!head.LastModified) throw new Error(`storage answered without a time for ${key}`);
      return {
        key,
        size: head.ContentLength ?? 0,
        etag: unquoted(head.ETag),
        modifiedAt: head.LastModified,
        contentType: head.ContentType ?? "application/octet-stream",
        cacheControl: head.CacheControl ?? "no-store",
      };
    },

    async digest(key, { etag, signal }) {
      const { stream } = await store.read(key, { etag, ...(signal && { signal }) });
      return sha256OfStream(stream);
    },
  };
  return { ...store, ping };
}

async function attempt<Result>(request: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
  try {
    return await request();
  } catch (error) {
    throw translate(error, signal);
  }
}

function conditionOf(
  expectedEtag: string | null | undefined,
  ifMatch: (etag: string) => string,
): { IfNoneMatch?: string; IfMatch?: string } {
  if (expectedEtag === undefined) return {};
  return expectedEtag === null ? { IfNoneMatch: "*" } : { IfMatch: ifMatch(expectedEtag) };
}
