import { storageVariables, wholeOldBucket } from "@mosis/storage/settings";
import { z } from "zod";

const onThisMachine = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether an address can only be reached from this machine. */
export function isLocal(address: string): boolean {
  return onThisMachine.test(new URL(address).hostname);
}

const Env = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    /** Keeps what visitors read most; where it does not answer, the database does. */
    REDIS_URL: z.url({ protocol: /^rediss?$/ }),
    ...storageVariables,
    /** Where people reach the portal. */
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).transform((address) => new URL(address).origin),
    /** Where devices and browsers reach the edge. */
    EDGE_URL: z.url({ protocol: /^https?$/ }).transform((address) => address.replace(/\/+$/, "")),
    AUTH_SECRET: z.string().min(32),
    /** Signs links in e-mails; the worker's is the same. */
    MAIL_LINK_SECRET: z.string().min(32),
    /** Where mails are written instead of sent. They are shown where the demo sign-in is on, and nowhere else. */
    MAIL_DIRECTORY: z.string().min(1).optional(),
    /** Whether webhooks may lead into private networks. */
    WEBHOOK_PRIVATE_ADDRESSES: z.enum(["allow", "refuse"]).default("refuse"),
    DEMO_SIGN_IN: z.enum(["on", "off"]).default("off"),
    GITHUB_CLIENT_ID: z.string().min(1).optional(),
    GITHUB_CLIENT_SECRET: z.string().min(1).optional(),
    /** Of GitHub, or of a GitHub Enterprise server. */
    GITHUB_BASE_URL: z
      .url({ protocol: /^https?$/ })
      .default("https://github.com")
      .transform((address) => address.replace(/\/+$/, "")),
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace"]).default("info"),
  })
  .refine((env) => env.DEMO_SIGN_IN === "off" || isLocal(env.PUBLIC_URL), {
    path: ["DEMO_SIGN_IN"],
    message:
      "the demo sign-in lets anyone in by name, and PUBLIC_URL is not this machine: turn it off, and set up GitHub",
  })
  .refine(...wholeOldBucket)
  .refine((env) => !env.GITHUB_CLIENT_ID === !env.GITHUB_CLIENT_SECRET, {
    path: ["GITHUB_CLIENT_ID"],
    message: "GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET belong together: set both or none",
  });
export type Env = z.infer<typeof Env>;

/** The portal's settings. @throws Error with one line for each variable that is missing or wrong. */
export function readEnv(variables: Record<string, string | undefined>): Env {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = Env.safeParse(set);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The portal cannot start with these environment variables:\n${lines.join("\n")}`);
}

let current: Env | undefined;

/** The settings of this process, read once and on first use: a build needs none. */
export function env(): Env {
  if (!current) {
    current = readEnv(process.env);
    // next-auth takes its own address from here, and only from here.
    process.env.NEXTAUTH_URL = current.PUBLIC_URL;
  }
  return current;
}

/** Next also loads some modules in a runtime without Node, where nothing of ours is served. */
export const runsOnNode = (): boolean => process.env.NEXT_RUNTIME === "nodejs";
