import { DomainError } from "@mosis/domain";
import { sessionCookie } from "../auth/session-cookie.ts";
import { env } from "../env.ts";

/**
 * Refuses a state-changing request that another site's page sent with our visitor's cookies. Browsers say where a
 * request comes from; one that carries a session and says nothing is refused as well, as no browser of today does so.
 * @throws DomainError `origin_mismatch`.
 */
export function assertSameOrigin(request: Request): void {
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  if (isForeign(request, origin, site)) throw new DomainError("origin_mismatch");
}

function isForeign(request: Request, origin: string | null, site: string | null): boolean {
  if (origin !== null) return origin !== env().PUBLIC_URL;
  if (site !== null) return site !== "same-origin" && site !== "none";
  return carriesSession(request);
}

/** Also one of several pieces, into which next-auth cuts what is too long for one cookie. */
function carriesSession(request: Request): boolean {
  const names = (request.headers.get("cookie") ?? "")
    .split(";")
    .map((each) => each.trim().split("=")[0] ?? "");
  return names.some((name) => name === sessionCookie() || name.startsWith(`${sessionCookie()}.`));
}
