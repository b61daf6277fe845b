import type { S3Client } from "@aws-sdk/client-s3";
import type { StorageCall } from "@mosis/domain";

/**
 * How R2 bills each call that this store makes (Amazon's classes are nearly the same): `a` writes, copies, lists and the
 * calls of an upload in parts; `b` reads. What ends or deletes is free.
 */
const classes = {
  PutObjectCommand: "a",
  CopyObjectCommand: "a",
  ListObjectsV2Command: "a",
  ListMultipartUploadsCommand: "a",
  CreateMultipartUploadCommand: "a",
  CompleteMultipartUploadCommand: "a",
  UploadPartCommand: "a",
  GetObjectCommand: "b",
  HeadObjectCommand: "b",
  HeadBucketCommand: "b",
  AbortMultipartUploadCommand: null,
  DeleteObjectCommand: null,
} as const satisfies Record<string, StorageCall["class"] | null>;

/** Tells of every call that goes out, each repetition included, as it is billed. */
export function countCalls(client: S3Client, tell: (call: StorageCall) => void): void {
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      (args) => {
        if (!Object.hasOwn(classes, commandName))
          throw new Error(`It is not known how ${commandName} is billed.`);
        const billed = classes[commandName as keyof typeof classes];
        const { Key: key } = args.input as { Key?: string };
        if (billed !== null) tell({ class: billed, key: key ?? null });
        return next(args);
      },
    // Inside the loop that repeats what failed.
    { step: "finalizeRequest", priority: "low", name: "countCalls" },
  );
}
