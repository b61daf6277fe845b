import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { LogRefusedError, type Unpack } from "@mosis/domain";

/** Bytes that come out at once: with Node's own 16 KiB most of the time goes into handing them over. */
const pieceBytes = 256 * 1024;

/** By Node, which goes on with a second member where the first ends. */
export const unpackGzip: Unpack = async function* (packed) {
  const source = Readable.fromWeb(packed as Parameters<typeof Readable.fromWeb>[0]);
  const unpacking = createGunzip({ chunkSize: pieceBytes });
  // A pipeline would call an early end of who reads a failure; here the one just ends the other.
  source.once("error", (error) => unpacking.destroy(error));
  source.pipe(unpacking);
  try {
    yield* unpacking as AsyncIterable<Uint8Array>;
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!code.startsWith("Z_")) throw error;
    throw new LogRefusedError("damaged", "It begins as gzip and does not go on as such, or ends too early.");
  } finally {
    source.destroy();
    unpacking.destroy();
  }
};
