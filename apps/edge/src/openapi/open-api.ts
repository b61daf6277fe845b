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
