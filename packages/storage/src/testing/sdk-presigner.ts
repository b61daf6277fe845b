import { GetObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { createS3Client, type StorageConnection } from "../s3-client.ts";

/** Presigned GETs as the AWS SDK makes them, to measure ours against. */
export function sdkPresigner(connection: StorageConnection): (key: string) => Promise<string> {
  const client = createS3Client(connection);
  return (key) =>
    getSignedUrl(
      client,
      new GetObjectCommand({
        Bucket: connection.bucket,
        Key: key,
        ResponseContentDisposition: 'attachment; filename="package.mosis"',
      }),
      { expiresIn: 3600 },
    );
}
