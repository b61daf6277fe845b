import { open, readFile } from "node:fs/promises";
import {
  type Application,
  type PresignedPut,
  partCount,
  type StartedUpload,
  sizeOfPart,
  type UserActor,
} from "@mosis/domain";

/** Sends a file to storage as its upload says: in one piece, in parts one after the other, or not at all. */
export async function sendFile(
  app: Application,
  actor: UserActor,
  { upload, put }: StartedUpload,
  file: string,
): Promise<void> {
  if (put) {
    await send(put, await readFile(file));
    return;
  }
  if (upload.status !== "open") return;
  const input = { actor, uploadId: upload.id };
  const handle = await open(file);
  try {
    for (let number = 1; number <= (partCount(upload) ?? 0); number++) {
      const [part] = await app.signParts({ ...input, received: [], partNumbers: [number] });
      if (!part) throw new Error(`part ${number} was not signed`);
      const bytes = Buffer.alloc(sizeOfPart(upload, number));
      await handle.read(bytes, 0, bytes.length, (number - 1) * (upload.partSize ?? 0));
      const etag = await send(part.put, bytes);
      await app.signParts({ ...input, received: [{ number, etag }], partNumbers: [] });
    }
  } finally {
    await handle.close();
  }
}

/** Gives the entity tag of what was stored, without quotes. */
async function send(put: PresignedPut, bytes: Buffer<ArrayBuffer>): Promise<string> {
  const response = await fetch(put.url, { method: put.method, headers: put.headers, body: bytes });
  if (!response.ok) throw new Error(`storage answered ${response.status} to ${bytes.length} bytes`);
  return response.headers.get("etag")?.replaceAll('"', "") ?? "";
}
