import type { Codec } from "@mosis/format";
import { nodeCodec, type PackResult, writePackage } from "@mosis/format/node";
import type { VerifiedFile } from "./apply-delta.ts";

/** Packs nothing smaller, so that the packer stores every file. */
const storing: Codec = {
  ...nodeCodec,
  deflate: async (bytes) => bytes,
  deflateStream: (pieces) => pieces,
};

/**
 * Writes a package of files that were verified. It holds the same files as the one that a full download gives, and has
 * the same list of contents, but not the same bytes: `stored` is quick and large, `deflated` is neither.
 */
export function rebuildPackage({
  files,
  outFile,
  method = "deflated",
}: {
  readonly files: readonly VerifiedFile[];
  readonly outFile: string;
  readonly method?: "stored" | "deflated";
}): Promise<PackResult> {
  return writePackage(files, outFile, method === "stored" ? storing : nodeCodec);
}
