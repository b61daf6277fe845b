import { referencePage } from "@mosis/openapi";
import type { Context } from "hono";
import { publicHeaders } from "../http/public-headers.ts";
import { edgeDocument } from "./edge-document.ts";

/** `GET /openapi.json` */
export function openApi(edge: { edgeUrl: string }): (c: Context) => Response {
  let text: string | undefined;
  return () => {
    text ??= JSON.stringify(edgeDocument(edge.edgeUrl));
    return new Response(text, {
      headers: {
        ...publicHeaders,
        "content-type": "application/json",
        "cache-control": "public, max-age=300",
      },
    });
  };
}

/** `GET /docs`: the document to read and to try out. */
export function reference(edge: { edgeUrl: string }): (c: Context) => Response {
  return () => {
    const nonce = crypto.randomUUID();
    const page = referencePage({ title: "Mosis devices", documentUrl: "openapi.json", nonce });
    const policy = [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src 'nonce-${nonce}'`,
      `connect-src 'self' ${new URL(edge.edgeUrl).origin}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ];
    return new Response(page, {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": policy.join("; "),
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      },
    });
  };
}
