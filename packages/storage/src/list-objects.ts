import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import type { ObjectHead } from "@mosis/domain";
import { translate } from "./storage-errors.ts";

export interface ListedObject extends ObjectHead {
  key: string;
}

/**
 * Every object whose key begins with `prefix`, by key, asked for page by page (of up to 1,000) as they are taken. What
 * comes and goes meanwhile may be among them or not.
 * @throws DomainError `service_unavailable`, also in the middle.
 */
export async function* listObjects(
  client: S3Client,
  bucket: string,
  prefix: string,
  pageSize = 1_000,
): AsyncGenerator<ListedObject> {
  let next: string | undefined;
  do {
    const command = new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      MaxKeys: pageSize,
      ContinuationToken: next,
    });
    const page = await client.send(command).catch((error: unknown) => {
      throw translate(error);
    });
    for (const { Key: key, Size: size, ETag: etag } of page.Contents ?? []) {
      if (key === undefined || size === undefined || etag === undefined) {
        throw new Error("storage listed an object without its key, size or entity tag");
      }
      yield { key, size, etag: etag.replace(/^(?:W\/)?"|"$/g, "") };
    }
    next = page.NextContinuationToken;
  } while (next !== undefined);
}
