import { type LookupAddress, type LookupOptions, lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { isPublicAddress } from "@mosis/domain";

/** Resolves a name to all of its addresses. */
export type Resolve = (
  hostname: string,
  options: LookupOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** The name, or the address, is of a private network, where nothing is to be sent. */
export class PrivateAddressError extends Error {
  constructor(hostname: string) {
    super(`${hostname} is in a private network`);
    this.name = "PrivateAddressError";
  }
}

/** @throws PrivateAddressError for a literal address that is not public; names are judged as they are resolved. */
export function assertPublicLiteral(hostname: string): void {
  if (isPublicAddress(hostname) === false) throw new PrivateAddressError(hostname);
}

/**
 * A `lookup` for sockets that gives public addresses only. It stands in the connection itself, so what is judged is what
 * is connected to: a name that resolves otherwise a moment later gains nothing. One private address among several
 * spoils them all.
 */
export function checkingLookup(resolve: Resolve = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, "", 0);
      const [first] = addresses;
      if (!first || addresses.some(({ address }) => isPublicAddress(address) !== true))
        return callback(new PrivateAddressError(hostname), "", 0);
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

const systemLookup: Resolve = (hostname, options, callback) =>
  lookup(hostname, { ...options, all: true }, callback);
