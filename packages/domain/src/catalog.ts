import type { Category } from "./app.ts";
import { type CatalogList, type CatalogQuery, searchWords } from "./catalog-search.ts";
import type { Page } from "./listing.ts";
import type {
  CatalogEntry,
  CatalogFound,
  CatalogItem,
  CatalogQueries,
  PublicVersion,
} from "./ports/catalog.ts";
import type { Clock } from "./ports/clock.ts";
import type { ScreenshotQueries } from "./ports/screenshots.ts";
import type { SharedCache } from "./ports/shared-cache.ts";
import { Recent } from "./recent.ts";
import type { ShownScreenshot } from "./screenshot.ts";

/** What visitors see. */
export interface Catalog {
  /** Grows with every change of what visitors see. */
  generation(): Promise<number>;
  list(query: CatalogList): Promise<Page<CatalogItem>>;
  /** What matches the text; without a word in it, nothing. */
  search(query: CatalogQuery): Promise<CatalogFound>;
  countCategories(): Promise<{ category: Category; apps: number }[]>;
  find(packageId: string): Promise<CatalogEntry | null>;
  listVersions(packageId: string, page: number): Promise<Page<PublicVersion>>;
  listScreenshots(entry: CatalogEntry): Promise<ShownScreenshot[]>;
  findDeveloper(developerId: string): Promise<{ id: string; name: string } | null>;
}

/** Grows when what is cached gets another shape, so that two releases of the portal side by side do not mix theirs. */
const shape = 2;
/** Entries and pages of lists in a process. */
const inProcess = 2_000;
/** Seconds an entry is used at most: a revision's is true for good, but for downloads, which are counted every hour. */
const entrySeconds = 3_600;
/** Seconds a page of the list is used at most. */
const listSeconds = 60;

interface Kept {
  value: Promise<unknown>;
  until: number;
}

/**
 * The catalog out of two caches, this process's and the one that all processes share, and never behind the database:
 * each answer begins with one small read of the number that grows with every change, and what is cached is cached under
 * that number. Two portals give the same answer from the moment a change is committed.
 */
export function createCatalog({
  queries,
  shared,
  clock,
}: {
  queries: CatalogQueries & Pick<ScreenshotQueries, "listPublicScreenshots">;
  shared: SharedCache;
  clock: Clock;
}): Catalog {
  const recent = new Recent<Kept>(inProcess);

  /** Of many who ask at once, one asks further. */
  function once<Value>(key: string, seconds: number, load: () => Promise<Value>): Promise<Value> {
    const now = clock.now().getTime();
    const known = recent.get(key);
    if (known && now < known.until) return known.value as Promise<Value>;
    const value = load();
    recent.set(key, { value, until: now + seconds * 1_000 });
    // A failure is for those who wait now.
    value.catch(() => recent.delete(key));
    return value;
  }

  async function through<Value>(key: string, seconds: number, load: () => Promise<Value>): Promise<Value> {
    const known = await shared.get(key);
    if (known !== undefined) return known as Value;
    const value = await load();
    await shared.set(key, value, seconds);
    return value;
  }

  /** What is true of the whole catalog as it is now. What people ask for without end would fill the shared cache. */
  async function listed<Value>(
    parts: readonly (string | number | null)[],
    load: () => Promise<Value>,
    isAskedOften = true,
  ): Promise<Value> {
    const generation = await queries.readCatalogGeneration();
    const key = `catalog:${shape}:${generation}:${JSON.stringify(parts)}`;
    return once(key, listSeconds, () => (isAskedOften ? through(key, listSeconds, load) : load()));
  }

  return {
    generation: () => queries.readCatalogGeneration(),

    list: (query) =>
      listed(["list", query.category, query.developerId ?? null, query.sort, query.page], () =>
        queries.listCatalog(query),
      ),

    search({ q, category, page }) {
      const words = searchWords(q);
      const load = () => queries.searchCatalog({ words, category, page });
      return listed(["search", words.join(" "), category, page], load, false);
    },

    countCategories: () => listed(["categories"], () => queries.countCategories()),

    listVersions: (packageId, page) =>
      listed(["versions", packageId, page], () => queries.listPublicVersions(packageId, page), page === 1),

    listScreenshots: ({ id }) => listed(["screenshots", id], () => queries.listPublicScreenshots(id)),

    findDeveloper: (id) => listed(["developer", id], () => queries.findPublicDeveloper(id), false),

    async find(packageId) {
      const known = await queries.findCatalogRevision(packageId);
      if (!known) return null;
      const key = `app:${shape}:${known.appId}:${known.revision}`;
      const load = () => queries.findCatalogEntry(packageId);
      return once(key, entrySeconds, () => through(key, entrySeconds, load));
    },
  };
}
