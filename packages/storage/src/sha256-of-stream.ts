import { createHash } from "node:crypto";

/** The SHA-256 of what a stream gives, in hexadecimal, without keeping it. */
export async function sha256OfStream(stream: ReadableStream<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest("hex");
}
