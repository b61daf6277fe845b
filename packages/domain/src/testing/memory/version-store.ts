import { DomainError } from "../../errors.ts";
import { stable } from "../../object-keys.ts";
import type { VersionStore } from "../../ports/stores.ts";
import { retentionClassOf } from "../../retention.ts";
import { type Version, versionsDescribed } from "../../version.ts";
import { type Access, copyOf, type State } from "./state.ts";
import { seesVersion } from "./visibility.ts";

export function memoryVersionStore({ read, write, now }: Access): VersionStore {
  const put = (state: State, version: Version) => putVersion(state, version, now());

  return {
    async find(actor, id) {
      const version = read().versions.get(id);
      return version && seesVersion(actor, version) ? copyOf(version) : null;
    },

    async findByUpload(actor, uploadId) {
      const version = [...read().versions.values()].find((one) => one.uploadId === uploadId);
      return version && seesVersion(actor, version) ? copyOf(version) : null;
    },

    create: (version) =>
      write((state) => {
        for (const { id, uploadId } of state.versions.values()) {
          if (id === version.id || uploadId === version.uploadId)
            throw new Error(`upload ${uploadId} has become a version already`);
        }
        requireFreeCode(state, version);
        put(state, structuredClone(version));
      }),

    begin: (id) =>
      write((state) => {
        const known = state.versions.get(id);
        if (known?.status !== "validating") return null;
        const begun: Version = { ...known, step: "reading", attempt: known.attempt + 1 };
        put(state, begun);
        state.changed.add(`version:${id}`);
        return structuredClone(begun);
      }),

    update: (version, from) =>
      write((state) => {
        const known = state.versions.get(version.id);
        const isAsRead =
          known?.status === from.status &&
          known.attempt === from.attempt &&
          known.purgedAt?.getTime() === from.purgedAt?.getTime();
        if (!isAsRead) throw new DomainError("version_state_conflict");
        // A version code once claimed stays.
        const next = {
          ...structuredClone(version),
          developerId: known.developerId,
          founderId: known.founderId,
          releaseNotes: known.releaseNotes,
          versionCode: version.versionCode ?? known.versionCode,
        };
        requireFreeCode(state, next);
        put(state, next);
        state.changed.add(`version:${version.id}`);
      }),

    describe: (id, releaseNotes) =>
      write((state) => {
        const known = state.versions.get(id);
        if (!known || !(versionsDescribed as readonly string[]).includes(known.status)) return false;
        put(state, { ...known, releaseNotes });
        state.changed.add(`version:${id}`);
        return true;
      }),

    async greatestCode(appId) {
      const codes = [...read().versions.values()].filter((version) => version.appId === appId);
      return Math.max(0, ...codes.map(({ versionCode }) => versionCode ?? 0));
    },
  };
}

/** The row as it stands from now on, with what follows from that. */
export function putVersion(state: State, version: Version, now: number): void {
  noteRetention(state, version, now);
  state.versions.set(version.id, version);
  state.stepChanged.set(version.id, now);
}

/** Begins a version's time anew when the reason for it is another, and forgets an announced deletion. */
function noteRetention(state: State, version: Version, now: number): void {
  const of = retentionClassOf(version);
  const known = state.retention.get(version.id);
  if (known && known.class === of) return;
  state.retention.set(version.id, { class: of, from: now, announcedAt: null });
}

/** What all devices of `stable` get of an app. */
export function onStable(state: State, appId: string): Version | null {
  const track = [...state.tracks.values()].find((one) => one.appId === appId && one.name === stable);
  const base = [...state.releases.values()].find(
    ({ trackId, status }) => trackId === track?.id && status === "complete",
  );
  const version = base && state.versions.get(base.versionId);
  return version?.status === "published" ? version : null;
}

function requireFreeCode({ versions }: State, { id, appId, versionCode }: Version): void {
  if (versionCode === null) return;
  for (const other of versions.values()) {
    if (other.id !== id && other.appId === appId && other.versionCode === versionCode)
      throw new Error(`version code ${versionCode} of app ${appId} is taken`);
  }
}
