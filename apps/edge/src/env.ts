import { z } from "zod";
import { logLevels } from "./log.ts";

const shared = {
  /** Address under which devices reach the edge. */
  EDGE_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, "")),
  DOWNLOAD_SIGNING_KEY: z.string().min(32, "Use at least 32 random characters."),
  LOG_LEVEL: z.enum(logLevels).default("info"),
};

const WorkerEnv = z.object(shared);
export type WorkerEnv = z.infer<typeof WorkerEnv>;

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

const NodeEnv = z
  .object({
    ...shared,
    EDGE_HOST: z.string().min(1).default("127.0.0.1"),
    /** 0 takes any that is free; the log says which. */
    EDGE_PORT: z.coerce.number().int().min(0).max(65535).default(8787),
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
  })
  .refine(namesWholeOldBucket, {
    path: ["S3_OLD_BUCKET"],
    message:
      "S3_OLD_BUCKET, S3_OLD_ACCESS_KEY_ID and S3_OLD_SECRET_ACCESS_KEY belong together: set all or none of S3_OLD_…",
  });
export type NodeEnv = z.infer<typeof NodeEnv>;

/** The settings of the edge on Node. @throws Error with one line for each variable that is missing or wrong. */
export function readNodeEnv(variables: NodeJS.ProcessEnv = process.env): NodeEnv {
  return read(NodeEnv, variables);
}

/** The settings among a Worker's bindings. @throws Error with one line for each variable that is missing or wrong. */
export function readWorkerEnv(bindings: object): WorkerEnv {
  return read(WorkerEnv, bindings);
}

/** The bucket the store moves away from; null when it stays where it is. */
export function oldBucketOf(env: NodeEnv) {
  const { S3_OLD_BUCKET: bucket, S3_OLD_ACCESS_KEY_ID: accessKeyId } = env;
  const { S3_OLD_PROVIDER: provider, S3_OLD_ENDPOINT: endpoint, S3_OLD_REGION: region } = env;
  const { S3_OLD_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!bucket || !accessKeyId || !secretAccessKey) return null;
  return { provider, endpoint, region, bucket, accessKeyId, secretAccessKey };
}

function read<Output>(schema: z.ZodType<Output>, variables: object): Output {
  const parsed = schema.safeParse(variables);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The edge cannot start with these environment variables:\n${lines.join("\n")}`);
}
