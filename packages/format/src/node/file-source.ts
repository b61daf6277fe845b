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
    return {
      size,
      read: (offset, length) => readFully(file, offset, length),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readFully(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw new RangeError("The file became shorter while it was being read.");
    done += bytesRead;
  }
  return bytes;
}
