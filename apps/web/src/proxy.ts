import { type NextRequest, NextResponse } from "next/server";

/**
 * Tells pages their own path, so that they can name it when they send somebody to sign in. Nothing is decided
 * here: who may see what is asked where data is read.
 */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  headers.set("x-mosis-path", request.nextUrl.pathname + request.nextUrl.search);
  return NextResponse.next({ request: { headers } });
}

export const config = {
  matcher: ["/console/:path*", "/review/:path*", "/invitations/:path*", "/transfers/:path*"],
};
