import { system } from "../actor.ts";
import { screenshotKeys } from "../object-keys.ts";
import type { Stores } from "../ports/stores.ts";
import { moveScreenshot, type Screenshot, type ScreenshotRefusal } from "../screenshot.ts";
import type { Upload } from "../upload.ts";
import { consumeUpload } from "./consume-upload.ts";
import { deleteObjects } from "./delete-object.ts";

/**
 * Refuses a screenshot inside a transaction; its bytes go, and its place. Later runs than the one that read it are
 * not stopped: they find it refused.
 */
export async function refuseScreenshot(
  stores: Stores,
  {
    screenshot,
    upload,
    refusal,
    at,
  }: { screenshot: Screenshot; upload: Upload; refusal: ScreenshotRefusal; at: Date },
): Promise<void> {
  await stores.apps.lock(screenshot.appId);
  await stores.screenshots.update({ ...moveScreenshot(screenshot, "refused", at), refusal }, screenshot);
  await deleteObjects(stores, screenshotKeys(screenshot), at);
  await consumeUpload(stores, upload, at);
  await stores.audit.append({
    actor: system,
    action: "screenshot.refused",
    subjectId: screenshot.id,
    appId: screenshot.appId,
    at,
    data: { code: refusal.code },
  });
}
