import { type Actor, system, type UserActor } from "../actor.ts";
import { isDomainError } from "../errors.ts";
import type { UploadId } from "../ids.ts";
import { objectKeys } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import { moveUpload, type Upload } from "../upload.ts";
import { deleteObjects } from "./delete-object.ts";
import { requireOwnUpload } from "./require-own-upload.ts";

/**
 * Cancels an upload that has not been completed; its bytes go. Cancelling twice is harmless.
 * @throws DomainError `not_found`, `upload_state_conflict` when it has been completed.
 */
export async function abortUpload(
  ports: Ports,
  { actor, uploadId }: { actor: UserActor; uploadId: UploadId },
): Promise<void> {
  const upload = await requireOwnUpload(ports.db, actor, uploadId, "upload.send");
  if (upload.status === "aborted" || upload.status === "expired") return;
  await endUpload(ports, actor, upload, "aborted");
}

/** Ends uploads that nobody completed in time, and frees their bytes. Gives how many. */
export async function expireUploads(ports: Ports, { limit = 500 }: { limit?: number } = {}): Promise<number> {
  const overdue = await ports.db.uploads.listOverdue(ports.clock.now(), limit);
  let ended = 0;
  for (const upload of overdue) {
    try {
      await endUpload(ports, system, upload, "expired");
      ended += 1;
    } catch (error) {
      // Completed or cancelled since it was listed: that decision stands.
      if (!isDomainError(error, "upload_state_conflict")) throw error;
    }
  }
  return ended;
}

async function endUpload(
  { db, clock }: Ports,
  actor: Actor,
  upload: Upload,
  to: "aborted" | "expired",
): Promise<void> {
  const now = clock.now();
  await db.transaction(async (stores) => {
    await stores.uploads.update(moveUpload(upload, to, now), upload.status);
    const { id, appId } = upload;
    await stores.audit.append({ actor, action: `upload.${to}`, subjectId: id, appId, at: now });
    await deleteObjects(stores, [objectKeys.upload(upload.id)], now);
  });
}
