import { system } from "../actor.ts";
import { DomainError, isDomainError } from "../errors.ts";
import { type Icon, type IconRefusal, iconSizes, moveIcon } from "../icon.ts";
import type { IconId } from "../ids.ts";
import { cacheControl, objectKeys } from "../object-keys.ts";
import type { IconRenderer } from "../ports/icon-renderer.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import { sha256Of } from "../sha256.ts";
import { type Upload, uploadRules } from "../upload.ts";
import { consumeUpload } from "./consume-upload.ts";

/**
 * Makes an app's icons from an uploaded picture, or notes why it was refused. Safe to repeat: the files are
 * written before the database says so, and the database says so once.
 */
export async function renderIcon(
  ports: Ports & { renderer: IconRenderer },
  { iconId, signal }: { iconId: IconId; signal?: AbortSignal },
): Promise<void> {
  const { db, renderer } = ports;
  const icon = await db.icons.find(system, iconId);
  if (icon?.status !== "rendering") return;
  const upload = await db.uploads.find(system, icon.uploadId);
  if (!upload?.etag) throw new Error(`icon ${iconId} has no completed upload`);

  try {
    const original = await readOriginal(ports, upload, upload.etag, signal);
    if ((await sha256Of(original)) !== upload.sha256)
      return await refuse(ports, icon, upload, refusals.sha256Mismatch);
    const rendered = await renderer.render(original);
    if (!rendered.ok) return await refuse(ports, icon, upload, rendered.refusal);
    if (await isSuperseded(db, icon)) return await refuse(ports, icon, upload, refusals.superseded);
    await storeImages(ports, icon, rendered.images);
    await accept(ports, icon, upload);
  } catch (error) {
    if (isDomainError(error, "object_changed") || isDomainError(error, "object_missing"))
      return refuse(ports, icon, upload, refusals.uploadChanged);
    if (isDomainError(error, "icon_state_conflict")) return;
    throw error;
  }
}

const refusals = {
  sha256Mismatch: {
    code: "sha256_mismatch",
    message: "The file that arrived is not the file that was announced.",
    fix: "Upload the icon again.",
  },
  uploadChanged: {
    code: "upload_changed",
    message: "The uploaded file was replaced or removed before it could be read.",
    fix: "Upload the icon again, once.",
  },
  superseded: {
    code: "superseded",
    message: "A newer icon is in place already.",
    fix: "Upload this one again if you want it back.",
  },
} as const satisfies Record<string, IconRefusal>;

/** Whether the app has taken a later upload in the meantime, say because this job had to be repeated. */
async function isSuperseded(stores: Stores, icon: Icon): Promise<boolean> {
  const app = await stores.apps.find(system, icon.appId);
  const current = app?.icon && (await stores.icons.find(system, app.icon.id));
  return !!current && current.createdAt > icon.createdAt;
}

async function readOriginal(
  { objects }: Ports,
  upload: Upload,
  etag: string,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const body = await objects.read(objectKeys.upload(upload.id), { etag, ...(signal && { signal }) });
  if (body.size > uploadRules.icon.maxBytes) throw new DomainError("object_changed");
  return new Uint8Array(await new Response(body.stream).arrayBuffer());
}

async function storeImages(
  { db, objects, clock }: Ports,
  icon: Icon,
  images: Record<number, Uint8Array>,
): Promise<void> {
  for (const size of iconSizes) {
    const key = objectKeys.icon(icon.appId, size);
    const bytes = images[size];
    if (!bytes) throw new Error(`the renderer made no ${size} px icon`);
    await db.objects.expect({
      key,
      kind: "icon",
      appId: icon.appId,
      developerId: icon.developerId,
      at: clock.now(),
    });
    const head = await objects.put({ key, bytes, contentType: "image/png", cacheControl: cacheControl.icon });
    await db.objects.stored({ key, ...head, sha256: await sha256Of(bytes), at: clock.now() });
  }
}

async function accept({ db, clock }: Ports, icon: Icon, upload: Upload): Promise<void> {
  const now = clock.now();
  const contentHash = upload.sha256.slice(0, 16);
  await db.transaction(async (stores) => {
    await stores.apps.lock(icon.appId);
    const app = await stores.apps.find(system, icon.appId);
    if (!app) throw new Error(`icon ${icon.id} belongs to no app`);
    await stores.icons.update({ ...moveIcon(icon, "ready", now), contentHash }, icon.status);
    await stores.apps.update({ ...app, icon: { id: icon.id, contentHash }, updatedAt: now });
    await consumeUpload(stores, upload, now);
    await stores.audit.append({ actor: system, action: "icon.ready", subjectId: icon.id, at: now });
    await stores.outbox.add({ name: "feed.write", payload: { appId: icon.appId, track: "stable" } }, now);
  });
}

async function refuse({ db, clock }: Ports, icon: Icon, upload: Upload, refusal: IconRefusal): Promise<void> {
  const now = clock.now();
  await db.transaction(async (stores) => {
    // Whoever finished first has had the upload deleted: their verdict stands.
    if ((await stores.icons.find(system, icon.id))?.status !== icon.status) return;
    await stores.icons.update({ ...moveIcon(icon, "refused", now), refusal }, icon.status);
    await consumeUpload(stores, upload, now);
    await stores.audit.append({
      actor: system,
      action: "icon.refused",
      subjectId: icon.id,
      at: now,
      data: { code: refusal.code },
    });
  });
}
