import type { Actor } from "../actor.ts";
import type { AuditAction, AuditEntry } from "../audit.ts";
import type { Stores } from "../ports/stores.ts";
import { moveVersion, type Version, type VersionStatus } from "../version.ts";

/**
 * Moves a version to its next status inside a transaction: checks the life cycle, compares and sets, and
 * writes the audit entry beside it.
 */
export async function changeVersion(
  stores: Stores,
  change: {
    actor: Actor;
    version: Version;
    to: VersionStatus;
    action: AuditAction;
    at: Date;
    set?: Partial<Version>;
    data?: AuditEntry["data"];
  },
): Promise<Version> {
  const { actor, version, to, action, at, set, data = {} } = change;
  const next: Version = { ...moveVersion(version, to, at), ...set };
  await stores.versions.update(next, version);
  await stores.audit.append({
    actor,
    action,
    subjectId: version.id,
    appId: version.appId,
    at,
    data,
    before: { status: version.status },
    after: { status: next.status },
  });
  return next;
}
