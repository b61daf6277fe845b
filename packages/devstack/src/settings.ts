import { type S3Connection, s3Variables } from "./edge-worker.ts";
import type { Secrets } from "./secrets.ts";
import { StackError } from "./stack-error.ts";

/** What `npm start` was told by the environment and the `.env` file. */
export type Settings = {
  /** All variables that are set to something. */
  given: Record<string, string>;
  ports: { web: number; edge: number; health: number; postgres: number; redis: number };
  /** Which parts are started here, because no address of a real one was given. */
  embedded: { postgres: boolean; redis: boolean; edge: boolean };
};

type Variables = Record<string, string | undefined>;

/**
 * Merges the environment with the variables of the `.env` file; the environment wins, and empty means not set.
 *
 * @throws StackError `invalid_setting` for a port that is none, `missing_setting` for storage without its keys.
 */
export function readSettings(environment: Variables, file: Variables = {}): Settings {
  const isSet = (entry: [string, string | undefined]): entry is [string, string] => !!entry[1];
  const given = Object.fromEntries([
    ...Object.entries(file).filter(isSet),
    ...Object.entries(environment).filter(isSet),
  ]);
  const settings: Settings = {
    given,
    ports: {
      web: readPort(given, "PORT", 3000),
      edge: readPort(given, "EDGE_PORT", 8787),
      health: readPort(given, "HEALTH_PORT", 9100),
      postgres: readPort(given, "POSTGRES_PORT", 54320),
      redis: readPort(given, "REDIS_PORT", 63790),
    },
    embedded: { postgres: !given.DATABASE_URL, redis: !given.REDIS_URL, edge: !given.S3_ENDPOINT },
  };
  const missing = ["S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"].filter((name) => !given[name]);
  if (given.S3_ENDPOINT && missing.length > 0) {
    throw new StackError(
      "missing_setting",
      `S3_ENDPOINT is set, so ${missing.join(" and ")} must be set too.`,
    );
  }
  return settings;
}

function readPort(given: Record<string, string>, name: string, otherwise: number): number {
  const text = given[name];
  if (text === undefined) return otherwise;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
  throw new StackError(
    "invalid_setting",
    `${name} is "${text}", which is no port: use a number from 1 to 65535.`,
  );
}

/**
 * The environment the apps are started with: every variable of `.env.example`, from what was given first, then from what
 * was started here, then from the defaults.
 */
export function productEnvironment(
  settings: Settings,
  secrets: Secrets,
  started: {
    databaseUrl?: string;
    redisUrl?: string;
    s3?: S3Connection;
    edgeUrl?: string;
    mailDirectory?: string;
  },
): Record<string, string> {
  const { ports, given } = settings;
  // Keys belong to an endpoint: beside a storage started here, others could only be wrong.
  const storage = started.s3 && {
    ...s3Variables(started.s3),
    STORAGE_PROVIDER: "r2",
  };
  return {
    S3_REGION: "auto",
    S3_BUCKET: "mosis-packages",
    STORAGE_PROVIDER: "r2",
    PUBLIC_URL: `http://localhost:${ports.web}`,
    EDGE_URL: started.edgeUrl ?? `http://127.0.0.1:${ports.edge}`,
    AUTH_SECRET: secrets.authSecret,
    DOWNLOAD_SIGNING_KEY: secrets.downloadSigningKey,
    RELEASE_SIGNING_KEYS: secrets.releaseSigningKey,
    MAIL_LINK_SECRET: secrets.mailLinkSecret,
    METRICS_TOKEN: secrets.metricsToken,
    ...(started.mailDirectory !== undefined && !given.SMTP_URL && { MAIL_DIRECTORY: started.mailDirectory }),
    DEMO_SIGN_IN: isThisMachine(given.PUBLIC_URL) ? "on" : "off",
    LOCAL_ISSUERS: isThisMachine(given.PUBLIC_URL) ? "on" : "off",
    LOG_LEVEL: "info",
    // No balancer has to notice anything.
    DRAIN_SECONDS: "0",
    ...given,
    ...(started.databaseUrl === undefined ? {} : { DATABASE_URL: started.databaseUrl }),
    ...(started.redisUrl === undefined ? {} : { REDIS_URL: started.redisUrl }),
    ...storage,
    PORT: String(ports.web),
    EDGE_PORT: String(ports.edge),
    NODE_ENV: "production",
  };
}

/** Whether a portal at this address can only be reached from here; without one it is. */
function isThisMachine(address: string | undefined): boolean {
  return (
    address === undefined ||
    (URL.canParse(address) && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(new URL(address).hostname))
  );
}
