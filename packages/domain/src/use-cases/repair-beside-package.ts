import type { FindingOutcome } from "../inventory.ts";
import { addressOf, objectKeys } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import { changeTracks } from "./change-tracks.ts";
import { deleteObjects } from "./delete-object.ts";
import { canBeQuarantined, copyToQuarantine } from "./quarantine-object.ts";
import { leave, noteRepaired, type RepairCase } from "./repair-case.ts";
import { isStopped, stopDocument } from "./stop-downloads.ts";
import { tracksOfVersion } from "./tracks-of-version.ts";

/**
 * Ends a delta of which the bytes are lost, or all of a version's where its list of contents is: devices are told of
 * none any more and download the package, which is what deltas save and never replace. The bytes of deltas without a list
 * lie there until those of the version go.
 */
export async function endLostDeltas(ports: Ports, current: RepairCase): Promise<FindingOutcome> {
  const { db, clock } = ports;
  const { finding, object } = current;
  const address = addressOf(finding.key);
  if (address?.kind !== "delta" && address?.kind !== "contents")
    throw new Error(`finding ${finding.id} is about nothing that a delta needs`);
  const version = await db.inventory.findVersion(address.appId, address.versionCode);
  if (!version) return leave(ports, finding, "needs_person", "version_unknown");
  if (object && !canBeQuarantined(current)) return leave(ports, finding, "needs_person", "key_too_long");
  if (object) await copyToQuarantine(ports, current);
  const at = clock.now();
  const also = (stores: Stores) => tracksOfVersion(stores, version);
  await changeTracks(db, { appIds: [version.appId], at, also }, async (stores) => {
    for (const { fromVersionCode: from } of await stores.deltas.list(version.id))
      if (objectKeys.delta(address, from) === finding.key) await stores.deltas.end(version.id, from, "lost");
    if (address.kind === "contents") await stores.deltas.end(version.id, "all", "lost");
    await deleteObjects(stores, [finding.key], at);
    await noteRepaired(stores, finding);
  });
  return "repaired";
}

/** Has a version's downloads stopped again, as the database says. */
export async function rewriteStop(ports: Ports, current: RepairCase): Promise<FindingOutcome> {
  const { db, objects, clock } = ports;
  const { finding, object } = current;
  const address = addressOf(finding.key);
  const version =
    address?.kind === "stop" ? await db.inventory.findVersion(address.appId, address.versionCode) : null;
  if (!version || !isStopped(version)) return leave(ports, finding, "needs_person", "version_unknown");
  if (object && !canBeQuarantined(current)) return leave(ports, finding, "needs_person", "key_too_long");
  if (object) await copyToQuarantine(ports, current);
  const head = await objects.put({ ...stopDocument(version), expectedEtag: object?.etag ?? null });
  await db.transaction(async (stores) => {
    await stores.objects.stored({ key: finding.key, ...head, sha256: null, at: clock.now() });
    await noteRepaired(stores, finding);
  });
  return "repaired";
}

/** The list of keys is written again by its own job, once it is not there. */
export async function rewriteKeys(ports: Ports, current: RepairCase): Promise<FindingOutcome> {
  const { db, objects, clock } = ports;
  const { finding, object } = current;
  if (object) {
    await copyToQuarantine(ports, current);
    await objects.delete(finding.key);
  }
  await db.transaction(async (stores) => {
    await stores.outbox.add({ name: "documents.renew", payload: {} }, clock.now());
    await noteRepaired(stores, finding);
  });
  return "repaired";
}
