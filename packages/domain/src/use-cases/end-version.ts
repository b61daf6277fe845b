import { z } from "zod";
import { requireAdmin, system, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { VersionId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import type { Version } from "../version.ts";
import { changeTracks } from "./change-tracks.ts";
import { changeVersion } from "./change-version.ts";
import { takeOff } from "./move-release.ts";
import { requireOwnVersion } from "./require-own-version.ts";
import { tryToStopDownloads } from "./stop-downloads.ts";
import { tellOfVersion } from "./tell-of-version.ts";

/** Why a version is taken out of the store. */
export const EndReason = z
  .string()
  .trim()
  .regex(/^[^\0]*$/, "Leave out the null character.")
  .min(1, "Say why.")
  .max(2000);

export interface EndedVersion {
  version: Version;
  /** Whether the edge refuses its downloads already. If not, a job sees to it within a minute or as storage answers. */
  downloadsStopped: boolean;
}

/**
 * Takes a published version back: every release of it ends, its tracks lead to what lies beneath, and nobody can
 * download it any more.
 * @throws DomainError `not_found`, `version_state_conflict`.
 */
export async function withdrawVersion(
  ports: Ports,
  { actor, versionId, reason }: { actor: UserActor; versionId: VersionId; reason: string },
): Promise<EndedVersion> {
  const version = await requireOwnVersion(ports.db, actor, versionId, "version.withdraw");
  return endVersion(ports, { actor, version, reason, to: "withdrawn" });
}

/** The same by an administrator, for any app. @throws DomainError `role_required`, `not_found`, `version_state_conflict`. */
export async function removeVersion(
  ports: Ports,
  { actor, versionId, reason }: { actor: UserActor; versionId: VersionId; reason: string },
): Promise<EndedVersion> {
  requireAdmin(actor);
  const version = await ports.db.versions.find(system, versionId);
  if (!version) throw new DomainError("not_found");
  return endVersion(ports, { actor, version, reason, to: "removed" });
}

async function endVersion(
  ports: Ports,
  input: { actor: UserActor; version: Version; reason: string; to: "withdrawn" | "removed" },
): Promise<EndedVersion> {
  const { actor, to, reason } = input;
  const { id, appId } = input.version;
  const at = ports.clock.now();
  const ended = await changeTracks(ports.db, { appIds: [appId], at }, async (stores) => {
    const version = await stores.versions.find(system, id);
    if (!version) throw new DomainError("not_found");
    // First, so that no track falls back to it.
    const next = await changeVersion(stores, {
      actor,
      version,
      to,
      action: `version.${to}`,
      at,
      set: { onTrack: false },
      data: { reason },
    });
    for (const release of await stores.releases.listOfVersion(id))
      await takeOff(stores, { actor, release, at }, { because: `version.${to}` });
    // Who withdraws their own version knows.
    if (to === "removed")
      await tellOfVersion(stores, { kind: "version.removed", actor, version: next, at, data: { reason } });
    await stores.outbox.add({ name: "downloads.stop", payload: { versionId: id } }, at);
    return next;
  });
  return { version: ended, downloadsStopped: await tryToStopDownloads(ports, { versionId: id }) };
}
