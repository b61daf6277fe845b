import type { AppId, TrackId } from "../ids.ts";
import type { Database, Stores } from "../ports/stores.ts";
import type { Release } from "../release.ts";

/**
 * Changes what is on the tracks of apps, all or nothing and one change after the other: holds the apps, and where
 * devices get something else afterwards, gives the track its next sequence and has its document written. Versions
 * are kept or let go by what the tracks lead to then.
 *
 * @param change.also tracks of which devices are told anew although the releases are the same; asked for after `work`
 */
export async function changeTracks<Result>(
  db: Database,
  change: {
    appIds: readonly AppId[];
    at: Date;
    also?: readonly TrackId[] | ((stores: Stores) => Promise<readonly TrackId[]>);
  },
  work: (stores: Stores) => Promise<Result>,
): Promise<Result> {
  const { appIds, at, also = [] } = change;
  // In one order, so that nobody waits for somebody who waits for them.
  const held = [...new Set(appIds)].sort();
  return db.transaction(async (stores) => {
    for (const appId of held) await stores.apps.lock(appId);
    const before = pictures(await stores.releases.listHeads(held));
    const result = await work(stores);
    const after = pictures(await stores.releases.listHeads(held));
    await stores.releases.settle(held);
    const changed = new Set(typeof also === "function" ? await also(stores) : also);
    for (const id of [...before.keys(), ...after.keys()])
      if (before.get(id) !== after.get(id)) changed.add(id);
    const tracks = changed.size > 0 ? await stores.tracks.advance([...changed]) : [];
    await stores.outbox.addAll(
      tracks.map(({ appId, name }) => ({ name: "feed.write", payload: { appId, track: name } })),
      at,
    );
    return result;
  });
}

/** What devices of a track get, by the track: the same text is the same. */
function pictures(heads: readonly Release[]): Map<TrackId, string> {
  const found = new Map<TrackId, string>();
  const sorted = heads
    .map(({ trackId, id, status, basisPoints }) => ({ trackId, text: `${id} ${status} ${basisPoints}` }))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
  for (const { trackId, text } of sorted) found.set(trackId, `${found.get(trackId) ?? ""}${text};`);
  return found;
}
