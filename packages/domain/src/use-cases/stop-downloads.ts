import { system } from "../actor.ts";
import { DomainError, isDomainError } from "../errors.ts";
import type { VersionId } from "../ids.ts";
import { cacheControl, objectKeys } from "../object-keys.ts";
import type { NewObject } from "../ports/object-store.ts";
import type { Ports } from "../ports/ports.ts";
import type { Version, VersionStatus } from "../version.ts";
import { clearAfterLosing, noteBesidePackage, putBesidePackage } from "./beside-package.ts";

const stopping: readonly VersionStatus[] = ["withdrawn", "removed"];

export function isStopped({ status, versionCode }: Pick<Version, "status" | "versionCode">): boolean {
  return stopping.includes(status) && versionCode !== null;
}

/**
 * Has the edge refuse every download of a version that was taken out of the store, whatever address is held: puts the
 * object that it looks for. Repeating it writes the same again. Does nothing for a version that devices may have, or
 * whose package is gone.
 * @throws DomainError `service_unavailable`.
 */
export async function stopDownloads(ports: Ports, { versionId }: { versionId: VersionId }): Promise<void> {
  const { db, clock } = ports;
  const version = await db.versions.find(system, versionId);
  if (!version || !isStopped(version)) return;
  const object = stopDocument(version);
  const head = await putBesidePackage(ports, version, { ...object, kind: "stop", isWanted: isStopped });
  if (!head) return;
  const isNoted = await db.transaction(async (stores) => {
    await stores.apps.lock(version.appId);
    return noteBesidePackage(stores, { key: object.key, head, sha256: null, at: clock.now() });
  });
  if (!isNoted) await clearAfterLosing(ports, [object.key]);
}

/**
 * Does the same at once for who has just ended the version. False when a service does not answer: the job that the
 * outbox has for it follows.
 */
export async function tryToStopDownloads(
  ports: Ports,
  { versionId }: { versionId: VersionId },
): Promise<boolean> {
  try {
    await stopDownloads(ports, { versionId });
    return true;
  } catch (error) {
    if (isDomainError(error, "service_unavailable")) return false;
    throw error;
  }
}

/** What lies at the version's stop; the same for the same version. */
export function stopDocument(version: Version): Omit<NewObject, "expectedEtag"> {
  const { status, statusChangedAt, versionCode } = version;
  if (versionCode === null || !isStopped(version)) throw new DomainError("version_state_conflict");
  const text = { version_code: versionCode, stopped_at: statusChangedAt.toISOString(), reason: status };
  return {
    key: objectKeys.downloadStop({ ...version, versionCode }),
    bytes: new TextEncoder().encode(JSON.stringify(text)),
    contentType: "application/json",
    cacheControl: cacheControl.stop,
  };
}
