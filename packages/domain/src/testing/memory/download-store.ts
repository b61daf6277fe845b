import type {
  AddedDownloads,
  DownloadHour,
  DownloadStore,
  RawDownload,
  RawDownloads,
} from "../../ports/downloads.ts";
import { dayMs } from "../../quota.ts";
import { type Day, dayOf } from "../../usage.ts";
import type { Access, State, VersionDayRow } from "./state.ts";

type Counted = RawDownload & { savedBytes: number };

const dayAt = (at: number): Day => dayOf(new Date(at));
const amounts = [
  "downloads",
  "firstInstalls",
  "updates",
  "byDevice",
  "byBrowser",
  "byCommandLine",
  "bytes",
  "savedBytes",
  "failures",
] as const;

export function memoryDownloadStore({ write, now }: Access): DownloadStore {
  return {
    noteRead: ({ key }) =>
      write(({ eventObjects }) => {
        if (eventObjects.has(key)) return false;
        eventObjects.set(key, now());
        return true;
      }),

    count: (downloads) =>
      write((state) => {
        let known = 0;
        const fresh: Counted[] = [];
        for (const one of downloads) {
          const versions = [...state.versions.values()].filter(({ appId }) => appId === one.appId);
          const version = versions.find(({ versionCode }) => versionCode === one.versionCode);
          if (!version) continue;
          known += 1;
          const key = `${one.at} ${one.id}`;
          const day = state.rawDays.get(dayAt(one.at));
          if (!day || day.isDropped) throw new Error(`no room for downloads of ${dayAt(one.at)}`);
          if (state.rawDownloads.has(key)) continue;
          const delta = [...state.deltas.values()].find(
            ({ versionId, fromVersionCode }) =>
              versionId === version.id && fromVersionCode === one.fromVersionCode,
          );
          const isSaving = one.part === "delta" && one.isDownload && delta?.size != null;
          const savedBytes = isSaving ? Math.max(0, version.size - (delta.size ?? 0)) : 0;
          const counted = { ...one, savedBytes };
          state.rawDownloads.set(key, counted);
          fresh.push(counted);
        }
        for (const [key, row] of sumVersions(fresh)) addTo(state.downloadDays, key, row);
        for (const [key, row] of sumCountries(fresh)) {
          const before = state.downloadCountries.get(key)?.downloads ?? 0;
          state.downloadCountries.set(key, { ...row, downloads: before + row.downloads });
        }
        return { known, counted: fresh.length, hours: sumHours(fresh), added: sumAdded(state, fresh) };
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

export function memoryRawDownloads({ write, now }: Access): RawDownloads {
  return {
    open: ({ from, to }) =>
      write((state) => {
        for (let at = Date.parse(from); at <= Date.parse(to); at += dayMs) {
          const day = dayAt(at);
          if (state.rawDays.has(day)) continue;
          const isEmpty = ![...state.downloadDays.values()].some((row) => row.day === day);
          const isWhole = isEmpty && day >= dayAt(now());
          state.rawDays.set(day, { isWhole, isDropped: false, rebuilt: null });
        }
      }),

    dropBefore: (before) =>
      write((state) => {
        const gone = [...state.rawDays].filter(([day, { isDropped }]) => day < before && !isDropped);
        for (const [day, row] of gone) state.rawDays.set(day, { ...row, isDropped: true });
        for (const [key, { at }] of state.rawDownloads)
          if (dayAt(at) < before) state.rawDownloads.delete(key);
        return gone.length;
      }),

    listUnbuilt: (before) =>
      write((state) =>
        [...state.rawDays]
          .filter(([day, row]) => day < before && row.isWhole && !row.isDropped && row.rebuilt === null)
          .map(([day]) => day)
          .sort(),
      ),

    rebuild: (day) =>
      write((state) => {
        const row = state.rawDays.get(day);
        if (!row?.isWhole || row.isDropped) return null;
        const raw = [...state.rawDownloads.values()].filter(({ at }) => dayAt(at) === day);
        const isOfDay = (one: { day: Day }) => one.day === day;
        const differed =
          replace(state.downloadDays, sumVersions(raw), isOfDay) +
          replace(state.downloadCountries, sumCountries(raw), isOfDay) +
          replace(
            state.downloadHours,
            new Map(sumHours(raw).map((hour) => [hour.hour.toISOString(), hour])),
            ({ hour }) => dayOf(hour) === day,
          );
        const rebuilt = { day, downloads: raw.length, differed, rebuiltAt: new Date(now()) };
        state.rawDays.set(day, { ...row, rebuilt });
        return { downloads: raw.length, differed };
      }),
  };
}

/** Puts the rows of a day right, and gives how many were not. */
function replace<Row>(
  rows: Map<string, Row>,
  right: Map<string, Row>,
  isOfDay: (row: Row) => boolean,
): number {
  let differed = 0;
  for (const [key, row] of rows)
    if (isOfDay(row) && !right.has(key)) {
      rows.delete(key);
      differed += 1;
    }
  for (const [key, row] of right) {
    if (JSON.stringify(rows.get(key)) === JSON.stringify(row)) continue;
    rows.set(key, row);
    differed += 1;
  }
  return differed;
}

function sumVersions(downloads: readonly Counted[]): Map<string, VersionDayRow> {
  const rows = new Map<string, VersionDayRow>();
  for (const {
    appId,
    at,
    versionCode,
    part,
    install,
    client,
    isDownload,
    isFailure,
    bytes,
    savedBytes,
  } of downloads) {
    const day = dayAt(at);
    addTo(rows, [appId, day, versionCode, part].join(" "), {
      appId,
      day,
      versionCode,
      part,
      downloads: Number(isDownload),
      firstInstalls: Number(isDownload && install === "first"),
      updates: Number(isDownload && install === "update"),
      byDevice: Number(isDownload && client === "device"),
      byBrowser: Number(isDownload && client === "browser"),
      byCommandLine: Number(isDownload && client === "command_line"),
      bytes,
      savedBytes,
      failures: Number(isFailure),
    });
  }
  return rows;
}

function addTo(rows: Map<string, VersionDayRow>, key: string, row: VersionDayRow): void {
  const known = rows.get(key);
  const sums = amounts.map((what) => [what, (known?.[what] ?? 0) + row[what]]);
  rows.set(key, { ...row, ...Object.fromEntries(sums) });
}

function sumCountries(downloads: readonly Counted[]): State["downloadCountries"] {
  const rows: State["downloadCountries"] = new Map();
  for (const { appId, at, country, versionCode, part, isDownload } of downloads) {
    if (!isDownload || part === "contents") continue;
    const day = dayAt(at);
    const key = [appId, day, country, versionCode].join(" ");
    const before = rows.get(key)?.downloads ?? 0;
    rows.set(key, { appId, day, country, versionCode, downloads: before + 1 });
  }
  return rows;
}

function sumHours(downloads: readonly Counted[]): DownloadHour[] {
  const hours = new Map<number, DownloadHour>();
  for (const { at, isFailure, bytes, isCached } of downloads) {
    const hour = Math.floor(at / 3_600_000) * 3_600_000;
    const known = hours.get(hour);
    hours.set(hour, {
      hour: new Date(hour),
      requests: (known?.requests ?? 0) + 1,
      failures: (known?.failures ?? 0) + Number(isFailure),
      bytes: (known?.bytes ?? 0) + bytes,
      cachedBytes: (known?.cachedBytes ?? 0) + (isCached ? bytes : 0),
    });
  }
  return [...hours].sort(([a], [b]) => a - b).map(([, hour]) => hour);
}

function sumAdded({ apps }: State, downloads: readonly Counted[]): AddedDownloads[] {
  const added = new Map<string, AddedDownloads>();
  for (const { appId, at, bytes, savedBytes, isCached } of downloads) {
    const app = apps.get(appId);
    if (!app) continue;
    const { developerId } = app;
    const day = dayAt(at);
    const key = `${day} ${developerId}`;
    const known = added.get(key);
    added.set(key, {
      day,
      developerId,
      egressBytes: (known?.egressBytes ?? 0) + (isCached ? 0 : bytes),
      savedBytes: (known?.savedBytes ?? 0) + savedBytes,
    });
  }
  return [...added].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
