import { isOwn, requirePermission, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { ScreenshotId } from "../ids.ts";
import type { Permission } from "../permission.ts";
import type { Stores } from "../ports/stores.ts";
import type { Screenshot } from "../screenshot.ts";

/** The actor's own screenshot, unless it was deleted. @throws DomainError `not_found`. */
export async function requireOwnScreenshot(
  stores: Stores,
  actor: UserActor,
  id: ScreenshotId,
  permission: Permission,
): Promise<Screenshot> {
  requirePermission(actor, permission);
  const screenshot = await stores.screenshots.find(actor, id);
  if (!screenshot || !isOwn(actor, screenshot) || screenshot.status === "deleted")
    throw new DomainError("not_found");
  return screenshot;
}
