import type { UserActor } from "../actor.ts";
import type { App, AppChanges } from "../app.ts";
import { changeOf } from "../audit.ts";
import type { AppId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import { requireOwnApp } from "./require-own-app.ts";
import { retellDevices } from "./tracks.ts";

/** Changes the listing. What devices are told about the app follows by a job. */
export async function updateApp(
  { db, clock }: Ports,
  { actor, appId, changes }: { actor: UserActor; appId: AppId; changes: AppChanges },
): Promise<App> {
  const now = clock.now();
  return db.transaction(async (stores) => {
    await stores.apps.lock(appId);
    const before = await requireOwnApp(stores, actor, appId, "app.change");
    const app: App = { ...before, ...changes, updatedAt: now };
    await stores.apps.update(app);
    await stores.audit.append({
      actor,
      action: "app.changed",
      subjectId: appId,
      appId,
      at: now,
      data: { fields: Object.keys(changes).join(", ") },
      ...changeOf(listingOf(before), listingOf(app)),
    });
    await retellDevices(stores, appId, now);
    return app;
  });
}

const listingOf = ({ name, summary, description, category }: App) => ({
  name,
  summary,
  description,
  category,
});
