import { requirePermission, type UserActor } from "../actor.ts";
import type { App, NewApp } from "../app.ts";
import { appIdOf } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";

/** @throws DomainError `package_id_taken`. */
export async function createApp(
  { db, clock }: Ports,
  { actor, ...input }: { actor: UserActor } & NewApp,
): Promise<App> {
  requirePermission(actor, "app.create");
  const now = clock.now();
  const app: App = {
    ...input,
    id: await appIdOf(input.packageId),
    developerId: actor.developerId,
    founderId: actor.developerId,
    icon: null,
    createdAt: now,
    updatedAt: now,
  };
  await db.transaction(async (stores) => {
    await stores.apps.create(app);
    await stores.audit.append({
      actor,
      action: "app.created",
      subjectId: app.id,
      appId: app.id,
      at: now,
      data: { package_id: app.packageId },
    });
  });
  return app;
}
