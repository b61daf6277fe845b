import { parseVariables } from "@mosis/domain";
import { storageVariables, wholeOldBucket } from "@mosis/storage/settings";
import { telemetryVariables } from "@mosis/telemetry/settings";
import { z } from "zod";
import { SigningKeys } from "./signing-keys.ts";

const Env = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    REDIS_URL: z.url({ protocol: /^rediss?$/ }),
    ...storageVariables,
    ...telemetryVariables,
    /** Where `/live`, `/ready` and `/metrics` answer. */
    HEALTH_HOST: z.string().min(1).default("127.0.0.1"),
    /** 0 takes any that is free; the log says which. */
    HEALTH_PORT: z.coerce.number().int().min(0).max(65535).default(9100),
    RELEASE_SIGNING_KEYS: SigningKeys,
    /** Where people reach the portal: links in e-mails lead there. */
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).transform((address) => new URL(address).origin),
    /** Signs links that need no sign-in; the portal's is the same. */
    MAIL_LINK_SECRET: z.string().min(32),
    /** The mail server; without one, mails are written into MAIL_DIRECTORY. */
    SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
    MAIL_DIRECTORY: z.string().min(1).optional(),
    MAIL_FROM: z
      .string()
      .regex(/^[^\r\n]*@[^\r\n]+$/)
      .optional(),
    /** Whether webhooks may lead into private networks. */
    WEBHOOK_PRIVATE_ADDRESSES: z.enum(["allow", "refuse"]).default("refuse"),
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace"]).default("info"),
  })
  .refine(...wholeOldBucket)
  .refine((env) => env.SMTP_URL !== undefined || env.MAIL_DIRECTORY !== undefined, {
    path: ["SMTP_URL"],
    message:
      "e-mails have to go somewhere: set SMTP_URL, or MAIL_DIRECTORY to have them written into a folder",
  })
  .refine((env) => env.SMTP_URL === undefined || env.MAIL_FROM !== undefined, {
    path: ["MAIL_FROM"],
    message: "a mail server wants to know who writes: set it, as in Mosis <store@example.com>",
  });
export type Env = z.infer<typeof Env>;

const onThisMachine = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether the portal can only be reached from this machine. */
export function isPortalLocal({ PUBLIC_URL }: Env): boolean {
  return onThisMachine.test(new URL(PUBLIC_URL).hostname);
}

/** The worker's settings. @throws Error with one line for each variable that is missing or wrong. */
export function readEnv(variables: NodeJS.ProcessEnv = process.env): Env {
  return read(Env, "The worker", variables);
}

const BackupEnv = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    ...storageVariables,
    RELEASE_SIGNING_KEYS: z.string().min(1).optional(),
    DOWNLOAD_SIGNING_KEY: z.string().min(1).optional(),
    AUTH_SECRET: z.string().min(1).optional(),
    MAIL_LINK_SECRET: z.string().min(1).optional(),
    /** Seals the keys of a backup, and opens them again. */
    BACKUP_PASSPHRASE: z.string().min(12, "Use at least 12 characters.").optional(),
  })
  .refine(...wholeOldBucket);
export type BackupEnv = z.infer<typeof BackupEnv>;

/** What backup and restore are told. @throws Error with one line for each variable that is missing or wrong. */
export function readBackupEnv(variables: NodeJS.ProcessEnv = process.env): BackupEnv {
  return read(BackupEnv, "Backup and restore", variables);
}

function read<Output>(schema: z.ZodType<Output>, what: string, variables: NodeJS.ProcessEnv): Output {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  return parseVariables(what, schema, set);
}
