import { isOwn, requirePermission, type UserActor } from "../actor.ts";
import type { App } from "../app.ts";
import { DomainError } from "../errors.ts";
import type { AppId } from "../ids.ts";
import type { Permission } from "../permission.ts";
import type { Stores } from "../ports/stores.ts";

/**
 * The app, if it is the actor's own and they may do that with it. Changing an app takes more than seeing it: a
 * reviewer who may read it gets `not_found` here like everyone else.
 */
export async function requireOwnApp(
  stores: Stores,
  actor: UserActor,
  appId: AppId,
  permission: Permission,
): Promise<App> {
  requirePermission(actor, permission);
  const app = await stores.apps.find(actor, appId);
  if (!app || !isOwn(actor, { ...app, appId })) throw new DomainError("not_found");
  return app;
}
