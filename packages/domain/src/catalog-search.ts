import { z } from "zod";
import { type Category, categoryIds } from "./app.ts";

/** How lists of the catalog may be sorted: by downloads of late, by the last release, by the first one, by name. */
export const catalogSorts = ["popular", "updated", "newest", "name"] as const;
export type CatalogSort = (typeof catalogSorts)[number];

/** Characters of a search that count; what stands behind them is left out. */
const longestSearch = 200;
const mostWords = 8;
const longestWord = 40;

/** How visitors ask for a list. What makes no sense is left out rather than refused: addresses are typed by people. */
export const CatalogQuery = z.object({
  q: z
    .string()
    .catch("")
    .default("")
    .transform((text) => text.slice(0, longestSearch).toWellFormed().replaceAll("\0", " ").trim()),
  category: z.enum(categoryIds).nullable().catch(null).default(null),
  sort: z.enum(catalogSorts).catch("popular").default("popular"),
  page: z.coerce.number().int().min(1).max(10_000).catch(1).default(1),
});
export type CatalogQuery = z.infer<typeof CatalogQuery>;

/** Which apps of the catalog, in which order. */
export interface CatalogList {
  category: Category | null;
  /** Of one account alone. */
  developerId?: string;
  sort: CatalogSort;
  page: number;
}

/** A search gives no more apps than this, the best of those that match. */
export const mostFound = 1_000;

/** The words of a search, each once and in lower case, at most 8 of 40 characters. */
export function searchWords(text: string): string[] {
  const found =
    text
      .slice(0, longestSearch)
      .toLowerCase()
      .normalize("NFC")
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(found.map((word) => [...word].slice(0, longestWord).join("")))].slice(0, mostWords);
}

/** Whether other words that begin with it are found too: a single letter, or a number, stands for itself. */
export function isPrefix(word: string): boolean {
  return word.length > 1 && !/^\p{N}+$/u.test(word);
}

/** Letters that may be wrong, missing, too many or in another's place. */
const slips = (word: string) => (word.length < 4 ? 0 : word.length < 6 ? 1 : 2);

/** Words of a search that may be mistyped at once: to look for what was meant takes a while for each. */
const mostMistyped = 2;

/** Whether it is worth looking for what was meant by the words that no app has: few of them, and none of them short. */
export function canBeMeant(unknown: readonly string[]): boolean {
  return unknown.length > 0 && unknown.length <= mostMistyped && unknown.every((word) => slips(word) > 0);
}

/**
 * The word that was most likely meant: the one with the fewest slips between, and of those the one that most apps have.
 * Null when none is near enough, and for words of fewer than four letters.
 */
export function nearestWord(word: string, known: readonly { word: string; apps: number }[]): string | null {
  const ranked = known
    .map((one) => ({ ...one, distance: slipsBetween(word, one.word) }))
    .filter(({ distance }) => distance > 0 && distance <= slips(word))
    .sort((a, b) => a.distance - b.distance || b.apps - a.apps || (a.word < b.word ? -1 : 1));
  return ranked[0]?.word ?? null;
}

/** Optimal string alignment: insertions, deletions, substitutions, and neighbours that changed places. */
function slipsBetween(one: string, other: string): number {
  const [a, b] = [[...one], [...other]];
  let [before, above]: [number[], number[]] = [[], b.map((_, at) => at + 1)];
  above.unshift(0);
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let at = 1; at <= b.length; at += 1) {
      const isSame = a[row - 1] === b[at - 1];
      const [left = 0, over = 0, corner = 0] = [line[at - 1], above[at], above[at - 1]];
      let least = Math.min(left + 1, over + 1, corner + (isSame ? 0 : 1));
      if (row > 1 && at > 1 && a[row - 1] === b[at - 2] && a[row - 2] === b[at - 1]) {
        least = Math.min(least, (before[at - 2] ?? 0) + 1);
      }
      line.push(least);
    }
    [before, above] = [above, line];
  }
  return above[b.length] ?? 0;
}
