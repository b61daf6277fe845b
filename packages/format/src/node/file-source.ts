import { type FileHandle, open } from "node:fs/promises";
import type { ByteSource } from "../source.ts";

/** A source over a file on disk; `close` it when done. */
export interface FileSource extends ByteSource {
  close(): Promise<void>;
}

/** Opens a file for reading. Rejects with the system's error when it cannot be opened. */
export async function fileSource(path: string): Promise<FileSource> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    /** What was given back. Memory that has been written once is faster than new memory. */
    const free: Uint8Array[] = [];
    return {
      size,
      read: (offset, length) => {
        const at = free.findIndex((bytes) => bytes.length >= length);
        const [bytes = Buffer.allocUnsafeSlow(length)] = at < 0 ? [] : free.splice(at, 1);
        return readFully(file, offset, bytes.subarray(0, length));
      },
      release: (bytes) => void free.push(bytes),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readFully(file: FileHandle, offset: number, bytes: Uint8Array): Promise<Uint8Array> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, offset + done);
    if (bytesRead === 0) throw new RangeError("The file became shorter while it was being read.");
    done += bytesRead;
  }
  return bytes;
}
