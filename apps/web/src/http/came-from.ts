import { env } from "../env.ts";
import { clientAddress, peerHeader, saltedAddress } from "./client-address.ts";

/** Where a request came from, salted; undefined where no connection is known. */
export function cameFrom(headers: Pick<Headers, "get">): string | undefined {
  if (headers.get(peerHeader) === null) return undefined;
  const { AUTH_SECRET, TRUSTED_PROXIES } = env();
  const address = clientAddress(headers, TRUSTED_PROXIES);
  return address === null ? undefined : saltedAddress(address, AUTH_SECRET);
}
