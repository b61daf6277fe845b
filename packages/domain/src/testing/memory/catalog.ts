import type { App } from "../../app.ts";
import { canBeMeant, isPrefix, mostFound, nearestWord, searchWords } from "../../catalog-search.ts";
import type { DeveloperId } from "../../ids.ts";
import { pageOf, pageSize } from "../../listing.ts";
import { stable } from "../../object-keys.ts";
import type { CatalogEntry, CatalogItem, CatalogQueries, CatalogStore } from "../../ports/catalog.ts";
import { dayMs } from "../../quota.ts";
import { dayOf } from "../../usage.ts";
import { cut, headOf, latestFirst } from "./queries.ts";
import type { Access, State } from "./state.ts";
import { onStable } from "./version-store.ts";

const byId = (a: CatalogItem, b: CatalogItem) => (a.id < b.id ? -1 : 1);
const orders: Record<string, (a: CatalogItem, b: CatalogItem) => number> = {
  popular: (a, b) => b.downloads - a.downloads || byId(a, b),
  updated: latestFirst(({ publishedAt }) => publishedAt),
  newest: latestFirst(({ listedAt }) => listedAt),
  name: (a, b) => {
    const [one, other] = [a.name.toLowerCase(), b.name.toLowerCase()];
    return one === other ? byId(a, b) : one < other ? -1 : 1;
  },
};

export function memoryCatalogQueries(read: () => State): CatalogQueries {
  const entries = () => [...read().apps.values()].flatMap((app) => catalogEntry(read(), app) ?? []);
  const listed = ({ description: _description, version: _version, ...item }: CatalogEntry): CatalogItem =>
    item;

  function find(words: readonly string[], category: string | null): CatalogItem[] {
    if (words.length === 0) return [];
    const found = entries()
      .filter((entry) => category === null || entry.category === category)
      .map((entry) => ({ item: listed(entry), place: placeOf(entry, words) }))
      .filter(({ place }) => place < nowhere);
    return found
      .sort((a, b) => a.place - b.place || b.item.downloads - a.item.downloads || byId(a.item, b.item))
      .map(({ item }) => item);
  }

  return {
    async listCatalog({ category, developerId, sort, page }) {
      const items = entries()
        .filter((entry) => category === null || entry.category === category)
        .filter((entry) => developerId === undefined || entry.developerId === developerId)
        .map(listed);
      return cut(items.sort(orders[sort]), { search: "", page });
    },

    async searchCatalog({ words, category, page }) {
      const answer = (items: CatalogItem[], instead: string[] | null) => ({
        ...cut(items.slice(0, mostFound), { search: "", page }),
        isCut: items.length > mostFound,
        instead,
      });
      const items = find(words, category);
      if (items.length > 0 || words.length === 0) return answer(items, null);
      const known = [...read().catalogWords].map(([word, apps]) => ({ word, apps }));
      const unknown = words.filter((word) => !known.some((one) => one.word.startsWith(word)));
      if (!canBeMeant(unknown)) return answer(items, null);
      const meant = words.map((word) => (unknown.includes(word) ? nearestWord(word, known) : word));
      const instead = meant.filter((word) => word !== null);
      const isOther = instead.length === words.length;
      const others = isOther ? find(instead, category) : [];
      return others.length > 0 ? answer(others, instead) : answer(items, null);
    },

    async countCategories() {
      const counts = new Map<CatalogItem["category"], number>();
      for (const { category } of entries()) counts.set(category, (counts.get(category) ?? 0) + 1);
      return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([category, apps]) => ({ category, apps }));
    },

    async findCatalogEntry(packageId) {
      return entries().find((one) => one.packageId === packageId) ?? null;
    },

    async listPublicVersions(packageId, page) {
      const entry = entries().find((one) => one.packageId === packageId);
      const { versions, releases, tracks } = read();
      const items = [...versions.values()].filter(
        (version) =>
          version.appId === entry?.id &&
          version.status === "published" &&
          [...releases.values()].some(
            ({ versionId, trackId, status, completedIn }) =>
              versionId === version.id &&
              tracks.get(trackId)?.name === stable &&
              (status === "complete" || status === "superseded") &&
              completedIn !== null,
          ),
      );
      const shown = items
        .sort(latestFirst(({ publishedAt }) => publishedAt ?? new Date(0)))
        .map(({ versionCode, size, publishedAt, releaseNotes, manifest }) => ({
          versionCode,
          versionName: manifest?.version ?? "",
          size,
          publishedAt,
          releaseNotes,
        }));
      const start = (page - 1) * pageSize;
      return pageOf(shown.slice(start, start + pageSize), shown.length, page);
    },

    async findPublicDeveloper(developerId) {
      const entry = entries().find((one) => one.developerId === developerId);
      return entry ? { id: entry.developerId, name: entry.developerName } : null;
    },

    async listCatalogAddresses(prefix, limit) {
      return entries()
        .filter(({ id }) => id.replaceAll("-", "").startsWith(prefix))
        .sort(byId)
        .slice(0, limit)
        .map(({ packageId, publishedAt }) => ({ packageId, publishedAt }));
    },

    readCatalogGeneration: async () => read().commits,

    async findCatalogRevision(packageId) {
      const app = [...read().apps.values()].find((one) => one.packageId === packageId);
      return app ? { appId: app.id, revision: read().commits } : null;
    },
  };
}

