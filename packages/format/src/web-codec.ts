import type { Codec } from "./codec.ts";
import { crc32 } from "./crc32.ts";
import { sha256Stream } from "./sha256.ts";

/** The codec for browsers and web workers, on Compression Streams and Web Crypto; also runs in Node. */
export const webCodec: Codec = {
  crc32,
  async sha256(bytes) {
    // crypto.subtle exists only in secure contexts; a portal reached over plain HTTP still has to work.
    if (!("subtle" in globalThis.crypto)) {
      const hash = sha256Stream();
      hash.update(bytes);
      return hash.digest();
    }
    const digest = new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", owned(bytes)));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  },
  sha256Stream,

  async inflate(compressed, size) {
    const bytes = new Uint8Array(size);
    let at = 0;
    const sound = await webCodec.inflateStream(once(compressed), size, (chunk) => {
      bytes.set(chunk, at);
      at += chunk.length;
    });
    return sound ? bytes : null;
  },

  async inflateStream(compressed, size, onChunk) {
    const stream = new DecompressionStream("deflate-raw");
    // The stream's errors reach the reader below; what the feeding side hears of them adds nothing.
    let sourceFailed: unknown = null;
    const feed = pump(compressed, stream.writable, (error) => {
      sourceFailed = error;
    });
    const reader = stream.readable.getReader();
    let out = 0;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return out === size;
        out += value.length;
        if (out > size) return false;
        onChunk(value);
      }
    } catch (error) {
      if (sourceFailed !== null) throw sourceFailed;
      // Damaged, cut and trailing data are TypeErrors (Compression Standard, section 6).
      if (error instanceof TypeError) return false;
      throw error;
    } finally {
      await reader.cancel().catch(() => undefined);
      await feed;
    }
  },

  async deflate(bytes) {
    const parts: Uint8Array[] = [];
    for await (const part of webCodec.deflateStream(once(bytes))) parts.push(part);
    return new Uint8Array(await new Blob(parts.map(owned)).arrayBuffer());
  },

  async *deflateStream(pieces) {
    const stream = new CompressionStream("deflate-raw");
    let sourceFailed: unknown = null;
    const feed = pump(pieces, stream.writable, (error) => {
      sourceFailed = error;
    });
    const reader = stream.readable.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        yield value;
      }
    } catch (error) {
      throw sourceFailed ?? error;
    } finally {
      await reader.cancel().catch(() => undefined);
      await feed;
    }
  },
};

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Feeds pieces into a stream. Only a failure of the pieces themselves is reported. */
async function pump(
  pieces: AsyncIterable<Uint8Array>,
  writable: WritableStream,
  onSourceError: (error: unknown) => void,
): Promise<void> {
  const writer = writable.getWriter();
  const iterator = pieces[Symbol.asyncIterator]();
  try {
    for (;;) {
      let next: IteratorResult<Uint8Array>;
      try {
        next = await iterator.next();
      } catch (error) {
        onSourceError(error);
        await writer.abort(error);
        return;
      }
      if (next.done) break;
      await writer.write(owned(next.value));
    }
    await writer.close();
  } catch {
    await iterator.return?.();
  }
}

/** Web APIs take views on plain buffers only; no source here hands out shared memory. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}
