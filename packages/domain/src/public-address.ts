// IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190), and the multicast registries. What is not
// reachable from everywhere, or carries another address inside, is nowhere to send what strangers ask for.

/** IPv4 ranges that are not public. */
const closed4 = [
  "0.0.0.0/8", // this network
  "10.0.0.0/8", // private
  "100.64.0.0/10", // shared by carriers
  "127.0.0.0/8", // this machine
  "169.254.0.0/16", // link-local, clouds' metadata among it
  "172.16.0.0/12", // private
  "192.0.0.0/24", // IETF protocols
  "192.0.2.0/24", // documentation
  "192.88.99.0/24", // relays of 6to4, deprecated
  "192.168.0.0/16", // private
  "198.18.0.0/15", // benchmarks
  "198.51.100.0/24", // documentation
  "203.0.113.0/24", // documentation
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // reserved, broadcast among it
].map((range) => parseRange(range, 32));

/** Global unicast, outside of which nothing is public in IPv6 but what carries a public IPv4 address. */
const global6 = parseRange("2000::/3", 128);
/** What is not public inside of it. */
const closed6 = [
  "2001::/23", // IETF protocols: Teredo, benchmarks, ORCHID
  "2001:db8::/32", // documentation
  "2002::/16", // 6to4
  "3fff::/20", // documentation
].map((range) => parseRange(range, 128));
/** Prefixes after which an IPv4 address stands (RFC 4291 §2.5.5.2, RFC 6052 §2.1). */
const carriers = ["::ffff:0:0/96", "64:ff9b::/96"].map((range) => parseRange(range, 128));

interface Range {
  start: bigint;
  /** Bits of the address after the prefix. */
  rest: bigint;
}

/** Whether an IP address can be reached from everywhere; null for text that is no IP address. */
export function isPublicAddress(text: string): boolean | null {
  const four = parse4(text);
  if (four !== null) return isPublic4(four);
  // An address with a zone is one of a link.
  if (text.includes("%")) return parse6(text.slice(0, text.indexOf("%"))) === null ? null : false;
  const six = parse6(text);
  if (six === null) return null;
  if (isIn(six, ...carriers)) return isPublic4(six & 0xffff_ffffn);
  return isIn(six, global6) && !isIn(six, ...closed6);
}

function isPublic4(address: bigint): boolean {
  return !isIn(address, ...closed4);
}

function isIn(address: bigint, ...ranges: readonly Range[]): boolean {
  return ranges.some(({ start, rest }) => address >> rest === start >> rest);
}

function parseRange(range: string, bits: number): Range {
  const [address = "", prefix] = range.split("/");
  const start = bits === 32 ? parse4(address) : parse6(address);
  if (start === null) throw new Error(`${range} is no range of addresses`);
  return { start, rest: BigInt(bits - Number(prefix)) };
}

function parse4(text: string): bigint | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (!parts || parts.some((part) => part > 255)) return null;
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

/** RFC 4291 §2.2: eight groups, one run of zeros as `::`, the last two groups also as IPv4. */
function parse6(text: string): bigint | null {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const four = tail?.[2] === undefined ? null : parse4(tail[2]);
  if (tail && four === null) return null;
  const whole =
    four === null ? text : `${tail?.[1]}${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`;
  const halves = whole.split("::");
  if (halves.length > 2) return null;
  const [before = [], after = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - before.length - after.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...before, ...Array<string>(missing).fill("0"), ...after];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}
