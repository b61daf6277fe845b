import { gunzipSync } from "node:zlib";
import type { Unpack } from "../logs/log-lines.ts";
import { LogRefusedError } from "../logs/log-refusal.ts";

/** Unpacks all at once, which is enough for samples. */
export const sampleUnpack: Unpack = async function* (packed) {
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  let text: Uint8Array;
  try {
    text = gunzipSync(bytes);
  } catch {
    throw new LogRefusedError("damaged", "It is not packed as it should be.");
  }
  for (let at = 0; at < text.length; at += 1_000) yield text.subarray(at, at + 1_000);
};
