import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import type { ObjectPage, ObjectPageRequest } from "@mosis/domain";
import { translate } from "./storage-errors.ts";

/**
 * One page of a bucket's objects.
 * @throws DomainError `service_unavailable`.
 */
export async function listObjects(
  client: S3Client,
  bucket: string,
  { prefix, after, limit }: ObjectPageRequest,
): Promise<ObjectPage> {
  const command = new ListObjectsV2Command({
    Bucket: bucket,
    MaxKeys: limit,
    ...(prefix !== undefined && { Prefix: prefix }),
    ...(after !== undefined && { StartAfter: after }),
  });
  const page = await client.send(command).catch((error: unknown) => {
    throw translate(error);
  });
  const objects = (page.Contents ?? []).map(
    ({ Key: key, Size: size, ETag: etag, LastModified: lastModified }) => {
      if (key === undefined || size === undefined || etag === undefined || lastModified === undefined) {
        throw new Error("storage listed an object without its key, size, entity tag or date");
      }
      return { key, size, etag: etag.replace(/^(?:W\/)?"|"$/g, ""), lastModified };
    },
  );
  const next = page.IsTruncated ? (objects.at(-1)?.key ?? null) : null;
  if (page.IsTruncated && next === null) throw new Error("storage gave an empty page that is not the last");
  return { objects, next };
}
