import type { TrackId, VersionId } from "../ids.ts";
import type { Stores } from "../ports/stores.ts";
import type { Version } from "../version.ts";

/** The tracks of which devices get the version, or would if it were not paused. */
export async function tracksOfVersion(
  { releases }: Stores,
  { id, appId }: Pick<Version, "appId"> & { id: VersionId },
): Promise<TrackId[]> {
  const heads = await releases.listHeads([appId]);
  return [...new Set(heads.flatMap(({ trackId, versionId }) => (versionId === id ? [trackId] : [])))];
}
