import { randomBytes } from "node:crypto";
import { env, isDevelopment } from "../env.ts";
import { schemeScriptSource } from "../theme/scheme-script.ts";
import { catalogSecurityPolicy, contentSecurityPolicy, type Places } from "./content-security-policy.ts";

/** Two years: browsers that were here once by HTTPS come by nothing else. */
const strictTransport = "max-age=63072000";

/** What goes with every page, for the browser; `nonce` is of this one answer. */
export function pageHeaders(nonce: string): Record<string, string> {
  return { "content-security-policy": contentSecurityPolicy(nonce, places(), isDevelopment()), ...byHttps() };
}

/** What goes with every page of the catalog: the same for everybody, as the page is. */
export function catalogHeaders(): Record<string, string> {
  return { "content-security-policy": catalogSecurityPolicy(schemeScriptSource, places()), ...byHttps() };
}

const byHttps = (): Record<string, string> =>
  env().PUBLIC_URL.startsWith("https:") ? { "strict-transport-security": strictTransport } : {};

export const newNonce = (): string => randomBytes(18).toString("base64");

function places(): Places {
  const { EDGE_URL, S3_ENDPOINT, S3_BUCKET, S3_REGION, GITHUB_BASE_URL } = env();
  return {
    edge: new URL(EDGE_URL).origin,
    // As packages/storage addresses a bucket: by path at an endpoint of its own, else by name at Amazon's.
    storage: S3_ENDPOINT ? new URL(S3_ENDPOINT).origin : `https://${S3_BUCKET}.s3.${S3_REGION}.amazonaws.com`,
    pictures:
      GITHUB_BASE_URL === "https://github.com"
        ? ["https://avatars.githubusercontent.com"]
        : [new URL(GITHUB_BASE_URL).origin],
  };
}
