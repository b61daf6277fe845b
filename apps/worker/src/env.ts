import { z } from "zod";

/** Whether nothing is said of an old bucket, or all that is needed to reach it. */
function namesWholeOldBucket(env: {
  S3_OLD_ENDPOINT?: string | undefined;
  S3_OLD_BUCKET?: string | undefined;
  S3_OLD_ACCESS_KEY_ID?: string | undefined;
  S3_OLD_SECRET_ACCESS_KEY?: string | undefined;
}): boolean {
  const needed = [env.S3_OLD_BUCKET, env.S3_OLD_ACCESS_KEY_ID, env.S3_OLD_SECRET_ACCESS_KEY];
  const isNone = needed.every((value) => value === undefined) && env.S3_OLD_ENDPOINT === undefined;
  return isNone || needed.every((value) => value !== undefined);
}

const Env = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    REDIS_URL: z.url({ protocol: /^rediss?$/ }),
    STORAGE_PROVIDER: z.enum(["r2", "s3", "b2"]).default("r2"),
    S3_ENDPOINT: z.url().optional(),
    S3_REGION: z.string().min(1).default("auto"),
    S3_BUCKET: z.string().min(1),
    S3_ACCESS_KEY_ID: z.string().min(1),
    S3_SECRET_ACCESS_KEY: z.string().min(1),
    /** The bucket the store moves away from, while it does: docs/moving-house.md. */
    S3_OLD_PROVIDER: z.enum(["r2", "s3", "b2"]).default("r2"),
    S3_OLD_ENDPOINT: z.url().optional(),
    S3_OLD_REGION: z.string().min(1).default("auto"),
    S3_OLD_BUCKET: z.string().min(1).optional(),
    S3_OLD_ACCESS_KEY_ID: z.string().min(1).optional(),
    S3_OLD_SECRET_ACCESS_KEY: z.string().min(1).optional(),
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace"]).default("info"),
  })
  .refine(namesWholeOldBucket, {
    path: ["S3_OLD_BUCKET"],
    message:
      "S3_OLD_BUCKET, S3_OLD_ACCESS_KEY_ID and S3_OLD_SECRET_ACCESS_KEY belong together: set all or none of S3_OLD_…",
  });
export type Env = z.infer<typeof Env>;

/** The worker's settings. @throws Error with one line for each variable that is missing or wrong. */
export function readEnv(variables: NodeJS.ProcessEnv = process.env): Env {
  const parsed = Env.safeParse(variables);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The worker cannot start with these environment variables:\n${lines.join("\n")}`);
}

/** The bucket the store moves away from; null when it stays where it is. */
export function oldBucketOf(env: Env) {
  const { S3_OLD_BUCKET: bucket, S3_OLD_ACCESS_KEY_ID: accessKeyId } = env;
  const { S3_OLD_PROVIDER: provider, S3_OLD_ENDPOINT: endpoint, S3_OLD_REGION: region } = env;
  const { S3_OLD_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!bucket || !accessKeyId || !secretAccessKey) return null;
  return { provider, endpoint, region, bucket, accessKeyId, secretAccessKey };
}
