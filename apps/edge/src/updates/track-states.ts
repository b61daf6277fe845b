import { appIdOf, NewApp, objectKeys, Track } from "@mosis/domain";
import type { BucketReader } from "../bucket/bucket-reader.ts";
import type { ProblemCode } from "../http/problem.ts";
import { type TrackState, trackStateOf } from "./track-state.ts";
import { twoGenerations } from "./two-generations.ts";

/** Milliseconds for which a feed that was read, or was not there, answers without another look. */
const freshMs = 5_000;
/** Milliseconds more for which it still answers while it is read again, so that no device waits for storage. */
const graceMs = 5_000;
/** Feeds that are read again at once while the old ones answer. */
const mostRefreshes = 32;
/** Bytes of memory, roughly, for what is kept of feeds and of answers from them. */
const mostWeight = 64 * 1024 * 1024;

/** The state of an app's track, from its feed; kept in process for some seconds. */
export interface TrackStates {
  /** The state at hand, null when there is no such track; undefined when it has to be read. */
  peek(packageId: string, track: string): TrackState | null | undefined;
  /** A code when the address cannot be right; then storage is not asked. */
  read(packageId: string, track: string): Promise<TrackState | null | InvalidAddress>;
}

export type InvalidAddress = Extract<ProblemCode, "package_id_invalid" | "track_unknown">;

interface Entry {
  state: TrackState | null;
  /** Of the feed, without quotes; null when there is none. */
  etag: string | null;
  readAt: number;
}

export function createTrackStates({
  bucket,
  now,
  sharesPromises,
}: {
  bucket: BucketReader;
  /** Milliseconds. */
  now: () => number;
  sharesPromises: boolean;
}): TrackStates {
  const entries = twoGenerations<Entry>(mostWeight);
  const running = new Map<string, Promise<TrackState | null>>();

  async function fetchState(address: string, packageId: string, track: Track): Promise<TrackState | null> {
    const readAt = now();
    const appId = await appIdOf(packageId);
    const object = await bucket.get(objectKeys.feed(appId, track));
    const text = object && (await new Response(object.body).text());
    const known = entries.get(address);
    const isKnown = known?.state != null && known.etag === object?.etag;
    const state = isKnown
      ? known.state
      : text === null
        ? null
        : trackStateOf(text, { appId, packageId, track });
    // A read that took long must not put an older state in the place of a newer one.
    if (known && known.readAt > readAt) return state;
    // Text is twice its length in memory; what is parsed and answered of it about as much again.
    entries.set(address, { state, etag: object?.etag ?? null, readAt }, 1_000 + 6 * (text?.length ?? 0));
    return state;
  }

  /** One read of a feed at a time, where requests may wait for each other. */
  function fetchOnce(address: string, packageId: string, track: Track): Promise<TrackState | null> {
    if (!sharesPromises) return fetchState(address, packageId, track);
    const going = running.get(address);
    if (going) return going;
    const begun = fetchState(address, packageId, track).finally(() => running.delete(address));
    running.set(address, begun);
    return begun;
  }

  return {
    peek(packageId, track) {
      // No package id holds a slash, and only checked addresses get in: no two of them share an entry.
      const address = `${packageId}/${track}`;
      const entry = entries.get(address);
      if (!entry) return undefined;
      const age = now() - entry.readAt;
      if (age < freshMs) return entry.state;
      if (!sharesPromises || age >= freshMs + graceMs) return undefined;
      if (running.size < mostRefreshes && !running.has(address)) {
        // Who asks after the grace reads it while the caller waits, and is told when that fails.
        fetchOnce(address, packageId, track as Track).catch(() => undefined);
      }
      return entry.state;
    },

    async read(packageId, track) {
      if (!NewApp.shape.packageId.safeParse(packageId).success) return "package_id_invalid";
      const known = Track.safeParse(track);
      if (!known.success) return "track_unknown";
      return fetchOnce(`${packageId}/${track}`, packageId, known.data);
    },
  };
}
