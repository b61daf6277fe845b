import { system } from "../actor.ts";
import { isDomainError } from "../errors.ts";
import type { ScreenshotId } from "../ids.ts";
import { cacheControl, objectKeys, screenshotContentType, screenshotKeys } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import type { RenderedScreenshot, ScreenshotRenderer } from "../ports/screenshot-renderer.ts";
import type { ObjectLedger } from "../ports/stores.ts";
import { moveScreenshot, type Screenshot, type ScreenshotRefusal, screenshotFiles } from "../screenshot.ts";
import { sha256Of } from "../sha256.ts";
import { consumeUpload } from "./consume-upload.ts";
import { type CompletedPicture, readOriginal } from "./read-original.ts";
import { refuseScreenshot } from "./refuse-screenshot.ts";

type RenderPorts = Ports & { screenshotRenderer: ScreenshotRenderer };

/**
 * Makes the store's pictures from an uploaded screenshot, or notes why it was refused. Safe to repeat: the files are
 * written before the database says so, and the database says so once.
 *
 * A run takes a number when it begins, and every write of it is on condition that no later run has begun.
 * @throws DomainError `screenshot_state_conflict` when another run has taken over and is not done yet;
 *   `object_changed` when another run stored a file at the same time: repeat the job.
 */
export async function renderScreenshot(
  ports: RenderPorts,
  { screenshotId, signal }: { screenshotId: ScreenshotId; signal?: AbortSignal },
): Promise<void> {
  const { db } = ports;
  const screenshot = await db.screenshots.begin(screenshotId);
  if (!screenshot) return clearUnwanted(ports, await db.screenshots.find(system, screenshotId));
  try {
    const upload = await db.uploads.find(system, screenshot.uploadId);
    if (!upload?.etag) throw new Error(`screenshot ${screenshotId} has no completed upload`);
    await render(ports, screenshot, { ...upload, kind: "screenshot", etag: upload.etag }, signal);
  } catch (error) {
    if (!isDomainError(error, "screenshot_state_conflict")) throw error;
    const current = await db.screenshots.find(system, screenshotId);
    if (current?.status === "rendering") throw error;
    // Where the verdict stands, somebody else has finished, and this job is done as well.
    await clearUnwanted(ports, current);
  }
}

/**
 * Deletes what a run may have written after its screenshot was refused or deleted: the ledger had been told to delete
 * the files by then, and does not look at them again.
 */
async function clearUnwanted({ objects }: Ports, screenshot: Screenshot | null): Promise<void> {
  if (screenshot?.status !== "deleted" && screenshot?.status !== "refused") return;
  for (const key of screenshotKeys(screenshot)) await objects.delete(key);
}

async function render(
  ports: RenderPorts,
  screenshot: Screenshot,
  upload: CompletedPicture,
  signal: AbortSignal | undefined,
): Promise<void> {
  const original = await readOriginal(ports, upload, signal);
  if (typeof original === "string") return refuse(ports, screenshot, upload, refusals[original]);
  const rendered = await ports.screenshotRenderer.render(original);
  if (!rendered.ok) return refuse(ports, screenshot, upload, rendered.refusal);
  const files = await storeImages(ports, screenshot, rendered);
  await accept(ports, screenshot, upload, { ...rendered, files });
}

const refusals = {
  sha256_mismatch: {
    code: "sha256_mismatch",
    message: "The file that arrived is not the file that was announced.",
    fix: "Upload the screenshot again.",
  },
  upload_changed: {
    code: "upload_changed",
    message: "The uploaded file was replaced or removed before it could be read.",
    fix: "Upload the screenshot again, once.",
  },
} as const satisfies Record<string, ScreenshotRefusal>;

type StoredImage = Omit<Parameters<ObjectLedger["stored"]>[0], "at">;

/**
 * What stood at the keys before the database was asked is the condition of the write, so that a run that was paused in
 * between does not write over what a later run has stored and noted.
 * @throws DomainError `object_changed` when another run wrote in between.
 */
async function storeImages(
  { db, objects, clock }: Ports,
  screenshot: Screenshot,
  { images }: RenderedScreenshot & { ok: true },
): Promise<StoredImage[]> {
  const { appId } = screenshot;
  const files = await Promise.all(
    screenshotFiles.map(async (file) => {
      const key = objectKeys.screenshot(screenshot, file);
      return { key, bytes: images[file], expectedEtag: (await objects.head(key))?.etag ?? null };
    }),
  );
  await db.transaction(async (stores) => {
    await stores.screenshots.update(screenshot, screenshot);
    for (const { key } of files)
      await stores.objects.expect({ key, kind: "screenshot", appId, at: clock.now() });
  });
  const stored: StoredImage[] = [];
  for (const file of files) {
    const head = await objects.put({
      ...file,
      contentType: screenshotContentType,
      cacheControl: cacheControl.screenshot,
    });
    stored.push({ key: file.key, ...head, sha256: await sha256Of(file.bytes) });
  }
  return stored;
}

async function accept(
  { db, clock }: Ports,
  screenshot: Screenshot,
  upload: CompletedPicture,
  { width, height, files }: { width: number; height: number; files: readonly StoredImage[] },
): Promise<void> {
  const at = clock.now();
  const contentHash = upload.sha256.slice(0, 16);
  await db.transaction(async (stores) => {
    const ready = { ...moveScreenshot(screenshot, "ready", at), contentHash, width, height };
    await stores.screenshots.update(ready, screenshot);
    for (const file of files) await stores.objects.stored({ ...file, at });
    await consumeUpload(stores, upload, at);
    const { id, appId } = screenshot;
    await stores.audit.append({ actor: system, action: "screenshot.ready", subjectId: id, appId, at });
  });
}

async function refuse(
  { db, clock }: Ports,
  screenshot: Screenshot,
  upload: CompletedPicture,
  refusal: ScreenshotRefusal,
): Promise<void> {
  await db.transaction((stores) =>
    refuseScreenshot(stores, { screenshot, upload, refusal, at: clock.now() }),
  );
}
