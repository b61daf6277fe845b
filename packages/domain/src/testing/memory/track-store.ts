import type { Actor } from "../../actor.ts";
import { DomainError } from "../../errors.ts";
import { type AppId, newId, type TrackId } from "../../ids.ts";
import type { TrackStore } from "../../ports/releases.ts";
import { type AppTrack, coreTracks } from "../../track.ts";
import { type Access, copyOf, type State, type TrackRow } from "./state.ts";
import { seesApp } from "./visibility.ts";

export function memoryTrackStore({ read, write, now }: Access): TrackStore {
  const visible = (actor: Actor, row: TrackRow | undefined) => seesTrack(read(), actor, row) ?? null;
  const named = (state: State, appId: AppId, name: string) =>
    [...state.tracks.values()].find((row) => row.appId === appId && row.name === name);

  return {
    find: async (actor, id) => toTrack(visible(actor, read().tracks.get(id))),
    findByName: async (actor, appId, name) => toTrack(visible(actor, named(read(), appId, name))),

    async findForDevices(appId, name) {
      const state = read();
      const row = named(state, appId, name);
      if (!row) return null;
      const listed = [...state.trackDevices.values()].filter(({ trackId }) => trackId === row.id);
      const isForAll = row.audience === "everyone" && !row.isRemoved;
      return {
        id: row.id,
        sequence: row.sequence,
        audience: isForAll ? null : listed.map(({ nameSha256 }) => nameSha256).sort(),
      };
    },

    list: async (actor, appId) =>
      [...read().tracks.values()]
        .filter((row) => row.appId === appId)
        .flatMap((row) => toTrack(visible(actor, row)) ?? []),

    create: ({ id, appId, name, audience }) =>
      write((state) => {
        const known = named(state, appId, name);
        if (known && !known.isRemoved) throw new DomainError("track_name_taken");
        const { sequence } = known ?? { sequence: 0 };
        const row: TrackRow = { id: known?.id ?? id, appId, name, audience, sequence, isRemoved: false };
        // The order of the map is that in which tracks were added.
        if (known) state.tracks.delete(known.id);
        state.tracks.set(row.id, row);
        return trackOf(row);
      }),

    remove: (id) =>
      write((state) => {
        const row = state.tracks.get(id);
        if (row) state.tracks.set(id, { ...row, isRemoved: true });
        for (const [key, device] of state.trackDevices)
          if (device.trackId === id) state.trackDevices.delete(key);
        for (const release of state.releases.values())
          if (release.trackId === id && release.status === "superseded")
            state.releases.set(release.id, { ...release, completedIn: null });
      }),

    advance: (ids) =>
      write(({ tracks }) =>
        ids.flatMap((id) => {
          const row = tracks.get(id);
          if (!row) return [];
          const next = { ...row, sequence: row.sequence + 1 };
          tracks.set(id, next);
          return trackOf(next);
        }),
      ),

    addDevices: (id, devices, addedBy, most) =>
      write(({ trackDevices }) => {
        const keyOf = (nameSha256: string) => `${id} ${nameSha256}`;
        const listed = [...trackDevices.values()].filter(({ trackId }) => trackId === id).length;
        const added = new Set(devices.map(({ nameSha256 }) => keyOf(nameSha256)));
        const unknown = [...added].filter((key) => !trackDevices.has(key)).length;
        if (listed + unknown > most) return false;
        for (const { nameSha256, label } of devices) {
          const known = trackDevices.get(keyOf(nameSha256));
          const row = known ?? { trackId: id, nameSha256, addedBy, addedAt: new Date(now()) };
          trackDevices.set(keyOf(nameSha256), { ...row, label });
        }
        return true;
      }),

    removeDevice: (id, nameSha256) => write(({ trackDevices }) => trackDevices.delete(`${id} ${nameSha256}`)),
  };
}

/** What every app has from its creation. */
export function addCoreTracks(state: State, appId: AppId): void {
  for (const track of coreTracks) {
    const id: TrackId = newId();
    state.tracks.set(id, { id, appId, ...track, sequence: 0, isRemoved: false });
  }
}

export function seesTrack(state: State, actor: Actor, row: TrackRow | undefined): TrackRow | undefined {
  const app = row && !row.isRemoved && state.apps.get(row.appId);
  return app && seesApp(state, actor, app) ? row : undefined;
}

export function trackOf({ isRemoved: _isRemoved, ...track }: TrackRow): AppTrack {
  return structuredClone(track);
}

function toTrack(row: TrackRow | null): AppTrack | null {
  return row && copyOf(trackOf(row));
}
