import { createHash, hash } from "node:crypto";
import { once } from "node:events";
import { promisify } from "node:util";
import {
  constants,
  crc32,
  createDeflateRaw,
  createInflateRaw,
  deflateRaw,
  inflateRaw,
  inflateRawSync,
  type ZlibOptions,
} from "node:zlib";
import type { Codec } from "../codec.ts";

/** Level 9: packages are packed once and downloaded many times. The other values are pinned for same bytes. */
const deflateOptions = {
  level: 9,
  memLevel: 9,
  strategy: constants.Z_DEFAULT_STRATEGY,
  windowBits: 15,
} as const;
const deflateInPool = promisify<Uint8Array, typeof deflateOptions, Buffer>(deflateRaw);
const pieceBytes = 1024 * 1024;
/** What `info: true` makes of the result of inflating; the types do not know of it. */
type Inflated = { buffer: Buffer; engine: { bytesWritten: number } };
const inflateInPool = promisify(inflateRaw) as unknown as (
  compressed: Uint8Array,
  options: ZlibOptions,
) => Promise<Inflated>;
/** Unpacked sizes from which zlib's threads take over; below, handing an entry to them costs more than it saves. */
const pooledBytes = 64 * 1024;

/** The codec for Node, on zlib and OpenSSL. Small entries take one synchronous call each. */
export const nodeCodec: Codec = {
  crc32: (bytes, seed) => crc32(bytes, seed),
  sha256: async (bytes) => hash("sha256", bytes, "hex"),
  sha256Stream() {
    const state = createHash("sha256");
    return { update: (bytes) => void state.update(bytes), digest: () => state.digest("hex") };
  },

  async inflate(compressed, size) {
    try {
      // One byte of room above the size lets zlib finish in one pass and shows a stream that is too long.
      const options = { maxOutputLength: Math.max(1, size), chunkSize: Math.max(64, size + 1), info: true };
      const result =
        size < pooledBytes
          ? (inflateRawSync(compressed, options) as unknown as Inflated)
          : await inflateInPool(compressed, options);
      const ended = result.engine.bytesWritten === compressed.length;
      return ended && result.buffer.length === size ? result.buffer : null;
    } catch (error) {
      if (isDataError(error)) return null;
      throw error;
    }
  },

  release(inflated) {
    // Small ones lie in a buffer that they share with others.
    if (inflated.length >= Buffer.poolSize) giveBack(inflated);
  },

  async inflateStream(compressed, size, onChunk) {
    const inflate = createInflateRaw({ chunkSize: pieceBytes });
    let out = 0;
    let given = 0;
    const finished = new Promise<boolean>((resolve, reject) => {
      inflate.on("data", (chunk: Buffer) => {
        out += chunk.length;
        if (out > size) {
          resolve(false);
          return;
        }
        // Put off until zlib's thread is at work on the next piece: the two then run side by side.
        queueMicrotask(() => {
          try {
            onChunk(chunk);
            // zlib has filled it and takes another; without waiting for the garbage collector, as in `release`.
            if (chunk.byteOffset + chunk.length === chunk.buffer.byteLength) giveBack(chunk);
          } catch (error) {
            reject(error);
          }
        });
      });
      inflate.once("end", () => resolve(true));
      inflate.once("error", (error) => (isDataError(error) ? resolve(false) : reject(error)));
    });
    let settled = false;
    const stop = finished.then(
      () => {
        settled = true;
      },
      () => {
        settled = true;
      },
    );
    try {
      for await (const piece of compressed) {
        if (settled) break;
        given += piece.length;
        // One piece at a time keeps memory flat; an early verdict ends the wait.
        await Promise.race([new Promise((done) => inflate.write(piece, done)), stop]);
      }
      if (!settled) inflate.end();
      return (await finished) && out === size && inflate.bytesWritten === given;
    } finally {
      inflate.destroy();
    }
  },

  deflate: (bytes) => deflateInPool(bytes, deflateOptions),

  async *deflateStream(pieces) {
    const deflate = createDeflateRaw({ ...deflateOptions, chunkSize: pieceBytes });
    const feed = (async () => {
      for await (const piece of pieces) if (!deflate.write(piece)) await once(deflate, "drain");
      deflate.end();
    })();
    feed.catch((error: unknown) =>
      deflate.destroy(error instanceof Error ? error : new Error(String(error))),
    );
    for await (const chunk of deflate) yield chunk as Uint8Array;
    await feed;
  },
};

function giveBack({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** zlib's own verdicts on the data; anything else, such as too little memory, is not the package's fault. */
function isDataError(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return (
    code === "Z_DATA_ERROR" ||
    code === "Z_BUF_ERROR" ||
    code === "Z_NEED_DICT" ||
    code === "ERR_BUFFER_TOO_LARGE"
  );
}
