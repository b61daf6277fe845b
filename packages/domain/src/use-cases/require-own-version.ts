import type { UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { VersionId } from "../ids.ts";
import type { Stores } from "../ports/stores.ts";
import type { Version } from "../version.ts";

/** The version, if it belongs to the actor's developer account; `not_found` for everyone else. */
export async function requireOwnVersion(
  stores: Stores,
  actor: UserActor,
  versionId: VersionId,
): Promise<Version> {
  const version = await stores.versions.find(actor, versionId);
  if (version?.developerId !== actor.developerId) throw new DomainError("not_found");
  return version;
}
