import { isOwn } from "../../actor.ts";
import { DomainError } from "../../errors.ts";
import type { HaltedItem, Queries } from "../../ports/queries.ts";
import type { DueRelease, ReleaseOnTrack, ReleaseQueries, ReleaseStore } from "../../ports/releases.ts";
import { type Release, releasesThatKeep } from "../../release.ts";
import { contains, cut, headOf, latestFirst } from "./queries.ts";
import { type Access, copyOf, type State } from "./state.ts";
import { seesTrack, trackOf } from "./track-store.ts";
import { putVersion } from "./version-store.ts";
import { seesApp } from "./visibility.ts";

const isUnderWay = ({ status }: Release) => status === "rolling" || status === "paused";
const isHead = (release: Release) => isUnderWay(release) || release.status === "complete";
const keeps = ({ status }: Release) => (releasesThatKeep as readonly string[]).includes(status);

export function memoryReleaseStore({ read, write, now }: Access): ReleaseStore {
  const all = (state: State, matches: (release: Release) => boolean) =>
    structuredClone([...state.releases.values()].filter(matches));

  return {
    now: async () => new Date(now()),

    async find(actor, id) {
      const release = read().releases.get(id);
      const app = release && read().apps.get(release.appId);
      return app && seesApp(read(), actor, app) ? copyOf(release) : null;
    },

    listHeads: async (appIds) => all(read(), (one) => appIds.includes(one.appId) && isHead(one)),
    listOfVersion: async (versionId) => all(read(), (one) => one.versionId === versionId && keeps(one)),
    listOfGroup: async (groupId) => all(read(), (one) => one.groupId === groupId),

    findScheduled: async (trackId) =>
      all(read(), (one) => one.trackId === trackId && one.status === "scheduled")[0] ?? null,

    findBeneath: async (trackId) => copyOf(beneath(read(), trackId)),

    createGroup: async () => {},

    create: (release) =>
      write((state) => {
        requireFreeTrack(state, release);
        state.releases.set(release.id, structuredClone(release));
        state.changed.add(`releases:${release.appId}`);
      }),

    update: (release, from) =>
      write((state) => {
        const known = state.releases.get(release.id);
        if (known?.status !== from.status || known.basisPoints !== from.basisPoints)
          throw new DomainError("release_state_conflict");
        requireFreeTrack(state, release);
        state.releases.set(release.id, { ...structuredClone(release), counts: known.counts });
        state.changed.add(`releases:${release.appId}`);
      }),

    forgive: (id) =>
      write(({ releases }) => {
        const known = releases.get(id);
        if (!known) return;
        const { installed, failed } = known.counts;
        releases.set(id, { ...known, counts: { installed, failed, forgiven: { installed, failed } } });
      }),

    settle: (appIds) =>
      write((state) => {
        const kept = new Set<string>();
        for (const release of state.releases.values()) if (keeps(release)) kept.add(release.versionId);
        for (const { id, appId } of state.tracks.values()) {
          const below = appIds.includes(appId) && beneath(state, id);
          if (below) kept.add(below.versionId);
        }
        for (const version of state.versions.values()) {
          const onTrack = kept.has(version.id);
          if (appIds.includes(version.appId) && version.onTrack !== onTrack)
            putVersion(state, { ...version, onTrack }, now());
        }
      }),

    async listDue(limit) {
      const releases = [...read().releases.values()];
      const due = releases
        .flatMap((one) => {
          const at = one.status === "scheduled" ? one.startsAt : one.raisesAt;
          return at && at.getTime() <= now() ? [{ one, at }] : [];
        })
        .sort((a, b) => a.at.getTime() - b.at.getTime());
      const found = new Map<string, DueRelease>();
      for (const { one } of due) {
        const { id, groupId } = one;
        const together =
          one.status === "scheduled" && groupId
            ? releases.filter((other) => other.groupId === groupId)
            : [one];
        const isTaken = together.some(
          ({ status, trackId }) =>
            status === "scheduled" &&
            releases.some((other) => other.trackId === trackId && isUnderWay(other)),
        );
        const key = one.status === "scheduled" ? (groupId ?? id) : id;
        const appIds = [...new Set(together.map(({ appId }) => appId))];
        if (!isTaken && !found.has(key)) found.set(key, { id, groupId, appIds });
      }
      return [...found.values()].slice(0, limit);
    },

    count: (reports) =>
      write(({ releases, reports: counted, changed: told }) => {
        const changed = new Set<Release["id"]>();
        for (const { id, releaseId, outcome } of reports) {
          const release = releases.get(releaseId);
          if (!release || counted.has(id)) continue;
          counted.set(id, now());
          const counts = { ...release.counts, [outcome]: release.counts[outcome] + 1 };
          releases.set(releaseId, { ...release, counts });
          told.add(`releases:${release.appId}`);
          changed.add(releaseId);
        }
        return [...changed].flatMap((id) => copyOf(releases.get(id)) ?? []);
      }),

    forgetReports: (days, limit) =>
      write(({ reports }) => {
        const old = [...reports].filter(([, at]) => at <= now() - days * 24 * 60 * 60 * 1000);
        for (const [id] of old.slice(0, limit)) reports.delete(id);
        return Math.min(old.length, limit);
      }),
  };
}

