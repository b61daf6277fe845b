import type { ListQuery, Page } from "./listing.ts";
import type { Clock } from "./ports/clock.ts";
import type { CatalogEntry, CatalogItem, Queries } from "./ports/queries.ts";
import type { SharedCache } from "./ports/shared-cache.ts";
import { Recent } from "./recent.ts";

/** What visitors see. */
export interface Catalog {
  /** Apps that all devices of `stable` can have, the most recently published first. */
  list(query: ListQuery): Promise<Page<CatalogItem>>;
  find(packageId: string): Promise<CatalogEntry | null>;
}

/** Grows when what is cached gets another shape, so that two releases of the portal side by side do not mix theirs. */
const shape = 1;
/** Entries and pages of lists in a process. */
const inProcess = 2_000;
/** Seconds in the shared cache: a revision's entry is true for good, but nobody may ask for it again. */
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
  queries: Pick<
    Queries,
    "listCatalog" | "findCatalogEntry" | "readCatalogGeneration" | "findCatalogRevision"
  >;
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

  return {
    async list(query) {
      const generation = await queries.readCatalogGeneration();
      const key = `catalog:${shape}:${generation}:${query.page}:${query.search}`;
      const load = () => queries.listCatalog(query);
      // What people search for has no end: it would fill the shared cache.
      const isAskedOften = query.search === "";
      return once(key, listSeconds, () => (isAskedOften ? through(key, listSeconds, load) : load()));
    },

    async find(packageId) {
      const known = await queries.findCatalogRevision(packageId);
      if (!known) return null;
      const key = `app:${shape}:${known.appId}:${known.revision}`;
      const load = () => queries.findCatalogEntry(packageId);
      return once(key, Number.POSITIVE_INFINITY, () => through(key, entrySeconds, load));
    },
  };
}
