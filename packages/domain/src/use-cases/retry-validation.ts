import type { UserActor } from "../actor.ts";
import { changeOf } from "../audit.ts";
import type { VersionId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import { retriedVersion, type Version } from "../version.ts";
import { requireOwnVersion } from "./require-own-version.ts";

/**
 * Has a version checked again whose check the store itself broke off. Asking twice is harmless: a version that is
 * being checked is given as it stands.
 * @throws DomainError `not_found`, `version_retry_impossible`.
 */
export async function retryValidation(
  { db, clock }: Ports,
  { actor, versionId }: { actor: UserActor; versionId: VersionId },
): Promise<Version> {
  const now = clock.now();
  return db.transaction(async (stores) => {
    const version = await requireOwnVersion(stores, actor, versionId, "review.answer");
    if (version.status === "validating") return version;
    const retried = await reopenVersion(stores, { actor, version, at: now });
    await stores.outbox.requeue({ name: "version.validate", payload: { versionId } }, now);
    return retried;
  });
}

/**
 * Has an interrupted version wait for its check again, inside a transaction that also queues its job.
 * @throws DomainError `version_retry_impossible`.
 */
export async function reopenVersion(
  stores: Stores,
  { actor, version, at }: { actor: UserActor; version: Version; at: Date },
): Promise<Version> {
  const retried = retriedVersion(version, at);
  await stores.versions.update(retried, version);
  const { id, appId } = version;
  const change = changeOf({ status: version.status }, { status: retried.status });
  await stores.audit.append({ actor, action: "version.retried", subjectId: id, appId, at, ...change });
  return retried;
}
