import type { UserActor } from "../actor.ts";
import { changeOf } from "../audit.ts";
import { DomainError } from "../errors.ts";
import type { VersionId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import type { Version } from "../version.ts";
import { requireOwnVersion } from "./require-own-version.ts";

/**
 * Says what is new in a version, for reviewers and visitors. Writing the same again changes nothing.
 * @throws DomainError `not_found`; `version_state_conflict` once it is published, or has failed or been rejected.
 */
export async function changeReleaseNotes(
  { db, clock }: Ports,
  { actor, versionId, releaseNotes }: { actor: UserActor; versionId: VersionId; releaseNotes: string },
): Promise<Version> {
  return db.transaction(async (stores) => {
    const version = await requireOwnVersion(stores, actor, versionId, "version.submit");
    if (version.releaseNotes === releaseNotes) return version;
    if (!(await stores.versions.describe(versionId, releaseNotes)))
      throw new DomainError("version_state_conflict");
    await stores.audit.append({
      actor,
      action: "version.described",
      subjectId: versionId,
      appId: version.appId,
      at: clock.now(),
      ...changeOf({ release_notes: version.releaseNotes }, { release_notes: releaseNotes }),
    });
    return { ...version, releaseNotes };
  });
}
