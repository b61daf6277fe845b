import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type Inspection, inspectPackage } from "@mosis/format";
import { fileSource, nodeCodec } from "@mosis/format/node";

/** A package on disk and what the store's rules say of it. */
export interface JudgedPackage {
  file: string;
  /** Bytes. */
  size: number;
  sha256: string;
  inspection: Inspection;
}

/** Judges a package by the very rules the store will apply to its contents. Rejects with the signal's reason. */
export async function judgePackage(file: string, signal?: AbortSignal): Promise<JudgedPackage> {
  const source = await fileSource(file);
  try {
    const inspection = await inspectPackage({ source, codec: nodeCodec, ...(signal && { signal }) });
    return { file, size: source.size, sha256: await hashFile(file, signal), inspection };
  } finally {
    await source.close();
  }
}

async function hashFile(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    signal?.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest("hex");
}
