import type { UserActor } from "../actor.ts";
import type { VersionId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import type { Version } from "../version.ts";
import { changeVersion } from "./change-version.ts";
import { requireOwnVersion } from "./require-own-version.ts";

/**
 * Puts an approved version out. Devices are told by the app's release document, which a job writes right after.
 * @throws DomainError `not_found`, `version_state_conflict`.
 */
export async function publishVersion(
  { db, clock }: Ports,
  { actor, versionId }: { actor: UserActor; versionId: VersionId },
): Promise<Version> {
  const now = clock.now();
  return db.transaction(async (stores) => {
    const version = await requireOwnVersion(stores, actor, versionId);
    await stores.apps.lock(version.appId);
    const published = await changeVersion(stores, {
      actor,
      version,
      to: "published",
      action: "version.published",
      at: now,
      set: { publishedAt: now },
    });
    const latest = await stores.versions.findLatestPublished(version.appId);
    if (latest) await stores.versions.setOnTrack(version.appId, latest.id);
    await stores.outbox.add({ name: "feed.write", payload: { appId: version.appId, track: "stable" } }, now);
    return { ...published, onTrack: latest?.id === published.id };
  });
}
