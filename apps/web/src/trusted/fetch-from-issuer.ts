import { lookup as systemLookup } from "node:dns";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Neither of this machine nor of networks behind it (IANA's registries of special-purpose addresses, RFC 6890). */
const notPublic = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const)
  notPublic.addSubnet(network, prefix, "ipv4");
const publicV6 = new BlockList();
publicV6.addSubnet("2000::", 3, "ipv6");
for (const [network, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  // 6to4: says an IPv4 address.
  ["2002::", 16],
  ["3fff::", 20],
] as const)
  notPublic.addSubnet(network, prefix, "ipv6");

/** Whether an address is one of the open internet. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !notPublic.check(address, "ipv4");
  // An IPv4 address that is written as one of IPv6 is not in 2000::/3.
  return version === 6 && publicV6.check(address, "ipv6") && !notPublic.check(address, "ipv6");
}

const mostBytes = 256 * 1024;
const timeoutMs = 5_000;

/**
 * Reads a small document of an issuer. Where private addresses are not allowed it connects to none: what is judged is
 * the very address that is connected to, whatever names resolve to a moment later. No redirect is followed.
 * @throws Error when there is no whole answer 200 within five seconds and 256 KiB.
 */
export async function fetchFromIssuer(
  address: string,
  { allowPrivate }: { allowPrivate: boolean },
): Promise<Buffer> {
  const url = new URL(address);
  if (url.protocol !== "https:" && !(allowPrivate && url.protocol === "http:"))
    throw new Error("an issuer is asked by HTTPS alone");
  // Names are judged when they are looked up; an address is not looked up.
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  if (!allowPrivate && isIP(literal) !== 0 && !isPublicAddress(literal))
    throw new Error("not a public address");
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        headers: { accept: "application/json" },
        signal,
        agent: false,
        ...(!allowPrivate && { lookup: publicLookup }),
      },
      (answer) => {
        if (answer.statusCode !== 200) {
          sent.destroy();
          return reject(new Error(`the issuer answered ${answer.statusCode}`));
        }
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size > mostBytes) answer.destroy(new Error("the issuer's answer is too long"));
          else chunks.push(chunk);
        });
        answer.on("error", reject);
        answer.on("end", () => resolve(Buffer.concat(chunks)));
      },
    );
    sent.on("error", reject);
    sent.end();
  });
}

/** The system's look-up, of which one address that is not public refuses the name. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, "");
    const [first] = found;
    if (!first || !found.every(({ address }) => isPublicAddress(address)))
      return callback(new Error(`${hostname} is not at a public address`), "");
    if (options.all) return callback(null, found);
    callback(null, first.address, first.family);
  });
};
