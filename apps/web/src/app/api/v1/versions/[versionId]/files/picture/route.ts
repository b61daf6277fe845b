import { VersionParams } from "@/http/inputs.ts";
import { PictureQuery } from "@/http/review-inputs.ts";
import { route } from "@/http/route.ts";

/**
 * Bytes that a stranger chose: a browser may draw them, and nothing else. Opened by itself the answer is a sandbox
 * without an origin in which nothing runs and nothing is loaded (CSP3 §6.3.2), and what could hold a script is saved
 * instead of shown.
 */
export const GET = route({
  auth: "review.decide",
  params: VersionParams,
  query: PictureQuery,
  async handle({ actor, params, query, app }) {
    const { bytes, type } = await app.readPackagePicture({ actor, ...params, ...query });
    return new Response(bytes.slice(), {
      headers: {
        "content-type": type,
        "content-length": String(bytes.length),
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "content-disposition": type === "image/svg+xml" ? "attachment" : "inline",
        "cross-origin-resource-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
      },
    });
  },
});
