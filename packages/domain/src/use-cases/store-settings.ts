import { requireAdmin, type UserActor } from "../actor.ts";
import { changeOf, storeId } from "../audit.ts";
import type { Ports } from "../ports/ports.ts";
import { StoreSettings } from "../store-settings.ts";

/** What the store asks of its apps: for everyone who is signed in. */
export function readStoreSettings({ db }: Ports, _: { actor: UserActor }): Promise<StoreSettings> {
  return db.storeSettings.read();
}

/** @throws DomainError `role_required`. */
export async function changeStoreSettings(
  { db, clock }: Ports,
  { actor, settings }: { actor: UserActor; settings: StoreSettings },
): Promise<StoreSettings> {
  requireAdmin(actor);
  const wanted = StoreSettings.parse(settings);
  const at = clock.now();
  return db.transaction(async (stores) => {
    const before = await stores.storeSettings.read();
    await stores.storeSettings.save(wanted, at);
    await stores.audit.append({
      actor,
      action: "store_settings.changed",
      subjectId: storeId,
      at,
      ...changeOf(before, wanted),
    });
    return wanted;
  });
}
