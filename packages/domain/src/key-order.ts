/**
 * The order of keys in a bucket's listing and under PostgreSQL's collation "C": that of their UTF-8 bytes. JavaScript
 * compares UTF-16 units, which differs for characters outside the basic plane: there, units below U+E000 stand for
 * characters above U+FFFF.
 */
export function compareKeys(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    const [a, b] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (a === b) continue;
    if (isSurrogate(a) !== isSurrogate(b)) return isSurrogate(a) ? 1 : -1;
    return a - b;
  }
  return one.length - other.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
