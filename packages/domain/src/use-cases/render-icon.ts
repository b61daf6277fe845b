import { system } from "../actor.ts";
import { isDomainError } from "../errors.ts";
import { type Icon, type IconRefusal, type IconSize, iconSizes, moveIcon } from "../icon.ts";
import type { IconId } from "../ids.ts";
import { cacheControl, objectKeys } from "../object-keys.ts";
import type { IconRenderer } from "../ports/icon-renderer.ts";
import type { Ports } from "../ports/ports.ts";
import type { ObjectLedger } from "../ports/stores.ts";
import { sha256Of } from "../sha256.ts";
import type { Upload } from "../upload.ts";
import { consumeUpload } from "./consume-upload.ts";
import { type CompletedPicture, readOriginal } from "./read-original.ts";
import { refuseIcon } from "./refuse-icon.ts";
import { retellDevices } from "./tracks.ts";

/**
 * Makes an app's icons from an uploaded picture, or notes why it was refused. Safe to repeat: the files are
 * written before the database says so, and the database says so once.
 *
 * A run takes a number when it begins, and every write of it is on condition that no later run has begun.
 * @throws DomainError `icon_state_conflict` when another run has taken over and is not done yet; `object_changed`
 *   when another icon of the app was being stored at the same time: repeat the job.
 */
export async function renderIcon(
  ports: Ports & { renderer: IconRenderer },
  { iconId, signal }: { iconId: IconId; signal?: AbortSignal },
): Promise<void> {
  const { db } = ports;
  const icon = await db.icons.begin(iconId);
  if (!icon) return;
  const upload = await db.uploads.find(system, icon.uploadId);
  if (!upload?.etag) throw new Error(`icon ${iconId} has no completed upload`);
  try {
    await render(ports, icon, { ...upload, kind: "icon", etag: upload.etag }, signal);
  } catch (error) {
    if (!isDomainError(error, "icon_state_conflict")) throw error;
    // Where the verdict stands, somebody else has finished, and this job is done as well.
    if ((await db.icons.find(system, iconId))?.status === "rendering") throw error;
  }
}

async function render(
  ports: Ports & { renderer: IconRenderer },
  icon: Icon,
  upload: CompletedPicture,
  signal: AbortSignal | undefined,
): Promise<void> {
  const original = await readOriginal(ports, upload, signal);
  if (typeof original === "string") return refuse(ports, icon, upload, refusals[original]);
  const rendered = await ports.renderer.render(original);
  if (!rendered.ok) return refuse(ports, icon, upload, rendered.refusal);
  const files = await storeImages(ports, icon, rendered.images);
  return files ? accept(ports, icon, upload, files) : refuse(ports, icon, upload, refusals.superseded);
}

const refusals = {
  sha256_mismatch: {
    code: "sha256_mismatch",
    message: "The file that arrived is not the file that was announced.",
    fix: "Upload the icon again.",
  },
  upload_changed: {
    code: "upload_changed",
    message: "The uploaded file was replaced or removed before it could be read.",
    fix: "Upload the icon again, once.",
  },
  superseded: {
    code: "superseded",
    message: "You uploaded another icon after this one.",
    fix: "Upload this one again if you want it after all.",
  },
} as const satisfies Record<string, IconRefusal>;

type StoredImage = Omit<Parameters<ObjectLedger["stored"]>[0], "at">;

/**
 * Stores the images; null when a later picture of the app has come meanwhile. All icons of an app share their keys:
 * what stood there before the database was asked is the condition of the write, so that a run that was paused in
 * between cannot put its picture over a later one.
 * @throws DomainError `object_changed` when another icon's image was written in between.
 */
async function storeImages(
  { db, objects, clock }: Ports,
  icon: Icon,
  images: Record<IconSize, Uint8Array>,
): Promise<StoredImage[] | null> {
  const { appId } = icon;
  const files = await Promise.all(
    iconSizes.map(async (size) => {
      const key = objectKeys.icon(appId, size);
      return { key, bytes: images[size], expectedEtag: (await objects.head(key))?.etag ?? null };
    }),
  );
  const isLatest = await db.transaction(async (stores) => {
    await stores.icons.update(icon, icon);
    if (await stores.icons.hasNewer(icon)) return false;
    for (const { key } of files) await stores.objects.expect({ key, kind: "icon", appId, at: clock.now() });
    return true;
  });
  if (!isLatest) return null;
  const stored: StoredImage[] = [];
  for (const file of files) {
    const head = await objects.put({ ...file, contentType: "image/png", cacheControl: cacheControl.icon });
    stored.push({ key: file.key, ...head, sha256: await sha256Of(file.bytes) });
  }
  return stored;
}

async function accept(
  { db, clock }: Ports,
  icon: Icon,
  upload: Upload,
  files: readonly StoredImage[],
): Promise<void> {
  const now = clock.now();
  const contentHash = upload.sha256.slice(0, 16);
  await db.transaction(async (stores) => {
    await stores.apps.lock(icon.appId);
    const app = await stores.apps.find(system, icon.appId);
    if (!app) throw new Error(`icon ${icon.id} belongs to no app`);
    // Where a later icon has been accepted meanwhile, its files stand over these.
    const shown = app.icon && (await stores.icons.find(system, app.icon.id));
    if (shown && shown.createdAt > icon.createdAt)
      return refuseIcon(stores, { icon, upload, refusal: refusals.superseded, at: now });
    await stores.icons.update({ ...moveIcon(icon, "ready", now), contentHash }, icon);
    for (const file of files) await stores.objects.stored({ ...file, at: now });
    await stores.apps.update({ ...app, icon: { id: icon.id, contentHash }, updatedAt: now });
    await consumeUpload(stores, upload, now);
    const { id, appId } = icon;
    await stores.audit.append({ actor: system, action: "icon.ready", subjectId: id, appId, at: now });
    await retellDevices(stores, icon.appId, now);
  });
}

async function refuse({ db, clock }: Ports, icon: Icon, upload: Upload, refusal: IconRefusal): Promise<void> {
  await db.transaction((stores) => refuseIcon(stores, { icon, upload, refusal, at: clock.now() }));
}
