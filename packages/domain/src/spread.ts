/**
 * A number from 0 up to but not including 1 that the same texts always have, and that says nothing about them. A cheap
 * even spread is all that is wanted: FNV-1a of 32 bits, with a last mix.
 */
export function spreadOf(...texts: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const text of texts) {
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    // Between texts, so that "ab", "c" is not "a", "bc".
    hash = Math.imul(hash ^ 0xff, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
