import { createDatabase } from "@mosis/db";
import { searchWords } from "@mosis/domain";
import { fillCatalog } from "./catalog/listed-apps.ts";
import { measurePages } from "./catalog/pages.ts";
import { searches } from "./catalog/searches.ts";
import { startMeasuredServices } from "./publish/running-store.ts";
import { type Measurement, renderMeasurement } from "./report.ts";
import { median, percentile } from "./statistics.ts";

/** Each search, one after the other in turn, so that what disturbs the machine meets all of them alike. */
const rounds = 60;
const warmUpRounds = 3;
const pageRounds = 12;
/** The longest a search should take, milliseconds. */
const goalMs = 50;

/**
 * Measures the catalog over more than 100,000 apps: searches in the database and as pages, beside reads by key through
 * the same pool; and pages that are kept, beside a bare server.
 */
export async function run(): Promise<readonly Measurement[]> {
  const services = await startMeasuredServices();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void services.stop().finally(() => process.exit(1)));
  }
  try {
    const store = await services.openStore();
    const from = performance.now();
    const { listed, packageId } = await fillCatalog(store.databaseUrl);
    console.error(`${listed} apps took ${Math.round((performance.now() - from) / 1000)} s`);
    const searched = await measureSearches(store.databaseUrl, store.portalUrl, { listed, packageId });
    console.error(renderMeasurement(searched));
    return [searched, await measurePages(store.portalUrl, packageId)];
  } finally {
    await services.stop();
  }
}

async function measureSearches(
  databaseUrl: string,
  portalUrl: string,
  { listed, packageId }: { listed: number; packageId: string },
): Promise<Measurement> {
  const db = createDatabase({ url: databaseUrl, onConnectionError: (error) => console.error(error) });
  try {
    const since = performance.now();
    await db.catalog.countWords();
    console.error(`words counted in ${Math.round(performance.now() - since)} ms`);
    const asked = Object.entries(searches).map(([name, q]): [string, string] => [name, q || packageId]);
    const times = new Map<string, number[]>();
    const pages = new Map<string, number[]>();
    const found = new Map<string, string>();
    const time = async (into: Map<string, number[]>, name: string, read: () => Promise<unknown>) => {
      const begun = performance.now();
      await read();
      into.set(name, [...(into.get(name) ?? []), performance.now() - begun]);
    };
    const floors: [string, () => Promise<unknown>][] = [
      ["floor: an app's revision by its package id", () => db.queries.findCatalogRevision(packageId)],
      ["floor: the catalog's generation", () => db.queries.readCatalogGeneration()],
      ["floor: an app as a whole", () => db.queries.findCatalogEntry(packageId)],
    ];
    const lists: [string, () => Promise<unknown>][] = [
      ["list: most downloaded", () => db.queries.listCatalog({ category: null, sort: "popular", page: 1 })],
      [
        "list: a category by name",
        () => db.queries.listCatalog({ category: "games", sort: "name", page: 1 }),
      ],
      ["list: apps of each category, counted", () => db.queries.countCategories()],
    ];
    for (let round = 0; round < warmUpRounds + rounds; round += 1) {
      const into = round < warmUpRounds ? new Map<string, number[]>() : times;
      for (const [name, read] of [...floors, ...lists]) await time(into, name, read);
      for (const [name, q] of asked)
        await time(into, name, async () => {
          const answer = await db.queries.searchCatalog({ words: searchWords(q), category: null, page: 1 });
          found.set(name, `${answer.total}${answer.isCut ? "+" : ""}${answer.instead ? " instead" : ""}`);
        });
    }
    for (let round = 0; round < pageRounds; round += 1) {
      for (const [name, q] of asked) {
        // Another page each time, and none of them kept; what is searched for is asked of the database once a minute.
        const query = new URLSearchParams({ q, page: String(1 + round) });
        await time(pages, name, async () => (await fetch(`${portalUrl}/search?${query}`)).text());
      }
    }
    const names = [...times.keys()];
    const p95 = (name: string) => percentile(times.get(name) ?? [], 0.95);
    return {
      title: `Searches over ${listed.toLocaleString("en")} apps`,
      columns: ["search", "finds", "p50 ms", "p95 ms", "page p50 ms", "page p95 ms"],
      rows: names.map((name) => [
        name,
        found.get(name) ?? "",
        median(times.get(name) ?? []),
        p95(name),
        pages.has(name) ? median(pages.get(name) ?? []) : "",
        pages.has(name) ? percentile(pages.get(name) ?? [], 0.95) : "",
      ]),
      goals: asked.map(([name]) => ({
        name: `${name}, p95 against ${goalMs} ms`,
        ratio: p95(name) / goalMs,
        goal: 1,
      })),
    };
  } finally {
    await db.close();
  }
}
