import type { Unpack } from "../logs/log-lines.ts";
import { LogRefusedError } from "../logs/log-refusal.ts";

/** Unpacks all at once, and a single member of gzip, which is enough for samples. */
export const sampleUnpack: Unpack = async function* (packed) {
  const stream = packed.pipeThrough(new DecompressionStream("gzip") as never) as ReadableStream<Uint8Array>;
  let text: Uint8Array;
  try {
    text = new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new LogRefusedError("damaged", "It is not packed as it should be.");
  }
  for (let at = 0; at < text.length; at += 1_000) yield text.subarray(at, at + 1_000);
};
