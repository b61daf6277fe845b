import { createHmac } from "node:crypto";
import { isIP, isIPv4 } from "node:net";

/** Set by `notePeers` from the connection itself; what a client sends by this name is overwritten. */
export const peerHeader = "x-mosis-peer";
/** Set by `notePeers` as well: where the portal itself can be reached from where it runs. */
export const selfHeader = "x-mosis-self";

/**
 * The address a request came from: of the connection, or what the outermost of our own proxies wrote down. Further out
 * in `X-Forwarded-For` anybody can write what they like. Null where no connection is known.
 */
export function clientAddress(headers: Pick<Headers, "get">, trustedProxies: number): string | null {
  const peer = headers.get(peerHeader);
  if (peer === null) return null;
  const forwarded = trustedProxies > 0 ? (headers.get("x-forwarded-for")?.split(",") ?? []) : [];
  const hops = [...forwarded.map((hop) => hop.trim()), peer];
  return (
    normalAddress(hops.at(-1 - Math.min(trustedProxies, hops.length - 1)) ?? peer) ?? normalAddress(peer)
  );
}

/** IPv4 as it is, also inside IPv6; of IPv6 the network of 64 bits, as that is what one customer gets. */
function normalAddress(text: string): string | null {
  const address = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(text)?.[1] ?? text.replace(/%.*$/, "");
  if (isIP(address) === 0) return null;
  if (isIPv4(address)) return address;
  // The URL parser writes an address in one way (RFC 5952).
  const [head = "", tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split("::");
  const [left, right] = [head, tail ?? ""].map((part) => (part === "" ? [] : part.split(":")));
  const groups =
    tail === undefined
      ? (left ?? [])
      : [
          ...(left ?? []),
          ...Array<string>(8 - (left?.length ?? 0) - (right?.length ?? 0)).fill("0"),
          ...(right ?? []),
        ];
  return `${groups.slice(0, 4).join(":")}::/64`;
}

/**
 * What is kept of an address: the same for the same address, and without the key nothing of the address can be told
 * from it. 16 hexadecimal digits of an HMAC-SHA-256 under a key of its own, made of `secret`.
 */
export function saltedAddress(address: string, secret: string): string {
  const key = createHmac("sha256", secret).update("mosis:client-address:1").digest();
  return createHmac("sha256", key).update(address).digest("hex").slice(0, 16);
}
