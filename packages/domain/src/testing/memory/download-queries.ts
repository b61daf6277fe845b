import { type Actor, isOwn } from "../../actor.ts";
import { bucketsOf, type StatisticsSpan, type StatisticsUnit } from "../../download-statistics.ts";
import type { AppId } from "../../ids.ts";
import type { DownloadDay, DownloadQueries, DownloadSums, RebuiltDay } from "../../ports/downloads.ts";
import type { Day } from "../../usage.ts";
import type { State, VersionDayRow } from "./state.ts";

const nothing: DownloadSums = {
  downloads: 0,
  firstInstalls: 0,
  updates: 0,
  byDevice: 0,
  byBrowser: 0,
  byCommandLine: 0,
  deltas: 0,
  bytes: 0,
  savedBytes: 0,
  failures: 0,
};
const summed = Object.keys(nothing) as (keyof DownloadSums)[];

export function memoryDownloadQueries(read: () => State): DownloadQueries {
  const sees = (actor: Actor, appId: AppId) => {
    const app = read().apps.get(appId);
    return actor.kind === "system" || (app !== undefined && isOwn(actor, { ...app, appId }));
  };
  const within = (row: { day: Day; versionCode: number }, { from, to, versionCode }: StatisticsSpan) =>
    row.day >= from && row.day <= to && (versionCode === null || row.versionCode === versionCode);
  const rowsOf = (actor: Actor, appId: AppId, span: StatisticsSpan): VersionDayRow[] =>
    sees(actor, appId)
      ? [...read().downloadDays.values()].filter((row) => row.appId === appId && within(row, span))
      : [];
  const nameOf = (appId: AppId, versionCode: number) =>
    [...read().versions.values()].find((one) => one.appId === appId && one.versionCode === versionCode)
      ?.manifest?.version ?? null;
  const countriesOf = (actor: Actor, appId: AppId, span: StatisticsSpan) =>
    sees(actor, appId)
      ? [...read().downloadCountries.values()].filter((row) => row.appId === appId && within(row, span))
      : [];

  return {
    async readDownloadDays(actor, appId, { from, to }) {
      const days = new Map<string, DownloadDay>();
      for (const { day, part, ...row } of rowsOf(actor, appId, { from, to, versionCode: null })) {
        const key = `${day} ${part}`;
        const known = days.get(key);
        days.set(key, {
          day,
          part,
          downloads: (known?.downloads ?? 0) + row.downloads,
          bytes: (known?.bytes ?? 0) + row.bytes,
          savedBytes: (known?.savedBytes ?? 0) + row.savedBytes,
          failures: (known?.failures ?? 0) + row.failures,
        });
      }
      return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, day]) => day);
    },

    async readDownloadSums(actor, appId, span, unit) {
      const sums = new Map<Day, DownloadSums>();
      for (const row of rowsOf(actor, appId, span)) {
        if (row.part === "contents") continue;
        const bucket = bucketOf(row.day, unit);
        const known = sums.get(bucket) ?? nothing;
        const own = { ...row, deltas: row.part === "delta" ? row.downloads : 0 };
        sums.set(bucket, Object.fromEntries(summed.map((what) => [what, known[what] + own[what]])) as never);
      }
      return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, row]) => ({ day, ...row }));
    },

    async readVersionDownloads(actor, appId, span, limit) {
      const versions = new Map<number, { downloads: number; failures: number }>();
      for (const { versionCode, part, downloads, failures } of rowsOf(actor, appId, span)) {
        if (part === "contents") continue;
        const known = versions.get(versionCode) ?? { downloads: 0, failures: 0 };
        versions.set(versionCode, {
          downloads: known.downloads + downloads,
          failures: known.failures + failures,
        });
      }
      return [...versions]
        .map(([versionCode, row]) => ({ versionCode, versionName: nameOf(appId, versionCode), ...row }))
        .sort((a, b) => b.downloads - a.downloads || b.versionCode - a.versionCode)
        .slice(0, limit);
    },

    async readCountryDownloads(actor, appId, span) {
      const countries = new Map<string | null, number>();
      for (const { country, downloads } of countriesOf(actor, appId, span))
        countries.set(country, (countries.get(country) ?? 0) + downloads);
      return [...countries]
        .map(([country, downloads]) => ({ country, downloads }))
        .sort((a, b) => b.downloads - a.downloads || (codeOf(a) < codeOf(b) ? -1 : 1));
    },

    async readVersionDays(actor, appId, span, after, limit) {
      const name = (row: Pick<VersionDayRow, "day" | "versionCode" | "part">) =>
        `${row.day} ${String(row.versionCode).padStart(10, "0")} ${row.part}`;
      return rowsOf(actor, appId, span)
        .filter((row) => after === null || name(row) > name(after))
        .sort((a, b) => (name(a) < name(b) ? -1 : 1))
        .slice(0, limit)
        .map(({ appId: _, ...row }) => ({
          ...row,
          versionName: nameOf(appId, row.versionCode),
          deltas: row.part === "delta" ? row.downloads : 0,
        }));
    },

    async readCountryDays(actor, appId, span, after, limit) {
      const name = (row: { day: Day; country: string | null; versionCode: number }) =>
        `${row.day} ${codeOf(row)} ${String(row.versionCode).padStart(10, "0")}`;
      return countriesOf(actor, appId, span)
        .filter((row) => after === null || name(row) > name(after))
        .sort((a, b) => (name(a) < name(b) ? -1 : 1))
        .slice(0, limit)
        .map(({ appId: _, ...row }) => row);
    },

    async listRecentDownloads(actor, since, limit) {
      return [...read().apps.values()]
        .filter((app) => sees(actor, app.id))
        .map(({ id, packageId, name }) => {
          const days = new Map<Day, number>();
          for (const row of read().downloadDays.values())
            if (row.appId === id && row.day >= since && row.part !== "contents")
              days.set(row.day, (days.get(row.day) ?? 0) + row.downloads);
          const sum = [...days.values()].reduce((all, one) => all + one, 0);
          const ascending = [...days].sort(([a], [b]) => (a < b ? -1 : 1));
          return {
            sum,
            app: { id, packageId, name },
            days: ascending.map(([day, downloads]) => ({ day, downloads })),
          };
        })
        .filter(({ sum }) => sum > 0)
        .sort((a, b) => b.sum - a.sum || (a.app.id < b.app.id ? -1 : 1))
        .slice(0, limit)
        .map(({ app, days }) => ({ app, days }));
    },

    listRebuilds: async (limit) =>
      [...read().rawDays.values()]
        .flatMap(({ rebuilt }): RebuiltDay[] => (rebuilt ? [rebuilt] : []))
        .sort((a, b) => (a.day < b.day ? 1 : -1))
        .slice(0, limit),
  };
}

function codeOf({ country }: { country: string | null }): string {
  return country ?? "ZZ";
}

function bucketOf(day: Day, unit: StatisticsUnit): Day {
  return bucketsOf({ from: day, to: day }, unit)[0] ?? day;
}
