import { DomainError, issuerOf, type TrustedIdentity } from "@mosis/domain";
import { env } from "../env.ts";

/**
 * Any issuer may be trusted that speaks HTTPS; one that does not only where the portal runs on the same machine.
 * @throws DomainError `input_invalid`.
 */
export function requireUsableIssuer(identity: TrustedIdentity): void {
  const isHttps = new URL(issuerOf(identity)).protocol === "https:";
  if (isHttps || env().LOCAL_ISSUERS === "on") return;
  const message = "Give an issuer whose address begins with https.";
  throw new DomainError("input_invalid", { message, fields: [{ path: "issuer", message }] });
}
