import type { ByteSource } from "./source.ts";

/** How much is read at once, in bytes: large enough that 10,000 small files take a few reads. */
export const windowBytes = 4 * 1024 * 1024;

/**
 * Reads a part of a source front to back in large pieces, each while the one before it is being worked on. Small
 * requests are views into the piece at hand.
 */
export class WindowReader {
  readonly #source: ByteSource;
  readonly #end: number;
  #start = 0;
  #window: Uint8Array = new Uint8Array(0);
  /** The piece that begins where the window ends. */
  #next: Promise<Uint8Array> | null = null;

  /** Reads nothing from `end` on. */
  constructor(source: ByteSource, end: number = source.size) {
    this.#source = source;
    this.#end = end;
  }

  /** `length` bytes from `offset`, at most a window long. The view is good for as long as it is held. */
  async bytes(offset: number, length: number): Promise<Uint8Array> {
    const at = offset - this.#start;
    if (at < 0 || at + length > this.#window.length) {
      await this.#move(offset, length);
      return this.#window.subarray(0, length);
    }
    return this.#window.subarray(at, at + length);
  }

  /** The bytes from `offset` on in pieces, for what does not fit a window. */
  async *pieces(offset: number, length: number): AsyncGenerator<Uint8Array> {
    const step = windowBytes / 2;
    for (let done = 0; done < length; done += step) {
      yield await this.bytes(offset + done, Math.min(step, length - done));
    }
  }

  async #move(offset: number, length: number): Promise<void> {
    const windowEnd = this.#start + this.#window.length;
    const ahead = this.#next;
    this.#next = null;
    if (ahead !== null && offset >= this.#start && offset <= windowEnd) {
      const piece = await ahead;
      const rest = this.#window.subarray(offset - this.#start);
      this.#window = rest.length === 0 ? piece : joined(rest, piece);
    } else {
      await ahead?.catch(() => undefined);
      this.#window = new Uint8Array(0);
    }
    this.#start = offset;
    if (this.#window.length < length) {
      this.#window = await this.#source.read(offset, Math.min(windowBytes, this.#end - offset));
    }
    this.#readAhead();
  }

  #readAhead(): void {
    const from = this.#start + this.#window.length;
    const length = Math.min(windowBytes, this.#end - from);
    if (length <= 0) return;
    this.#next = this.#source.read(from, length);
    // A failure is met when the piece is asked for; until then it must not count as unhandled.
    this.#next.catch(() => undefined);
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
