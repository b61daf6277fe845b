import { parseVariables, type RateLimit } from "@mosis/domain";
import { storageVariables, wholeOldBucket } from "@mosis/storage/settings";
import { telemetryVariables } from "@mosis/telemetry/settings";
import { z } from "zod";
import { rateNames } from "./http/rate-limit-numbers.ts";

const onThisMachine = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether an address can only be reached from this machine. */
export function isLocal(address: string): boolean {
  return onThisMachine.test(new URL(address).hostname);
}

/** `name=calls/seconds`, with commas between them. Whether there is such a name is found out at start. */
const RateLimits = z
  .string()
  .default("")
  .transform((text, context) => {
    const set: Record<string, RateLimit> = {};
    for (const each of text.split(",").filter((one) => one.trim() !== "")) {
      const [, name = "", calls = "", seconds = ""] =
        /^\s*([a-z_.]+)=([1-9]\d{0,8})\/([1-9]\d{0,5})\s*$/.exec(each) ?? [];
      if (!rateNames.includes(name)) {
        const message = `"${each.trim()}" is none: say NAME=CALLS/SECONDS, where NAME is one of ${rateNames.join(", ")}`;
        context.addIssue({ code: "custom", message });
        return z.NEVER;
      }
      set[name] = { calls: Number(calls), seconds: Number(seconds) };
    }
    return set;
  });

const Env = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    /** Keeps what visitors read most; where it does not answer, the database does. */
    REDIS_URL: z.url({ protocol: /^rediss?$/ }),
    ...storageVariables,
    ...telemetryVariables,
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
    /** Whether trusted publishing may ask issuers on this machine and in private networks, and by plain HTTP. */
    LOCAL_ISSUERS: z.enum(["on", "off"]).default("off"),
    GITHUB_CLIENT_ID: z.string().min(1).optional(),
    GITHUB_CLIENT_SECRET: z.string().min(1).optional(),
    /** Of GitHub, or of a GitHub Enterprise server. */
    GITHUB_BASE_URL: z
      .url({ protocol: /^https?$/ })
      .default("https://github.com")
      .transform((address) => address.replace(/\/+$/, "")),
    /** How many proxies of ours stand before the portal, each of which adds to `X-Forwarded-For`. */
    TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
    /** Other numbers than http/rate-limits.ts has: `read.account=6000/60,sign_in.address=100/300`. */
    RATE_LIMITS: RateLimits,
    /** How long the portal goes on answering after it was asked to stop, so that balancers can notice. */
    DRAIN_SECONDS: z.coerce.number().min(0).max(600).default(5),
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace"]).default("info"),
  })
  .refine((env) => env.DEMO_SIGN_IN === "off" || isLocal(env.PUBLIC_URL), {
    path: ["DEMO_SIGN_IN"],
    message:
      "the demo sign-in lets anyone in by name, and PUBLIC_URL is not this machine: turn it off, and set up GitHub",
  })
  .refine((env) => env.LOCAL_ISSUERS === "off" || isLocal(env.PUBLIC_URL), {
    path: ["LOCAL_ISSUERS"],
    message: "issuers in private networks may be asked only by a portal on this machine: turn it off",
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
  return parseVariables("The portal", Env, set);
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

/** Whether pages are served by `next dev`, whose scripts are made as they are needed. */
export const isDevelopment = (): boolean => process.env.NODE_ENV === "development";

/** Next also loads some modules in a runtime without Node, where nothing of ours is served. */
export const runsOnNode = (): boolean => process.env.NEXT_RUNTIME === "nodejs";
