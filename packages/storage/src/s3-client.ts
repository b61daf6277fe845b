import { S3Client } from "@aws-sdk/client-s3";
import type { Provider } from "./capabilities.ts";

/** A bucket and how to reach it. */
export interface StorageConnection {
  provider: Provider;
  /** Without it, Amazon's own for the region. */
  endpoint?: string | undefined;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/**
 * The client for a bucket. Servers at an endpoint of their own are addressed by path, since few have a name for
 * each bucket.
 */
export function createS3Client(connection: StorageConnection): S3Client {
  const { endpoint, region, accessKeyId, secretAccessKey } = connection;
  return new S3Client({
    region,
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    credentials: { accessKeyId, secretAccessKey },
    // The SDK's default signs the checksum of an empty body into presigned uploads, and R2 lacks some of them.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // Without these a connection that went silent is waited for without end. Milliseconds.
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 120_000 },
  });
}