function beneath(state: State, trackId: string): Release | null {
  let latest: Release | null = null;
  for (const release of state.releases.values()) {
    if (release.trackId !== trackId || release.status !== "superseded" || release.completedIn === null)
      continue;
    const version = state.versions.get(release.versionId);
    if (version?.status !== "published" || version.purgedAt !== null) continue;
    if (release.completedIn > (latest?.completedIn ?? -1)) latest = release;
  }
  return latest;
}

function requireFreeTrack({ releases }: State, release: Release): void {
  const slots = [
    isUnderWay,
    ({ status }: Release) => status === "scheduled",
    ({ status }: Release) => status === "complete",
  ];
  for (const other of releases.values()) {
    if (other.id === release.id || other.trackId !== release.trackId) continue;
    if (slots.some((isIn) => isIn(other) && isIn(release))) throw new DomainError("release_under_way");
  }
}

/** Reads for pages, over whatever `read` gives at the time. */
export function memoryReleaseQueries(read: () => State): ReleaseQueries & Pick<Queries, "listHalted"> {
  const onTrack = (release: Release | null | undefined): ReleaseOnTrack | null => {
    const version = release && read().versions.get(release.versionId);
    if (!release || !version) return null;
    const { id, versionCode, manifest } = version;
    return structuredClone({ ...release, version: { id, versionCode, version: manifest?.version ?? null } });
  };
  return {
    async listTracks(actor, appId) {
      const { tracks, trackDevices, releases } = read();
      return [...tracks.values()].flatMap((row) => {
        if (row.appId !== appId || !seesTrack(read(), actor, row)) return [];
        const own = [...releases.values()].filter(({ trackId }) => trackId === row.id);
        return {
          track: trackOf(row),
          devices: [...trackDevices.values()].filter(({ trackId }) => trackId === row.id).length,
          base: onTrack(own.find(({ status }) => status === "complete")),
          candidate: onTrack(own.find(isUnderWay)),
          scheduled: onTrack(own.find(({ status }) => status === "scheduled")),
          beneath: onTrack(beneath(read(), row.id)),
        };
      });
    },

    async listReleasable(actor, appId, query) {
      const { apps, versions } = read();
      const app = apps.get(appId);
      const items = [...versions.values()]
        .flatMap(({ id, appId: of, status, purgedAt, versionCode, manifest, publishedAt }) => {
          const can = of === appId && status === "published" && purgedAt === null;
          if (!can || versionCode === null || !manifest || !publishedAt) return [];
          return [{ id, versionCode, version: manifest.version, publishedAt }];
        })
        .filter((one) => contains(query.search, [one.version, String(one.versionCode)]))
        .sort((a, b) => b.versionCode - a.versionCode);
      return cut(app && seesApp(read(), actor, app) ? items : [], query);
    },

    async listHalted(actor, { appId, limit }) {
      const { apps, tracks, releases } = read();
      const items = [...releases.values()].flatMap((one): (HaltedItem & { id: string })[] => {
        const [app, track, release] = [apps.get(one.appId), tracks.get(one.trackId), onTrack(one)];
        if (one.pausedFor !== "failures" || !app || !track || !release) return [];
        if (!isOwn(actor, { ...app, appId: app.id }) || (appId ?? app.id) !== app.id) return [];
        return [{ id: one.id, app: headOf(app), track: { id: track.id, name: track.name }, release }];
      });
      return structuredClone(items.sort(latestFirst(({ release }) => release.statusChangedAt)))
        .slice(0, limit)
        .map(({ id: _id, ...item }) => item);
    },

    async listReleases(actor, appId, query) {
      const { apps, releases, tracks, versions, users } = read();
      const app = apps.get(appId);
      const items = [...releases.values()]
        .filter((one) => one.appId === appId && (query.trackId ?? one.trackId) === one.trackId)
        .flatMap((release) => {
          const track = tracks.get(release.trackId);
          const version = versions.get(release.versionId);
          if (!track || !version || !app || !seesApp(read(), actor, app)) return [];
          const { id, versionCode, manifest } = version;
          return [
            {
              release: structuredClone(release),
              track: { id: track.id, name: track.name },
              version: { id, versionCode, version: manifest?.version ?? null },
              createdBy: users.get(release.createdBy)?.name ?? null,
            },
          ];
        })
        .filter(({ track, version }) => contains(query.search, [track.name, version.version ?? undefined]))
        .sort(
          (a, b) =>
            b.release.createdAt.getTime() - a.release.createdAt.getTime() ||
            (a.release.id < b.release.id ? 1 : -1),
        );
      return cut(items, query);
    },

    async listTrackDevices(actor, trackId, query) {
      const { tracks, trackDevices, users } = read();
      const track = seesTrack(read(), actor, tracks.get(trackId));
      const items = [...trackDevices.values()]
        .filter((device) => device.trackId === track?.id)
        .filter(({ label, nameSha256 }) => contains(query.search, [label, nameSha256]))
        .sort((a, b) => (`${a.label} ${a.nameSha256}` < `${b.label} ${b.nameSha256}` ? -1 : 1))
        .map(({ trackId: _trackId, addedBy, ...device }) => ({
          ...device,
          addedBy: users.get(addedBy)?.name ?? null,
        }));
      return cut(items, query);
    },
  };
}
