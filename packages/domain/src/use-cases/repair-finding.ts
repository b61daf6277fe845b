import { system } from "../actor.ts";
import {
  type Finding,
  type FindingOutcome,
  type InventoryRun,
  isYoung,
  judge,
  type LedgerEntry,
  repairOf,
} from "../inventory.ts";
import { addressOf, uploadIdIn } from "../object-keys.ts";
import type { StoredObjectFacts } from "../ports/object-store.ts";
import type { Ports } from "../ports/ports.ts";
import { deleteObjects } from "./delete-object.ts";
import { canBeQuarantined, copyToQuarantine, quarantineStray } from "./quarantine-object.ts";
import { endLostDeltas, rewriteKeys, rewriteStop } from "./repair-beside-package.ts";
import { leave, noteRepaired, type RepairCase } from "./repair-case.ts";
import { restoreFromQuarantine } from "./restore-object.ts";
import { manifestDocument } from "./validate-version.ts";

/**
 * Repairs a finding if it still is what it was when it was found, and old enough, and notes what became of it.
 * @throws DomainError `object_changed`, `object_missing` when storage moves on meanwhile; `service_unavailable`.
 */
export async function repairFinding(
  ports: Ports,
  given: { run: InventoryRun; finding: Finding; cutoff: Date; signal: AbortSignal | undefined },
): Promise<FindingOutcome> {
  const { db, objects } = ports;
  const { finding, cutoff } = given;
  if (finding.kind === "unjoined") return dropParts(ports, finding);
  const [row = null] = await db.inventory.readRows([finding.key]);
  const object = await objects.stat(finding.key);
  if (isYoung({ row, object }, cutoff)) return leave(ports, finding, "skipped", "young");
  if (!isUnchanged(finding, row, object)) return leave(ports, finding, "skipped", "changed");
  const current: RepairCase = { ...given, row, object };

  switch (repairOf(finding)) {
    case "quarantine":
      return quarantineStray(ports, current);
    case "put_back":
      return restoreFromQuarantine(ports, current);
    case "rewrite_manifest":
      return rewriteManifest(ports, current);
    case "rewrite_feed":
      return rewriteFeed(ports, current);
    case "rewrite_stop":
      return rewriteStop(ports, current);
    case "rewrite_keys":
      return rewriteKeys(ports, current);
    case "end_deltas":
      return endLostDeltas(ports, current);
    case "forget":
      return forget(ports, current);
    case "drop_parts":
    case "none":
      return leave(ports, finding, "needs_person", "quarantine_damaged");
  }
}

/** Whether both sides still are what the finding says. A wrong hash is known by what it was read at. */
function isUnchanged(finding: Finding, row: LedgerEntry | null, object: StoredObjectFacts | null): boolean {
  if ((object?.etag ?? null) !== finding.found.etag || (object?.size ?? null) !== finding.found.size)
    return false;
  const { expected, kind } = finding;
  if (kind === "orphan" || kind === "leftover") return judge(row, object) === kind;
  if (row?.status !== "stored") return false;
  if (row.size !== expected.size || row.etag !== expected.etag || row.sha256 !== expected.sha256)
    return false;
  return kind === "wrong_hash" ? judge(row, object) === null : judge(row, object) === kind;
}

/** Parts that nobody can join any more. An upload that is open again, or still, keeps them. */
async function dropParts(ports: Ports, finding: Finding): Promise<FindingOutcome> {
  const { db, objects } = ports;
  const { key, storageUploadId } = finding;
  if ((await db.inventory.openUploadNames([storageUploadId])).size > 0)
    return leave(ports, finding, "skipped", "changed");
  await objects.dropParts({ key, storageUploadId });
  await noteRepaired(db, finding);
  return "repaired";
}

/** A version keeps its manifest in the database: the object is written again from there. */
async function rewriteManifest(ports: Ports, current: RepairCase): Promise<FindingOutcome> {
  const { db, objects, clock } = ports;
  const { finding, object } = current;
  const address = addressOf(finding.key);
  const version =
    address?.kind === "manifest" ? await db.inventory.findVersion(address.appId, address.versionCode) : null;
  if (!version?.manifest) return leave(ports, finding, "needs_person", "version_unknown");
  if (object && !canBeQuarantined(current)) return leave(ports, finding, "needs_person", "key_too_long");
  if (object) await copyToQuarantine(ports, current);
  const head = await objects.put({
    key: finding.key,
    ...manifestDocument(version),
    expectedEtag: object?.etag ?? null,
  });
  await db.transaction(async (stores) => {
    await stores.objects.stored({ key: finding.key, ...head, sha256: null, at: clock.now() });
    await noteRepaired(stores, finding);
  });
  return "repaired";
}

/** A release document is written again by its own job, from what the database says then. */
async function rewriteFeed(ports: Ports, current: RepairCase): Promise<FindingOutcome> {
  const { db, clock } = ports;
  const { finding, object } = current;
  const address = addressOf(finding.key);
  if (address?.kind !== "feed") return leave(ports, finding, "needs_person", "version_unknown");
  const app = await db.apps.find(system, address.appId);
  const track = app && (await db.tracks.findForDevices(address.appId, address.track));
  // Of a track on which nothing ever was, the job writes none.
  if (!object && !track?.sequence) return forget(ports, current);
  if (!app) return leave(ports, finding, "needs_person", "version_unknown");
  if (object) await copyToQuarantine(ports, current);
  await db.transaction(async (stores) => {
    const { appId, track } = address;
    await stores.outbox.add({ name: "feed.write", payload: { appId, track } }, clock.now());
    await noteRepaired(stores, finding);
  });
  return "repaired";
}

/** Nothing needs the object any more: its row ends, and what still stands there is kept in quarantine first. */
async function forget(ports: Ports, current: RepairCase): Promise<FindingOutcome> {
  const { db, clock } = ports;
  const { finding, object } = current;
  const uploadId = uploadIdIn(finding.key);
  const upload = uploadId && (await db.uploads.find(system, uploadId));
  // Its version is being checked, and will say itself that the bytes are gone.
  if (upload?.status === "open") return leave(ports, finding, "skipped", "changed");
  if (object && !canBeQuarantined(current)) return leave(ports, finding, "needs_person", "key_too_long");
  if (object) await copyToQuarantine(ports, current);
  await db.transaction(async (stores) => {
    await deleteObjects(stores, [finding.key], clock.now());
    if (finding.objectKind === "quarantine") {
      const lost = await stores.quarantine.findByKey(finding.key);
      if (lost) await stores.quarantine.end(lost.id, "deleted");
    }
    await noteRepaired(stores, finding);
  });
  return "repaired";
}
