import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { DomainError, type ObjectStore } from "@mosis/domain";

/**
 * Writes an object to a file, hashing on the way: what is inspected afterwards is exactly what was hashed.
 * @throws DomainError `object_changed` when the object does not have exactly `size` bytes.
 */
export async function spoolObject(
  objects: ObjectStore,
  object: { key: string; etag: string; size: number; file: string; signal?: AbortSignal },
): Promise<{ sha256: string }> {
  const { key, etag, size, file, signal } = object;
  const body = await objects.read(key, { etag, ...(signal && { signal }) });
  const hash = createHash("sha256");
  const handle = await open(file, "wx", 0o600);
  let written = 0;
  try {
    for await (const chunk of body.stream) {
      written += chunk.byteLength;
      if (written > size) throw new DomainError("object_changed");
      hash.update(chunk);
      await handle.write(chunk);
    }
  } finally {
    await handle.close();
  }
  if (written !== size) throw new DomainError("object_changed");
  return { sha256: hash.digest("hex") };
}
