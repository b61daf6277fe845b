import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** What the worker says while it reads: bytes done, then the digest. */
export type HashMessage =
  | { type: "progress"; bytes: number }
  | { type: "done"; sha256: string }
  | { type: "failed" };

const scope = self as unknown as {
  postMessage(message: HashMessage): void;
  onmessage: ((event: MessageEvent<Blob>) => void) | null;
};

scope.onmessage = async ({ data: file }) => {
  try {
    const hash = sha256.create();
    let bytes = 0;
    let told = 0;
    for await (const chunk of file.stream() as unknown as AsyncIterable<Uint8Array>) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      if (bytes - told > file.size / 50) {
        told = bytes;
        scope.postMessage({ type: "progress", bytes });
      }
    }
    scope.postMessage({ type: "done", sha256: bytesToHex(hash.digest()) });
  } catch {
    scope.postMessage({ type: "failed" });
  }
};
