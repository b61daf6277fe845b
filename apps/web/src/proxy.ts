import { type NextRequest, NextResponse } from "next/server";
import { answerCatalogPage } from "./catalog/answer-page.ts";
import { isDevelopment } from "./env.ts";
import { newNonce, pageHeaders } from "./http/page-headers.ts";

/**
 * Answers pages of the catalog as they were rendered for everybody. Gives all others a nonce for their scripts and the
 * policy that goes with it, and tells them their own path, so that they can name it when they send somebody to sign in.
 * Nothing is decided here: who may see what is asked where data is read.
 */
export async function proxy(request: NextRequest): Promise<Response> {
  const finished = isDevelopment() ? null : await answerCatalogPage(request);
  if (finished) return finished;
  const nonce = newNonce();
  const answered = pageHeaders(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-mosis-path", request.nextUrl.pathname + request.nextUrl.search);
  headers.set("x-mosis-nonce", nonce);
  // Next reads the nonce for its own scripts out of this.
  headers.set("content-security-policy", answered["content-security-policy"] ?? "");
  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(answered)) response.headers.set(name, value);
  return response;
}

/** Every address but those of files and of the API, which answer with no page. */
export const config = { matcher: ["/((?!_next/|api/|icon\\.svg$).*)"] };
