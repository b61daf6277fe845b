import { ListMultipartUploadsCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import type { ObjectPage, ObjectPageRequest, UnjoinedMark, UnjoinedPage } from "@mosis/domain";
import { translate, unquoted } from "./storage-errors.ts";

/** One page of a bucket's objects, as `ObjectStore.list` has it. */
export async function listPage(
  client: S3Client,
  bucket: string,
  { prefix, after, limit }: ObjectPageRequest,
): Promise<ObjectPage> {
  const page = await client
    .send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        StartAfter: after || undefined,
        MaxKeys: limit,
      }),
    )
    .catch((error: unknown) => {
      throw translate(error);
    });
  const objects = (page.Contents ?? []).map(
    ({ Key: key, Size: size, ETag: etag, LastModified: modifiedAt }) => {
      if (key === undefined || size === undefined || modifiedAt === undefined)
        throw new Error("storage listed an object without its key, size or time");
      return { key, size, etag: unquoted(etag), modifiedAt };
    },
  );
  return { objects, hasMore: page.IsTruncated ?? false };
}

/** One page of a bucket's uploads in parts, as `ObjectStore.listUnjoined` has it. */
export async function listUnjoinedPage(
  client: S3Client,
  bucket: string,
  { after, limit }: { after?: UnjoinedMark; limit: number },
): Promise<UnjoinedPage> {
  const command = new ListMultipartUploadsCommand({
    Bucket: bucket,
    MaxUploads: limit,
    ...(after && { KeyMarker: after.key, UploadIdMarker: after.storageUploadId }),
  });
  const page = await client.send(command).catch((error: unknown) => {
    throw translate(error);
  });
  const uploads = (page.Uploads ?? []).map(
    ({ Key: key, UploadId: storageUploadId, Initiated: startedAt }) => {
      if (key === undefined || storageUploadId === undefined || startedAt === undefined)
        throw new Error("storage listed an upload in parts without its key, name or time");
      return { key, storageUploadId, startedAt };
    },
  );
  return { uploads, hasMore: page.IsTruncated ?? false };
}
