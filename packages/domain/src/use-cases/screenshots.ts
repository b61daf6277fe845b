import { system, type UserActor } from "../actor.ts";
import { changeOf } from "../audit.ts";
import { DomainError } from "../errors.ts";
import type { AppId, ScreenshotId } from "../ids.ts";
import { screenshotKeys } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import { moveScreenshot, type Screenshot } from "../screenshot.ts";
import { consumeUpload } from "./consume-upload.ts";
import { deleteObjects } from "./delete-object.ts";
import { requireOwnApp } from "./require-own-app.ts";
import { requireOwnScreenshot } from "./require-own-screenshot.ts";

/** @throws DomainError `not_found`. */
export async function getScreenshot(
  { db }: Ports,
  { actor, screenshotId }: { actor: UserActor; screenshotId: ScreenshotId },
): Promise<Screenshot> {
  return requireOwnScreenshot(db, actor, screenshotId, "app.read");
}

/** The app's screenshots in their order, and the latest that were refused. @throws DomainError `not_found`. */
export async function listOwnScreenshots(
  { db }: Ports,
  { actor, appId }: { actor: UserActor; appId: AppId },
): Promise<Screenshot[]> {
  await requireOwnApp(db, actor, appId, "app.read");
  return db.queries.listScreenshots(actor, appId);
}

/** Says what a screenshot shows. @throws DomainError `not_found`, `screenshot_state_conflict` for one that was refused. */
export async function describeScreenshot(
  { db, clock }: Ports,
  { actor, screenshotId, altText }: { actor: UserActor; screenshotId: ScreenshotId; altText: string },
): Promise<Screenshot> {
  return db.transaction(async (stores) => {
    const screenshot = await requireOwnScreenshot(stores, actor, screenshotId, "app.change");
    if (!(await stores.screenshots.describe(screenshotId, altText)))
      throw new DomainError("screenshot_state_conflict");
    await stores.audit.append({
      actor,
      action: "screenshot.described",
      subjectId: screenshotId,
      appId: screenshot.appId,
      at: clock.now(),
      ...changeOf({ alt_text: screenshot.altText }, { alt_text: altText }),
    });
    return { ...screenshot, altText };
  });
}

/**
 * Puts an app's screenshots in order: `ids` names all that are shown or being rendered, each once.
 * @throws DomainError `not_found`; `screenshots_changed` when it does not name just those.
 */
export async function arrangeScreenshots(
  { db, clock }: Ports,
  { actor, appId, ids }: { actor: UserActor; appId: AppId; ids: readonly ScreenshotId[] },
): Promise<Screenshot[]> {
  await db.transaction(async (stores) => {
    await requireOwnApp(stores, actor, appId, "app.change");
    await stores.apps.lock(appId);
    const current = (await stores.screenshots.listPlaced(appId)).map(({ id }) => id);
    const isPermutation =
      ids.length === current.length &&
      new Set(ids).size === ids.length &&
      current.every((id) => ids.includes(id));
    if (!isPermutation) throw new DomainError("screenshots_changed");
    if (ids.every((id, place) => id === current[place])) return;
    await stores.screenshots.arrange(appId, ids);
    await stores.audit.append({
      actor,
      action: "screenshot.arranged",
      subjectId: appId,
      appId,
      at: clock.now(),
      ...changeOf({ order: current }, { order: ids }),
    });
  });
  return db.queries.listScreenshots(actor, appId);
}

/**
 * Deletes a screenshot, whether it is shown, being rendered or refused; its files go, and those behind it move up.
 * @throws DomainError `not_found`, `screenshot_state_conflict` when the renderer changed it at the same time.
 */
export async function deleteScreenshot(
  { db, clock }: Ports,
  { actor, screenshotId }: { actor: UserActor; screenshotId: ScreenshotId },
): Promise<void> {
  const at = clock.now();
  await db.transaction(async (stores) => {
    const { appId } = await requireOwnScreenshot(stores, actor, screenshotId, "app.change");
    await stores.apps.lock(appId);
    const screenshot = await requireOwnScreenshot(stores, actor, screenshotId, "app.change");
    await stores.screenshots.update(moveScreenshot(screenshot, "deleted", at), screenshot);
    await deleteObjects(stores, screenshotKeys(screenshot), at);
    const upload = await stores.uploads.find(system, screenshot.uploadId);
    if (upload?.status === "completed") await consumeUpload(stores, upload, at);
    await stores.audit.append({ actor, action: "screenshot.deleted", subjectId: screenshotId, appId, at });
  });
}
