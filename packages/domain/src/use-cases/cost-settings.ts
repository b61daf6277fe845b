import { requireAdmin, type UserActor } from "../actor.ts";
import { changeOf, storeId } from "../audit.ts";
import { CostSettings } from "../cost-settings.ts";
import type { Ports } from "../ports/ports.ts";

/** @throws DomainError `role_required`. */
export async function changeCostSettings(
  { db, clock }: Ports,
  { actor, settings }: { actor: UserActor; settings: CostSettings },
): Promise<CostSettings> {
  requireAdmin(actor);
  const wanted = CostSettings.parse(settings);
  const at = clock.now();
  return db.transaction(async (stores) => {
    const before = await stores.costSettings.read();
    await stores.costSettings.save(wanted, at);
    await stores.audit.append({
      actor,
      action: "cost_settings.changed",
      subjectId: storeId,
      at,
      ...changeOf(before ?? {}, wanted),
    });
    return wanted;
  });
}
