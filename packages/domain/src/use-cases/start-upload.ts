import { requirePermission, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import { type AppId, newId } from "../ids.ts";
import { objectKeys } from "../object-keys.ts";
import type { PresignedPut } from "../ports/object-store.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import { type Quota, requireQuota } from "../quota.ts";
import type { RetentionPolicy } from "../retention.ts";
import { mostScreenshots } from "../screenshot.ts";
import { type NewUpload, prolonged, type Upload, uploadRules, uploadUrlSeconds } from "../upload.ts";
import { multipartThreshold, partBytes } from "../upload-part.ts";
import { requireOwnApp } from "./require-own-app.ts";

/** An upload and how to send it: by `put` in one piece; without it in parts, or not at all when it is not open. */
export interface StartedUpload {
  upload: Upload;
  put: PresignedPut | null;
}

/**
 * Opens an upload, within the developer's quota, and gives the request that stores its bytes: exactly as many as
 * announced, once. Large files are sent in parts, see `signParts`.
 *
 * Starting the same bytes again gives the upload there is, so that whoever lost sight of it can go on: an open one
 * with what has arrived of it, or one that has become a version.
 * @throws DomainError `not_found`, `upload_too_large`, `open_uploads_exceeded`, `daily_uploads_exceeded`,
 *   `storage_quota_exceeded`; of a screenshot `screenshots_limit_reached`, and `token_not_allowed` for a
 *   program; `upload_token_spent`.
 */
export async function startUpload(
  { db, objects, clock }: Ports,
  { actor, appId, ...input }: { actor: UserActor; appId: AppId } & NewUpload,
): Promise<StartedUpload> {
  if (input.kind === "screenshot") requirePermission(actor, "app.change");
  if (input.kind !== "package" && actor.token?.trusted) throw new DomainError("token_not_allowed");
  const now = clock.now();
  const upload = await db.transaction(async (stores) => {
    const { developerId } = actor;
    // Admits the account's uploads one by one: a quota holds, and twins meet, however many start at once. And no
    // transfer takes the app away meanwhile.
    const quota = await stores.quotas.hold(developerId);
    await requireOwnApp(stores, actor, appId, "upload.send");
    const { policy } = await stores.retention.policy();
    const twin = await resumeTwin(stores, { ...input, appId }, now, policy);
    if (twin) {
      await spend(stores, actor, twin);
      return twin;
    }
    requireSize(quota, input);
    // Whether there is room is decided on completion; this spares sending what cannot be taken.
    if (input.kind === "screenshot" && (await stores.screenshots.listPlaced(appId)).length >= mostScreenshots)
      throw new DomainError("screenshots_limit_reached");
    requireQuota(quota, await stores.quotas.usage(developerId, now), input.size);
    const upload: Upload = {
      ...input,
      id: newId(now),
      appId,
      developerId,
      createdBy: actor.userId,
      status: "open",
      statusChangedAt: now,
      etag: null,
      partSize: input.size >= multipartThreshold ? partBytes : null,
      storageUploadId: null,
      createdAt: now,
      expiresAt: prolonged({ createdAt: now }, now, policy.uploadHours),
    };
    await admit(stores, actor, upload);
    await spend(stores, actor, upload);
    return upload;
  });
  if (upload.status !== "open" || upload.partSize !== null) return { upload, put: null };
  const put = await objects.presignPut({
    key: objectKeys.upload(upload.id),
    size: upload.size,
    contentType: uploadRules[upload.kind].contentType,
    expiresInSeconds: uploadUrlSeconds,
  });
  return { upload, put };
}

function requireSize(quota: Quota, { kind, size }: NewUpload): void {
  const most = kind === "package" ? quota.packageBytes : uploadRules[kind].maxBytes;
  if (size <= most) return;
  throw new DomainError("upload_too_large", {
    message: `The file has ${size} bytes; at most ${most} are accepted. Make it smaller and try again.`,
  });
}

async function resumeTwin(
  stores: Stores,
  wanted: Pick<Upload, "appId" | "kind" | "size" | "sha256">,
  now: Date,
  { uploadHours }: RetentionPolicy,
): Promise<Upload | null> {
  const twin = await stores.uploads.findTwin(wanted);
  if (twin?.status !== "open") return twin;
  const expiresAt = prolonged(twin, now, uploadHours);
  await stores.uploads.noteParts(twin.id, [], expiresAt);
  return { ...twin, expiresAt };
}

/** Leave to upload once is used up by the upload that it is first used for. */
async function spend(stores: Stores, actor: UserActor, { id }: Upload): Promise<void> {
  const { trusted } = actor.token ?? {};
  if (trusted && !(await stores.trust.bind(trusted.id, id))) throw new DomainError("upload_token_spent");
}

async function admit(stores: Stores, actor: UserActor, upload: Upload): Promise<void> {
  const { id, appId, kind, size, createdAt: at } = upload;
  await stores.uploads.create(upload);
  await stores.objects.expect({ key: objectKeys.upload(id), kind: "upload", appId, at });
  const data = { kind, size };
  await stores.audit.append({ actor, action: "upload.started", subjectId: id, appId, at, data });
}
