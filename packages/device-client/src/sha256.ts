/** Of FIPS 180-4, 4.2.2: the first 32 bits of the fractions of the cube roots of the first 64 primes. */
const constants = fractionsOfRoots(64, Math.cbrt);

/**
 * SHA-256 (FIPS 180-4) of bytes that come in pieces. WebCrypto hashes only what is in memory as a whole, and a package
 * need not be.
 */
export class Sha256 {
  readonly #state = fractionsOfRoots(8, Math.sqrt);
  readonly #block = new Uint8Array(64);
  readonly #words = new Uint32Array(64);
  #blockLength = 0;
  #bytes = 0;

  update(bytes: Uint8Array): this {
    this.#bytes += bytes.length;
    let at = 0;
    if (this.#blockLength > 0) {
      at = Math.min(64 - this.#blockLength, bytes.length);
      this.#block.set(bytes.subarray(0, at), this.#blockLength);
      this.#blockLength += at;
      if (this.#blockLength < 64) return this;
      this.#mix(this.#block, 0);
      this.#blockLength = 0;
    }
    for (; at + 64 <= bytes.length; at += 64) this.#mix(bytes, at);
    this.#block.set(bytes.subarray(at));
    this.#blockLength = bytes.length - at;
    return this;
  }

  /** In lower-case hex. Ends the hash: nothing may be added after it. */
  digest(): string {
    const padded = new Uint8Array(this.#blockLength < 56 ? 64 : 128);
    padded.set(this.#block.subarray(0, this.#blockLength));
    padded[this.#blockLength] = 0x80;
    new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(this.#bytes) * 8n);
    for (let at = 0; at < padded.length; at += 64) this.#mix(padded, at);
    return Array.from(this.#state, (word) => word.toString(16).padStart(8, "0")).join("");
  }

  #mix(bytes: Uint8Array, from: number): void {
    const words = this.#words;
    for (let at = 0; at < 16; at += 1) {
      const place = from + at * 4;
      words[at] =
        ((bytes[place] ?? 0) << 24) |
        ((bytes[place + 1] ?? 0) << 16) |
        ((bytes[place + 2] ?? 0) << 8) |
        (bytes[place + 3] ?? 0);
    }
    for (let at = 16; at < 64; at += 1) {
      const [early, late] = [words[at - 15] ?? 0, words[at - 2] ?? 0];
      const small = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
      const large = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
      words[at] = ((words[at - 16] ?? 0) + small + (words[at - 7] ?? 0) + large) | 0;
    }
    const state = this.#state;
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let at = 0; at < 64; at += 1) {
      const chosen = (e & f) ^ (~e & g);
      const first =
        (h +
          (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) +
          chosen +
          (constants[at] ?? 0) +
          (words[at] ?? 0)) |
        0;
      const majority = (a & b) ^ (a & c) ^ (b & c);
      const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    const mixed = [a, b, c, d, e, f, g, h];
    for (let at = 0; at < 8; at += 1) state[at] = (state[at] ?? 0) + (mixed[at] ?? 0);
  }
}

function turned(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function fractionsOfRoots(count: number, root: (of: number) => number): Uint32Array {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate += 1) {
    let isPrime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor += 1)
      if (candidate % divisor === 0) isPrime = false;
    if (isPrime) found.push((root(candidate) % 1) * 2 ** 32);
  }
  return Uint32Array.from(found);
}
