import { appendFile, readFile } from "node:fs/promises";
import type { ChainHead } from "./verify-chain.ts";

const line = /^(\d+) ([0-9a-f]{64})(?: |$)/;

/** Heads noted in a file, one a line: `sequence hash time`. None where there is no file yet. @throws Error for a line that is no head. */
export async function readAnchors(file: string): Promise<ChainHead[]> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text
    .split("\n")
    .filter((each) => each.trim() !== "")
    .map((each) => {
      const [, sequence, hash] = line.exec(each) ?? [];
      if (!sequence || !hash) throw new Error(`${file} holds a line that is no head of the chain: ${each}`);
      return { sequence: BigInt(sequence), hash };
    });
}

export async function noteAnchor(file: string, head: ChainHead, at: Date): Promise<void> {
  await appendFile(file, `${head.sequence} ${head.hash} ${at.toISOString()}\n`);
}
