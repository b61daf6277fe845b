import { storageVariables, wholeOldBucket } from "@mosis/storage/settings";
import { z } from "zod";
import { SigningKeys } from "./signing-keys.ts";

const Env = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    REDIS_URL: z.url({ protocol: /^rediss?$/ }),
    ...storageVariables,
    RELEASE_SIGNING_KEYS: SigningKeys,
    /** Where people reach the portal: links in e-mails lead there. */
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).transform((address) => new URL(address).origin),
    /** Mails are written into it. */
    MAIL_DIRECTORY: z.string().min(1),
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace"]).default("info"),
  })
  .refine(...wholeOldBucket);
export type Env = z.infer<typeof Env>;

/** The worker's settings. @throws Error with one line for each variable that is missing or wrong. */
export function readEnv(variables: NodeJS.ProcessEnv = process.env): Env {
  const parsed = Env.safeParse(variables);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The worker cannot start with these environment variables:\n${lines.join("\n")}`);
}
