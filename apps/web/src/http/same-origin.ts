import { DomainError } from "@mosis/domain";
import { env } from "../env.ts";

/**
 * Refuses a state-changing request that another site's page sent with our visitor's cookies. Browsers say where
 * a request comes from; programs that say nothing carry no cookies by accident.
 * @throws DomainError `origin_mismatch`.
 */
export function assertSameOrigin(request: Request): void {
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const foreign =
    origin !== null
      ? origin !== env().PUBLIC_URL
      : site !== null && site !== "same-origin" && site !== "none";
  if (foreign) throw new DomainError("origin_mismatch");
}
