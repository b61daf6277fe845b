import { requireAdmin, type UserActor } from "../actor.ts";
import {
  bucketsOf,
  type LogFilesQuery,
  type StatisticsQuery,
  type StatisticsSpan,
  type StatisticsUnit,
  spanOf,
  unitOf,
} from "../download-statistics.ts";
import type { AppId } from "../ids.ts";
import type { Page } from "../listing.ts";
import type {
  CountryDay,
  CountryDownloads,
  DownloadSums,
  RebuiltDay,
  RecentDownloads,
  VersionDay,
  VersionDownloads,
} from "../ports/downloads.ts";
import type { LogFile } from "../ports/log-files.ts";
import type { Ports } from "../ports/ports.ts";
import { addDays, type Day, dayOf } from "../usage.ts";
import { requireOwnApp } from "./require-own-app.ts";

/** Versions listed by their downloads; those beyond have few. */
const mostVersions = 50;
/** Rows of a download of numbers that are read at once. */
const chunk = 1_000;
/** Days of an overview, and apps on it. */
const recentDays = 14;
const recentApps = 5;
/** Rebuilt days that are shown. */
const shownRebuilds = 7;

export interface Statistics {
  span: StatisticsSpan;
  unit: StatisticsUnit;
  total: DownloadSums;
  /** All of the span, ascending by their first day. */
  buckets: ({ day: Day } & DownloadSums)[];
  versions: VersionDownloads[];
  countries: CountryDownloads[];
}

/** What an own app was downloaded. @throws DomainError `not_found`. */
export async function readStatistics(
  { db, clock }: Ports,
  { actor, appId, query }: { actor: UserActor; appId: AppId; query: StatisticsQuery },
): Promise<Statistics> {
  await requireOwnApp(db, actor, appId, "app.read");
  const span = spanOf(query, dayOf(clock.now()));
  const unit = unitOf(span);
  const [found, versions, countries] = await Promise.all([
    db.queries.readDownloadSums(actor, appId, span, unit),
    // The versions to choose from are those of the span, whichever of them is chosen.
    db.queries.readVersionDownloads(actor, appId, { ...span, versionCode: null }, mostVersions),
    db.queries.readCountryDownloads(actor, appId, span),
  ]);
  const known = new Map(found.map((bucket) => [bucket.day, bucket]));
  const buckets = bucketsOf(span, unit).map((day) => known.get(day) ?? { day, ...sumOf([]) });
  return { span, unit, total: sumOf(buckets), buckets, versions, countries };
}

function sumOf(buckets: readonly DownloadSums[]): DownloadSums {
  const sum = (what: keyof DownloadSums) => buckets.reduce((all, bucket) => all + bucket[what], 0);
  return {
    downloads: sum("downloads"),
    firstInstalls: sum("firstInstalls"),
    updates: sum("updates"),
    byDevice: sum("byDevice"),
    byBrowser: sum("byBrowser"),
    byCommandLine: sum("byCommandLine"),
    deltas: sum("deltas"),
    bytes: sum("bytes"),
    savedBytes: sum("savedBytes"),
    failures: sum("failures"),
  };
}

/** Every row of an own app's numbers, in pieces that fit into memory. @throws DomainError `not_found`, at once. */
export async function exportVersionDays(
  { db, clock }: Ports,
  { actor, appId, query }: { actor: UserActor; appId: AppId; query: StatisticsQuery },
): Promise<AsyncGenerator<VersionDay[]>> {
  await requireOwnApp(db, actor, appId, "app.read");
  const span = spanOf(query, dayOf(clock.now()));
  return pieces((after: VersionDay | null) => db.queries.readVersionDays(actor, appId, span, after, chunk));
}

/** The same by country. @throws DomainError `not_found`, at once. */
export async function exportCountryDays(
  { db, clock }: Ports,
  { actor, appId, query }: { actor: UserActor; appId: AppId; query: StatisticsQuery },
): Promise<AsyncGenerator<CountryDay[]>> {
  await requireOwnApp(db, actor, appId, "app.read");
  const span = spanOf(query, dayOf(clock.now()));
  return pieces((after: CountryDay | null) => db.queries.readCountryDays(actor, appId, span, after, chunk));
}

async function* pieces<Row>(read: (after: Row | null) => Promise<Row[]>): AsyncGenerator<Row[]> {
  let after: Row | null = null;
  do {
    const rows: Row[] = await read(after);
    if (rows.length > 0) yield rows;
    after = rows.length === chunk ? (rows.at(-1) ?? null) : null;
  } while (after !== null);
}

/** The actor's apps with the most downloads in the latest days, by day. */
export async function listRecentDownloads(
  { db, clock }: Ports,
  { actor }: { actor: UserActor },
): Promise<{ days: Day[]; apps: RecentDownloads[] }> {
  const since = addDays(dayOf(clock.now()), 1 - recentDays);
  const days = Array.from({ length: recentDays }, (_, at) => addDays(since, at));
  return { days, apps: await db.queries.listRecentDownloads(actor, since, recentApps) };
}

/** What was counted from where, for admins. @throws DomainError `role_required`. */
export async function readDownloadSources(
  { db }: Ports,
  { actor, query }: { actor: UserActor; query: LogFilesQuery },
): Promise<{ files: Page<LogFile>; rebuilds: RebuiltDay[] }> {
  requireAdmin(actor);
  const [files, rebuilds] = await Promise.all([
    db.queries.listLogFiles(query),
    db.queries.listRebuilds(shownRebuilds),
  ]);
  return { files, rebuilds };
}
