import { isDomainError } from "../errors.ts";
import { objectKeys } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import { sha256Of } from "../sha256.ts";
import { type Upload, uploadRules } from "../upload.ts";

export type CompletedPicture = Upload & { kind: "icon" | "screenshot"; etag: string };

/** A picture as it was announced, or why it is not that. */
export async function readOriginal(
  { objects }: Ports,
  { id, kind, etag, sha256 }: CompletedPicture,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | "upload_changed" | "sha256_mismatch"> {
  try {
    const body = await objects.read(objectKeys.upload(id), { etag, ...(signal && { signal }) });
    if (body.size > uploadRules[kind].maxBytes) return "upload_changed";
    const bytes = new Uint8Array(await new Response(body.stream).arrayBuffer());
    return (await sha256Of(bytes)) === sha256 ? bytes : "sha256_mismatch";
  } catch (error) {
    if (isDomainError(error, "object_changed") || isDomainError(error, "object_missing"))
      return "upload_changed";
    throw error;
  }
}
