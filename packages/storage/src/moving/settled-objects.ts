import { hash } from "node:crypto";

/**
 * Remembers, of each object that needs nothing more, which state of it was settled, in 24 bytes an object (48 with the
 * room to grow): ten million objects are half a gigabyte. States are told apart by 64 bits of a hash, so that among ten
 * million objects two are mistaken for one another with a chance of about one in 400,000.
 */
export class SettledObjects {
  #keys = new BigUint64Array(1024);
  #sources = new BigUint64Array(1024);
  #copies = new BigUint64Array(1024);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** @param object.copy entity tag of the copy that was made of it; null when the other side has something of its own. */
  add(object: { key: string; etag: string; size: number; copy: string | null }): void {
    if (2 * (this.#count + 1) > this.#keys.length) this.#grow();
    const key = bits(object.key);
    this.#set(key, sourceBits(object), object.copy === null ? 0n : bits(object.copy));
  }

  has(key: string): boolean {
    return this.#keys[this.#slot(bits(key))] !== 0n;
  }

  /** Whether this very state was settled. */
  isSettled(object: { key: string; etag: string; size: number }): boolean {
    return this.#sources[this.#slot(bits(object.key))] === sourceBits(object);
  }

  /** Whether what has this entity tag on the other side is a copy that was made earlier. */
  isCopy(key: string, etag: string): boolean {
    return this.#copies[this.#slot(bits(key))] === bits(etag);
  }

  #set(key: bigint, source: bigint, copy: bigint): void {
    const slot = this.#slot(key);
    if (this.#keys[slot] === 0n) this.#count++;
    this.#keys[slot] = key;
    this.#sources[slot] = source;
    this.#copies[slot] = copy;
  }

  /** Where the key is, or the empty place where it would be. */
  #slot(key: bigint): number {
    const { length } = this.#keys;
    let slot = Number(key % BigInt(length));
    while (this.#keys[slot] !== 0n && this.#keys[slot] !== key) slot = (slot + 1) % length;
    return slot;
  }

  #grow(): void {
    const [keys, sources, copies] = [this.#keys, this.#sources, this.#copies];
    const length = 2 * keys.length;
    this.#keys = new BigUint64Array(length);
    this.#sources = new BigUint64Array(length);
    this.#copies = new BigUint64Array(length);
    this.#count = 0;
    for (const [slot, key] of keys.entries()) {
      if (key !== 0n) this.#set(key, sources[slot] ?? 0n, copies[slot] ?? 0n);
    }
  }
}

function sourceBits({ etag, size }: { etag: string; size: number }): bigint {
  return bits(`${size} ${etag}`);
}

/** Never 0, which stands for nothing. */
function bits(text: string): bigint {
  return hash("sha256", text, "buffer").readBigUInt64LE(0) || 1n;
}
