import { isOwn, requirePermission, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { VersionId } from "../ids.ts";
import type { Permission } from "../permission.ts";
import type { Stores } from "../ports/stores.ts";
import type { Version } from "../version.ts";

/** The version, if it belongs to the actor's developer account; `not_found` for everyone else. */
export async function requireOwnVersion(
  stores: Stores,
  actor: UserActor,
  versionId: VersionId,
  permission: Permission,
): Promise<Version> {
  requirePermission(actor, permission);
  const version = await stores.versions.find(actor, versionId);
  if (!version || !isOwn(actor, version)) throw new DomainError("not_found");
  // Leave to upload once is good for what became of that upload.
  const { trusted } = actor.token ?? {};
  if (trusted && trusted.uploadId !== version.uploadId) throw new DomainError("not_found");
  return version;
}
