import type { UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import { type AppId, newId } from "../ids.ts";
import { objectKeys } from "../object-keys.ts";
import type { PresignedPut } from "../ports/object-store.ts";
import type { Ports } from "../ports/ports.ts";
import { type NewUpload, type Upload, uploadLifetimeMs, uploadRules, uploadUrlSeconds } from "../upload.ts";
import { requireOwnApp } from "./require-own-app.ts";

/**
 * Opens an upload and gives the request that stores its bytes: exactly as many as announced, once.
 * @throws DomainError `not_found`, `upload_too_large`.
 */
export async function startUpload(
  { db, objects, clock }: Ports,
  { actor, appId, ...input }: { actor: UserActor; appId: AppId } & NewUpload,
): Promise<{ upload: Upload; put: PresignedPut }> {
  const { contentType, maxBytes } = uploadRules[input.kind];
  if (input.size > maxBytes) {
    throw new DomainError("upload_too_large", {
      message: `The file has ${input.size} bytes; at most ${maxBytes} are accepted. Make it smaller and try again.`,
    });
  }
  const now = clock.now();
  const upload = await db.transaction(async (stores) => {
    const app = await requireOwnApp(stores, actor, appId);
    const upload: Upload = {
      ...input,
      id: newId(now),
      appId,
      developerId: app.developerId,
      createdBy: actor.userId,
      status: "open",
      statusChangedAt: now,
      etag: null,
      createdAt: now,
      expiresAt: new Date(now.getTime() + uploadLifetimeMs),
    };
    await stores.uploads.create(upload);
    await stores.objects.expect({
      key: objectKeys.upload(upload.id),
      kind: "upload",
      appId,
      developerId: app.developerId,
      at: now,
    });
    await stores.audit.append({
      actor,
      action: "upload.started",
      subjectId: upload.id,
      at: now,
      data: { kind: input.kind, size: input.size },
    });
    return upload;
  });
  const put = await objects.presignPut({
    key: objectKeys.upload(upload.id),
    size: upload.size,
    contentType,
    expiresInSeconds: uploadUrlSeconds,
  });
  return { upload, put };
}
