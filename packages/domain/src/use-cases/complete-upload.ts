import { requirePermission, system, type UserActor } from "../actor.ts";
import type { App } from "../app.ts";
import { DomainError, isDomainError } from "../errors.ts";
import type { Icon } from "../icon.ts";
import { newId, type UploadId } from "../ids.ts";
import { objectKeys } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import type { Screenshot } from "../screenshot.ts";
import { moveUpload, type Upload, type UploadKind } from "../upload.ts";
import type { Version } from "../version.ts";
import { joinParts } from "./join-parts.ts";
import { requireOwnUpload } from "./require-own-upload.ts";

/** What became of an upload: a version being validated, or a picture being rendered. */
export type CompletedUpload =
  | { kind: "package"; version: Version }
  | { kind: "icon"; icon: Icon }
  | { kind: "screenshot"; screenshot: Screenshot };

/**
 * Says that the bytes are in storage. May be called any number of times, also at once from several places: the
 * upload becomes exactly one version, icon or screenshot, and every call answers with it.
 * @throws DomainError `not_found`, `upload_closed`, `upload_not_received`, `upload_parts_changed`,
 *   `upload_size_mismatch`; of a screenshot `screenshots_limit_reached`, and `token_not_allowed` for a program.
 */
export async function completeUpload(
  ports: Ports,
  { actor, uploadId }: { actor: UserActor; uploadId: UploadId },
): Promise<CompletedUpload> {
  const { db, objects, clock } = ports;
  const upload = await requireOwnUpload(db, actor, uploadId, "upload.send");
  if (upload.kind === "screenshot") requirePermission(actor, "app.change");
  if (upload.status === "completed" || upload.status === "consumed") return outcomeOf(db, actor, upload);
  const now = clock.now();
  const completed = moveUpload(upload, "completed", now);

  if (upload.partSize !== null) await joinParts(ports, upload);
  const key = objectKeys.upload(uploadId);
  const head = await objects.head(key);
  if (!head) throw new DomainError("upload_not_received");
  if (head.size !== upload.size) throw new DomainError("upload_size_mismatch");

  try {
    return await db.transaction(async (stores) => {
      await stores.uploads.update({ ...completed, etag: head.etag }, upload.status);
      await stores.objects.stored({ key, ...head, sha256: null, at: now });
      const { appId } = upload;
      await stores.audit.append({ actor, action: "upload.completed", subjectId: uploadId, appId, at: now });
      return receive[upload.kind](stores, { actor, upload, at: now });
    });
  } catch (error) {
    if (!isDomainError(error, "upload_state_conflict")) throw error;
    // Another call came first; answer with what it made, or with why the upload has ended.
    const current = await requireOwnUpload(db, actor, uploadId, "upload.send");
    if (current.status === "expired" || current.status === "aborted") throw new DomainError("upload_closed");
    return outcomeOf(db, actor, current);
  }
}

interface Arrival {
  actor: UserActor;
  upload: Upload;
  at: Date;
}

/** What an upload of each kind becomes, in the transaction that completes it. */
const receive: { [Kind in UploadKind]: (stores: Stores, arrival: Arrival) => Promise<CompletedUpload> } = {
  package: async (stores, { actor, upload, at }) => ({
    kind: "package",
    version: await receiveVersion(stores, actor, upload, at),
  }),
  icon: async (stores, { upload, at }) => ({ kind: "icon", icon: await receiveIcon(stores, upload, at) }),
  screenshot: async (stores, { upload, at }) => ({
    kind: "screenshot",
    screenshot: await receiveScreenshot(stores, upload, at),
  }),
};

async function outcomeOf(stores: Stores, actor: UserActor, upload: Upload): Promise<CompletedUpload> {
  if (upload.kind === "package") {
    const version = await stores.versions.findByUpload(actor, upload.id);
    if (version) return { kind: "package", version };
  } else if (upload.kind === "icon") {
    const icon = await stores.icons.findByUpload(actor, upload.id);
    if (icon) return { kind: "icon", icon };
  } else {
    const screenshot = await stores.screenshots.findByUpload(actor, upload.id);
    if (screenshot) return { kind: "screenshot", screenshot };
  }
  throw new Error(`upload ${upload.id} is ${upload.status} but nothing was made of it`);
}

async function receiveVersion(stores: Stores, actor: UserActor, upload: Upload, at: Date): Promise<Version> {
  const version: Version = {
    id: newId(at),
    appId: upload.appId,
    ...(await ownersNow(stores, upload)),
    uploadId: upload.id,
    createdBy: actor.userId,
    status: "validating",
    statusChangedAt: at,
    step: "queued",
    attempt: 0,
    versionCode: null,
    fileName: upload.fileName,
    size: upload.size,
    sha256: upload.sha256,
    manifest: null,
    findings: [],
    contents: null,
    submittedAt: null,
    decidedAt: null,
    decidedBy: null,
    decisionReason: null,
    publishedAt: null,
    releaseNotes: "",
    onTrack: false,
    purgedAt: null,
    createdAt: at,
  };
  await stores.versions.create(version);
  const { id, appId } = version;
  await stores.audit.append({ actor, action: "version.received", subjectId: id, appId, at });
  await stores.outbox.add({ name: "version.validate", payload: { versionId: version.id } }, at);
  return version;
}

/**
 * Whose app it is, asked once the upload's row has been changed: a transfer either has come before that, or finds what
 * is made here.
 */
async function ownersNow(stores: Stores, { appId }: Upload): Promise<Pick<App, "developerId" | "founderId">> {
  const app = await stores.apps.find(system, appId);
  if (!app) throw new Error(`there is no app ${appId}`);
  return { developerId: app.developerId, founderId: app.founderId };
}

async function receiveIcon(stores: Stores, upload: Upload, at: Date): Promise<Icon> {
  const { developerId } = await ownersNow(stores, upload);
  const icon: Icon = {
    id: newId(at),
    appId: upload.appId,
    developerId,
    uploadId: upload.id,
    status: "rendering",
    statusChangedAt: at,
    refusal: null,
    contentHash: null,
    attempt: 0,
    createdAt: at,
  };
  await stores.icons.create(icon);
  await stores.outbox.add({ name: "icon.render", payload: { iconId: icon.id } }, at);
  return icon;
}

async function receiveScreenshot(stores: Stores, upload: Upload, at: Date): Promise<Screenshot> {
  const { developerId } = await ownersNow(stores, upload);
  const screenshot: Screenshot = {
    id: newId(at),
    appId: upload.appId,
    developerId,
    uploadId: upload.id,
    status: "rendering",
    statusChangedAt: at,
    refusal: null,
    fileName: upload.fileName,
    contentHash: null,
    width: null,
    height: null,
    altText: "",
    position: null,
    attempt: 0,
    createdAt: at,
  };
  await stores.apps.lock(upload.appId);
  const position = await stores.screenshots.create(screenshot);
  if (position === null) throw new DomainError("screenshots_limit_reached");
  await stores.outbox.add({ name: "screenshot.render", payload: { screenshotId: screenshot.id } }, at);
  return { ...screenshot, position };
}
