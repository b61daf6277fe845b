import { DomainError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { FindingOutcome, QuarantinedObject } from "../inventory.ts";
import { objectKeys } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import { deleteObjects } from "./delete-object.ts";
import { leave, noteRepaired, type RepairCase } from "./repair-case.ts";

/** Bytes of a key that every S3 server takes. */
const longestKeyBytes = 1024;
/** Bytes that one copy can move, 5 GiB. */
const largestCopyBytes = 5 * 1024 ** 3;

export function canBeQuarantined({ run, finding, object }: RepairCase): boolean {
  const key = objectKeys.quarantined(run.id, finding.key);
  return new TextEncoder().encode(key).length <= longestKeyBytes && (object?.size ?? 0) <= largestCopyBytes;
}

/**
 * Keeps a copy of the object as it was found, and notes it in the ledger. Repeating it is harmless.
 * @throws DomainError `object_changed`, `object_missing`.
 */
export async function copyToQuarantine(
  { db, objects, clock }: Ports,
  { run, finding, object }: RepairCase,
): Promise<QuarantinedObject> {
  if (!object) throw new DomainError("object_missing");
  const kept = await db.quarantine.expect({
    id: newId(),
    key: objectKeys.quarantined(run.id, finding.key),
    runId: run.id,
    originalKey: finding.key,
    reason: finding.kind,
    size: object.size,
    etag: object.etag,
    contentType: object.contentType,
    cacheControl: object.cacheControl,
  });
  if (kept.status !== "moving") return kept;
  const { contentType, cacheControl } = kept;
  const copied = await objects.copy({
    from: finding.key,
    sourceEtag: object.etag,
    to: kept.key,
    contentType,
    cacheControl,
  });
  if (copied.size !== object.size) throw new DomainError("object_changed");
  await db.transaction(async (stores) => {
    await stores.objects.stored({ key: kept.key, ...copied, sha256: null, at: clock.now() });
    await stores.quarantine.held(kept.id, copied);
  });
  return { ...kept, ...copied, status: "held" };
}

/**
 * Moves an object that nobody announced out of the way. Its key is claimed in the ledger before the original is
 * deleted: whoever would announce an object there is refused until that has been done, and where somebody has, the
 * original stays.
 */
export async function quarantineStray(ports: Ports, current: RepairCase): Promise<FindingOutcome> {
  const { db, clock } = ports;
  const { finding, object } = current;
  if (!canBeQuarantined(current)) {
    const isLarge = (object?.size ?? 0) > largestCopyBytes;
    return leave(ports, finding, "needs_person", isLarge ? "too_large" : "key_too_long");
  }
  const kept = await copyToQuarantine(ports, current);
  const at = clock.now();
  const isClaimed = await db.transaction(async (stores) => {
    if (!(await stores.inventory.claimStray(finding.key))) {
      // Somebody announced an object here meanwhile: the copy is not needed.
      if (await stores.quarantine.end(kept.id, "deleted")) await deleteObjects(stores, [kept.key], at);
      return false;
    }
    await stores.outbox.add({ name: "object.delete", payload: { key: finding.key } }, at);
    await noteRepaired(stores, finding);
    return true;
  });
  return isClaimed ? "repaired" : leave(ports, finding, "skipped", "changed");
}
