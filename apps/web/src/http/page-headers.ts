import { randomBytes } from "node:crypto";
import { env, isDevelopment } from "../env.ts";
import { contentSecurityPolicy, type Places } from "./content-security-policy.ts";

/** Two years: browsers that were here once by HTTPS come by nothing else. */
const strictTransport = "max-age=63072000";

/** What goes with every page, for the browser; `nonce` is of this one answer. */
export function pageHeaders(nonce: string): Record<string, string> {
  const isSecure = env().PUBLIC_URL.startsWith("https:");
  return {
    "content-security-policy": contentSecurityPolicy(nonce, places(), isDevelopment()),
    ...(isSecure && { "strict-transport-security": strictTransport }),
  };
}

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
