import { system, type UserActor } from "../actor.ts";
import type { VersionId } from "../ids.ts";
import { stable } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import { allDevices } from "../release.ts";
import type { Version } from "../version.ts";
import { changeTracks } from "./change-tracks.ts";
import { changeVersion } from "./change-version.ts";
import { stepRelease } from "./move-release.ts";
import { requireOwnVersion } from "./require-own-version.ts";
import { addRelease, Rollout } from "./start-releases.ts";
import { tellOfVersion } from "./tell-of-version.ts";

/**
 * Publishes an approved version: it can be released from then on. Unless told not to, releases it to all devices of
 * `stable` at once, in place of what is rolling there; an older version than what `stable` leads to is published only.
 * @throws DomainError `not_found`, `version_state_conflict`.
 */
export async function publishVersion(
  { db, clock }: Ports,
  {
    actor,
    versionId,
    release = "stable",
  }: { actor: UserActor; versionId: VersionId; release?: "stable" | "none" },
): Promise<Version> {
  const at = clock.now();
  const { appId } = await requireOwnVersion(db, actor, versionId, "version.publish");
  return changeTracks(db, { appIds: [appId], at }, async (stores) => {
    const version = await requireOwnVersion(stores, actor, versionId, "version.publish");
    const published = await changeVersion(stores, {
      actor,
      version,
      to: "published",
      action: "version.published",
      at,
      set: { publishedAt: at },
    });
    await stores.outbox.add({ name: "deltas.make", payload: { versionId } }, at);
    // Reviews compare with this one from now on; whoever looks at an earlier one again has the list made again.
    const superseded = await stores.reviews.findPublishedBefore(published);
    if (superseded) await stores.fileLists.forget([superseded.id]);
    await tellOfVersion(stores, { kind: "version.published", actor, version: published, at });
    const isReleased = release === "stable" && (await releaseOnStable(stores, actor, published, at));
    return { ...published, onTrack: isReleased };
  });
}

/** False when devices have a later version already. */
async function releaseOnStable(
  stores: Stores,
  actor: UserActor,
  version: Version,
  at: Date,
): Promise<boolean> {
  const track = await stores.tracks.findByName(system, version.appId, stable);
  const heads = (await stores.releases.listHeads([version.appId])).filter(
    ({ trackId }) => trackId === track?.id,
  );
  for (const head of heads) {
    const other = await stores.versions.find(system, head.versionId);
    if ((other?.versionCode ?? 0) > (version.versionCode ?? 0)) return false;
  }
  const candidate = heads.find(({ status }) => status !== "complete");
  if (candidate)
    await stepRelease(stores, { actor, release: candidate, at }, "superseded", "release.superseded");
  const rollout = Rollout.parse({ basisPoints: allDevices });
  await addRelease(stores, { actor, versionId: version.id, track: stable, rollout, groupId: null, at });
  return true;
}
