import { z } from "zod";
import type { StorageConnection } from "./s3-client.ts";

const provider = z.enum(["r2", "s3", "b2"]).default("r2");
const region = z.string().min(1).default("auto");
const text = z.string().min(1);

/** The variables that name the store's bucket, and while it moves the one it moves away from: docs/moving-house.md. */
export const storageVariables = {
  STORAGE_PROVIDER: provider,
  S3_ENDPOINT: z.url().optional(),
  S3_REGION: region,
  S3_BUCKET: text,
  S3_ACCESS_KEY_ID: text,
  S3_SECRET_ACCESS_KEY: text,
  S3_OLD_PROVIDER: provider,
  S3_OLD_ENDPOINT: z.url().optional(),
  S3_OLD_REGION: region,
  S3_OLD_BUCKET: text.optional(),
  S3_OLD_ACCESS_KEY_ID: text.optional(),
  S3_OLD_SECRET_ACCESS_KEY: text.optional(),
};

const Variables = z.object(storageVariables);
type Variables = z.infer<typeof Variables>;

/** Whether nothing is said of an old bucket, or all that is needed to reach it. */
function namesWholeOldBucket(env: Variables): boolean {
  const needed = [env.S3_OLD_BUCKET, env.S3_OLD_ACCESS_KEY_ID, env.S3_OLD_SECRET_ACCESS_KEY];
  const isNone = needed.every((value) => value === undefined) && env.S3_OLD_ENDPOINT === undefined;
  return isNone || needed.every((value) => value !== undefined);
}

/** For `refine`: what has to hold of the variables together, and what is said when it does not. */
export const wholeOldBucket = [
  namesWholeOldBucket,
  {
    path: ["S3_OLD_BUCKET"],
    message:
      "S3_OLD_BUCKET, S3_OLD_ACCESS_KEY_ID and S3_OLD_SECRET_ACCESS_KEY belong together: set all or none of S3_OLD_…",
  },
] as const satisfies [unknown, { path: string[]; message: string }];

/** The store's bucket. */
export function bucketOf(env: Variables): StorageConnection {
  return {
    provider: env.STORAGE_PROVIDER,
    ...(env.S3_ENDPOINT && { endpoint: env.S3_ENDPOINT }),
    region: env.S3_REGION,
    bucket: env.S3_BUCKET,
    accessKeyId: env.S3_ACCESS_KEY_ID,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY,
  };
}

/** The bucket the store moves away from; null when it stays where it is. */
export function oldBucketOf(env: Variables): StorageConnection | null {
  const { S3_OLD_BUCKET: bucket, S3_OLD_ACCESS_KEY_ID: accessKeyId } = env;
  const { S3_OLD_SECRET_ACCESS_KEY: secretAccessKey, S3_OLD_ENDPOINT: endpoint } = env;
  if (!bucket || !accessKeyId || !secretAccessKey) return null;
  const { S3_OLD_PROVIDER: provider, S3_OLD_REGION: region } = env;
  return { provider, ...(endpoint && { endpoint }), region, bucket, accessKeyId, secretAccessKey };
}