export function memoryCatalogStore({ write, now }: Access): CatalogStore {
  return {
    countDownloads: (limit) =>
      write((state) => {
        const since = dayOf(new Date(now() - 29 * dayMs));
        let changed = 0;
        for (const app of [...state.apps.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
          if (changed === limit) break;
          const days = [...state.downloadDays.values()].filter(
            ({ appId, day, part }) => appId === app.id && day >= since && part !== "contents",
          );
          const downloads = twoDigits(days.reduce((sum, one) => sum + one.downloads, 0));
          if (!onStable(state, app.id) || (state.popularity.get(app.id) ?? 0) === downloads) continue;
          state.popularity.set(app.id, downloads);
          changed += 1;
        }
        return changed;
      }),

    countWords: () =>
      write((state) => {
        state.catalogWords.clear();
        for (const app of state.apps.values()) {
          const entry = catalogEntry(state, app);
          if (!entry) continue;
          for (const word of new Set([...searchWords(entry.name), ...searchWords(entry.summary)])) {
            if (word.length >= 3) state.catalogWords.set(word, (state.catalogWords.get(word) ?? 0) + 1);
          }
        }
      }),
  };
}

/** 12,345 is 12,000. */
function twoDigits(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 1);
  return Math.floor(count / unit) * unit;
}

const nowhere = 6;

/** From the name as a whole, 0, to words of the description, 5. */
function placeOf(entry: CatalogEntry, words: readonly string[]): number {
  const [name, whole] = [entry.name.toLowerCase(), words.join(" ")];
  let text = "";
  const levels = [
    entry.name,
    `${entry.developerName} ${entry.packageId}`,
    entry.summary,
    entry.description,
  ].map((more) => {
    text += ` ${more}`;
    const known = wordsOf(text);
    return words.every((word) => known.some((one) => (isPrefix(word) ? one.startsWith(word) : one === word)));
  });
  const level = levels.indexOf(true);
  if (level === -1) return nowhere;
  if (name === whole) return 0;
  return name.startsWith(whole) ? 1 : 2 + level;
}

function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .normalize("NFC")
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

function catalogEntry(state: State, app: App): CatalogEntry | null {
  const version = onStable(state, app.id);
  if (!version?.manifest || !version.publishedAt || version.versionCode === null) return null;
  const published = [...state.versions.values()].flatMap(({ appId, publishedAt }) =>
    appId === app.id && publishedAt ? publishedAt.getTime() : [],
  );
  return structuredClone({
    ...headOf(app),
    description: app.description,
    developerId: app.developerId as DeveloperId,
    developerName: state.developers.get(app.developerId) ?? "",
    versionName: version.manifest.version,
    versionCode: version.versionCode,
    size: version.size,
    publishedAt: version.publishedAt,
    listedAt: new Date(Math.min(...published)),
    downloads: state.popularity.get(app.id) ?? 0,
    version,
  });
}
