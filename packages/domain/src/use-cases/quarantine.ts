import { type Actor, requireAdmin, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { QuarantineId } from "../ids.ts";
import type { QuarantinedObject } from "../inventory.ts";
import type { Ports } from "../ports/ports.ts";
import { deleteObjects } from "./delete-object.ts";

async function requireHeld({ db }: Ports, id: QuarantineId): Promise<QuarantinedObject> {
  const kept = await db.quarantine.find(id);
  if (!kept) throw new DomainError("not_found");
  if (kept.status !== "held") throw new DomainError("quarantine_state_conflict");
  return kept;
}

/**
 * Puts an object back where it was taken from, if nothing stands there and nobody has announced anything there. Where
 * the ledger misses exactly these bytes it has them again; else the object has no row, as before, and the next run
 * finds it again.
 * @throws DomainError `role_required`, `not_found`, `quarantine_state_conflict`, `put_back_impossible`.
 */
export async function putBack(
  ports: Ports,
  { actor, quarantineId }: { actor: UserActor; quarantineId: QuarantineId },
): Promise<void> {
  requireAdmin(actor);
  const { db, objects, clock } = ports;
  const kept = await requireHeld(ports, quarantineId);
  const { originalKey } = kept;
  const [row] = await db.inventory.readRows([originalKey]);
  const isMissed =
    row?.status === "stored" &&
    row.size === kept.size &&
    row.sha256 !== null &&
    (await objects.digest(kept.key, { etag: kept.etag })) === row.sha256;
  const isFree = row === undefined || row.status === "deleted" || isMissed;
  if (!isFree || (await objects.head(originalKey))) throw new DomainError("put_back_impossible");
  const { contentType, cacheControl } = kept;
  const head = await objects.copy({
    from: kept.key,
    sourceEtag: kept.etag,
    to: originalKey,
    contentType,
    cacheControl,
  });
  const at = clock.now();
  await db.transaction(async (stores) => {
    if (!(await stores.quarantine.end(kept.id, "put_back")))
      throw new DomainError("quarantine_state_conflict");
    if (isMissed) await stores.objects.stored({ key: originalKey, ...head, sha256: row.sha256, at });
    await deleteObjects(stores, [kept.key], at);
    const data = { key: originalKey.slice(0, 500) };
    await stores.audit.append({ actor, action: "quarantine.put_back", subjectId: kept.id, at, data });
  });
}

/**
 * Deletes an object in quarantine before its time. It is gone for good.
 * @throws DomainError `role_required`, `not_found`, `quarantine_state_conflict`.
 */
export async function deleteQuarantined(
  ports: Ports,
  { actor, quarantineId }: { actor: UserActor; quarantineId: QuarantineId },
): Promise<void> {
  requireAdmin(actor);
  const kept = await requireHeld(ports, quarantineId);
  if (!(await deleteKept(ports, kept, { actor, action: "quarantine.deleted" })))
    throw new DomainError("quarantine_state_conflict");
}

/** Deletes what lies in quarantine for good. False when it has ended before. */
export function deleteKept(
  { db, clock }: Ports,
  kept: QuarantinedObject,
  { actor, action }: { actor: Actor; action: "quarantine.deleted" | "quarantine.expired" },
): Promise<boolean> {
  const at = clock.now();
  return db.transaction(async (stores) => {
    if (!(await stores.quarantine.end(kept.id, "deleted"))) return false;
    await deleteObjects(stores, [kept.key], at);
    const data = { key: kept.originalKey.slice(0, 500) };
    await stores.audit.append({ actor, action, subjectId: kept.id, at, data });
    return true;
  });
}
