import type { ByteSource } from "./source.ts";

/** How much is read at once, in bytes: large enough that 10,000 small files take a few reads. */
export const windowBytes = 4 * 1024 * 1024;

/**
 * Reads a part of a source front to back in large pieces, each while the one before it is being worked on. Requests
 * are views into a piece, and copies only where they lie across two.
 */
export class WindowReader {
  readonly #source: ByteSource;
  readonly #end: number;
  #start = 0;
  #window: Uint8Array = new Uint8Array(0);
  /** The piece before the window, as one may ask again for what began in it. */
  #before: Uint8Array = new Uint8Array(0);
  /** Pieces before that one, and where each ends. */
  #past: { readonly piece: Uint8Array; readonly end: number }[] = [];
  /** The piece that begins where the window ends. */
  #next: Promise<Uint8Array> | null = null;

  /** Reads nothing from `end` on. */
  constructor(source: ByteSource, end: number = source.size) {
    this.#source = source;
    this.#end = end;
  }

  /** `length` bytes from `offset`, at most a window long. The view is good for as long as it is held. */
  async bytes(offset: number, length: number): Promise<Uint8Array> {
    const held = this.#held(offset, length);
    if (held !== null) return held;
    const moved = (await this.#moveOn(offset)) ? this.#held(offset, length) : null;
    return moved ?? (await this.#jump(offset, length));
  }

  /** Nothing before `offset` is in use or will be asked for: what lies there is given back to the source. */
  forget(offset: number): void {
    if ((this.#past[0]?.end ?? Infinity) > offset) return;
    for (const { piece, end } of this.#past) if (end <= offset) this.#source.release?.(piece);
    this.#past = this.#past.filter(({ end }) => end > offset);
  }

  /** The bytes from `offset` on in pieces, for what does not fit a window. */
  async *pieces(offset: number, length: number): AsyncGenerator<Uint8Array> {
    const step = windowBytes / 2;
    for (let done = 0; done < length; done += step) {
      yield await this.bytes(offset + done, Math.min(step, length - done));
    }
  }

  /** What is asked for, when it lies in the window and the piece before it. */
  #held(offset: number, length: number): Uint8Array | null {
    const at = offset - this.#start;
    if (at + length > this.#window.length || at < -this.#before.length) return null;
    if (at >= 0) return this.#window.subarray(at, at + length);
    const before = this.#before.subarray(this.#before.length + at);
    return length <= before.length ? before.subarray(0, length) : joined(before, this.#window, length);
  }

  /** Makes the piece that was read ahead the window; false when that cannot help with `offset`. */
  async #moveOn(offset: number): Promise<boolean> {
    const windowEnd = this.#start + this.#window.length;
    if (this.#next === null || offset < this.#start || offset > windowEnd) return false;
    const piece = await this.#next;
    if (this.#before.length > 0) this.#past.push({ piece: this.#before, end: this.#start });
    this.#before = this.#window;
    this.#window = piece;
    this.#start = windowEnd;
    this.#readAhead();
    return true;
  }

  async #jump(offset: number, length: number): Promise<Uint8Array> {
    await this.#next?.catch(() => undefined);
    this.#before = new Uint8Array(0);
    this.#window = await this.#source.read(offset, Math.min(windowBytes, this.#end - offset));
    this.#start = offset;
    this.#readAhead();
    return this.#window.subarray(0, length);
  }

  #readAhead(): void {
    const from = this.#start + this.#window.length;
    const length = Math.min(windowBytes, this.#end - from);
    this.#next = null;
    if (length <= 0) return;
    this.#next = this.#source.read(from, length);
    // A failure is met when the piece is asked for; until then it must not count as unhandled.
    this.#next.catch(() => undefined);
  }
}

/** The first `length` bytes of two pieces, of which the first is shorter than that. */
function joined(a: Uint8Array, b: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  out.set(a);
  out.set(b.subarray(0, length - a.length), a.length);
  return out;
}
