import type { CountryDay, VersionDay } from "@mosis/domain";

/** Names of the columns of a version's day, as the API spells them. */
export const versionDayColumns: readonly string[] = [
  "day",
  "version_code",
  "version",
  "part",
  "downloads",
  "first_installs",
  "updates",
  "unknown",
  "device",
  "browser",
  "command_line",
  "other",
  "bytes",
  "saved_bytes",
  "failures",
];
export const countryDayColumns: readonly string[] = ["day", "country", "version_code", "downloads"];

/** A version's name is what its developer wrote: the writer of CSV keeps spreadsheets from taking it for a formula. */
export function versionDayRow(row: VersionDay): (string | number | null)[] {
  const { downloads, firstInstalls, updates, byDevice, byBrowser, byCommandLine } = row;
  return [
    ...[row.day, row.versionCode, row.versionName, row.part],
    ...[downloads, firstInstalls, updates, downloads - firstInstalls - updates],
    ...[byDevice, byBrowser, byCommandLine, downloads - byDevice - byBrowser - byCommandLine],
    ...[row.bytes, row.savedBytes, row.failures],
  ];
}

export const countryDayRow = (row: CountryDay) => [row.day, row.country, row.versionCode, row.downloads];
