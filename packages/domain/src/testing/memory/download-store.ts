import { isOwn } from "../../actor.ts";
import type { AddedDownloads, DownloadDay, DownloadQueries, DownloadStore } from "../../ports/downloads.ts";
import { dayMs } from "../../quota.ts";
import type { Access, State } from "./state.ts";

export function memoryDownloadStore({ write, now }: Access): DownloadStore {
  return {
    noteRead: ({ key }) =>
      write(({ eventObjects }) => {
        if (eventObjects.has(key)) return false;
        eventObjects.set(key, now());
        return true;
      }),

    add: (counts) =>
      write((state) => {
        const added = new Map<string, AddedDownloads>();
        for (const count of counts) {
          const { day, appId, versionCode, part, country, cache, fromVersionCode } = count;
          const versions = [...state.versions.values()].filter((one) => one.appId === appId);
          const version = versions.find((one) => one.versionCode === versionCode);
          if (!version) continue;
          const delta = [...state.deltas.values()].find(
            (one) => one.versionId === version.id && one.fromVersionCode === fromVersionCode,
          );
          const saved = part === "delta" && delta?.size != null ? Math.max(0, version.size - delta.size) : 0;
          const key = [appId, day, versionCode, part, country, cache].join(" ");
          const row = { appId, day, part, downloads: 0, bytes: 0, savedBytes: 0, failures: 0 };
          const known = state.downloadDays.get(key) ?? row;
          const savedBytes = count.downloads * saved;
          state.downloadDays.set(key, {
            ...known,
            downloads: known.downloads + count.downloads,
            bytes: known.bytes + count.bytes,
            savedBytes: known.savedBytes + savedBytes,
            failures: known.failures + count.failures,
          });
          const { developerId } = version;
          const before = added.get(`${day} ${developerId}`);
          added.set(`${day} ${developerId}`, {
            day,
            developerId,
            egressBytes: (before?.egressBytes ?? 0) + (cache === "hit" ? 0 : count.bytes),
            savedBytes: (before?.savedBytes ?? 0) + savedBytes,
          });
        }
        return [...added].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
      }),

    addHours: (hours) =>
      write(({ downloadHours }) => {
        for (const one of hours) {
          const key = one.hour.toISOString();
          const known = downloadHours.get(key);
          downloadHours.set(key, {
            hour: one.hour,
            requests: (known?.requests ?? 0) + one.requests,
            failures: (known?.failures ?? 0) + one.failures,
            bytes: (known?.bytes ?? 0) + one.bytes,
            cachedBytes: (known?.cachedBytes ?? 0) + one.cachedBytes,
          });
        }
      }),

    forgetRead: (days, limit) =>
      write(({ eventObjects }) => {
        const old = [...eventObjects].filter(([, at]) => at <= now() - days * dayMs).slice(0, limit);
        for (const [key] of old) eventObjects.delete(key);
        return old.length;
      }),
  };
}

export function memoryDownloadQueries(read: () => State): DownloadQueries {
  return {
    async readDownloadDays(actor, appId, { from, to }) {
      const app = read().apps.get(appId);
      if (actor.kind !== "system" && !(app && isOwn(actor, { ...app, appId }))) return [];
      const days = new Map<string, DownloadDay>();
      for (const { appId: of, ...row } of read().downloadDays.values()) {
        if (of !== appId || row.day < from || row.day > to) continue;
        const key = `${row.day} ${row.part}`;
        const known = days.get(key);
        days.set(key, {
          ...row,
          downloads: (known?.downloads ?? 0) + row.downloads,
          bytes: (known?.bytes ?? 0) + row.bytes,
          savedBytes: (known?.savedBytes ?? 0) + row.savedBytes,
          failures: (known?.failures ?? 0) + row.failures,
        });
      }
      return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, day]) => day);
    },
  };
}
