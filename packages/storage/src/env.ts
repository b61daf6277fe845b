import { z } from "zod";
import { providers } from "./capabilities.ts";

const Env = z
  .object({
    STORAGE_PROVIDER: z.enum(providers).default("r2"),
    S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
    S3_REGION: z.string().default("auto"),
    S3_BUCKET: z.string().default("mosis-packages"),
    S3_ACCESS_KEY_ID: z.string(),
    S3_SECRET_ACCESS_KEY: z.string(),
    /** Where the portal is; its origin may talk to the bucket. */
    PUBLIC_URL: z.url({ protocol: /^https?$/ }),
  })
  .refine((env) => env.S3_ENDPOINT !== undefined || env.STORAGE_PROVIDER === "s3", {
    path: ["S3_ENDPOINT"],
    message: "needed for r2 and b2, whose endpoints name the account or the region",
  });

/** What the commands of this package are told by the environment. */
export type Env = z.infer<typeof Env>;

/**
 * Reads the variables of the environment; empty means not set.
 *
 * @throws Error with one line for each variable that is missing or wrong.
 */
export function readEnv(variables: NodeJS.ProcessEnv): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value));
  const parsed = Env.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
  throw new Error(`These environment variables need a correction:\n${lines.join("\n")}`);
}
