import {
  type CatalogQueries,
  type CatalogSearch,
  canBeMeant,
  isPrefix,
  mostFound,
  nearestWord,
  pageOf,
  pageSize,
} from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { type CatalogRow, catalogColumns, toCatalogItem } from "../rows/catalog-row.ts";

/** As many matches are all read and ranked. Where there are more, the best are looked for among the most downloaded. */
const mostRanked = 2_000;
/** Of the most downloaded, so many are looked through. */
const mostWalked = 10_000;
/** Words that look most like a mistyped one, of which the nearest is meant. */
const mostAlike = 100;
/** Behind everything that begins like a word, in the order of code points. */
const last = "\u{10ffff}";

type Found = CatalogRow & { total: number; isCut: boolean };

export const searchCatalog =
  (prisma: PrismaClient): CatalogQueries["searchCatalog"] =>
  async (search) => {
    const found = await find(prisma, search);
    if (found.total > 0 || search.words.length === 0) return { ...found, instead: null };
    const meant = await correct(prisma, search.words);
    if (!meant) return { ...found, instead: null };
    const other = await find(prisma, { ...search, words: meant });
    return other.total > 0 ? { ...other, instead: meant } : { ...found, instead: null };
  };

/**
 * All words, or their beginnings, must be in an app's name, developer, package id, summary or description, and where
 * they are comes before how often the app is downloaded. What nearly every app has is not sorted as a whole: a word of
 * more than `mostRanked` apps gives the best of those that have it in their names and of the most downloaded.
 */
async function find(prisma: PrismaClient, { words, category, page }: CatalogSearch) {
  if (words.length === 0) return { ...pageOf([], 0, page), isCut: false };
  const asked = (weights: string) =>
    words.map((word) => `'${word}':${isPrefix(word) ? "*" : ""}${weights}`.replace(/:$/, "")).join(" & ");
  const whole = words.join(" ");
  const has = Prisma.sql`${asked("")}::tsquery`;
  const inCategory = category ? Prisma.sql`AND e.category = ${category}` : Prisma.empty;
  // From the name as a whole to words of the description.
  const columns = Prisma.sql`e.app_id, e.popularity, CASE WHEN e.sort_name = ${whole} THEN 0
    WHEN starts_with(e.sort_name, ${whole}) THEN 1 WHEN e.words @@ ${asked("A")}::tsquery THEN 2
    WHEN e.words @@ ${asked("AB")}::tsquery THEN 3 WHEN e.words @@ ${asked("ABC")}::tsquery THEN 4 ELSE 5 END AS place`;
  const rows = await prisma.$queryRaw<Found[]>`
    WITH few AS MATERIALIZED (
      SELECT ${columns} FROM catalog_entries e WHERE e.words @@ ${has} ${inCategory} LIMIT ${mostRanked + 1}
    ), sized AS MATERIALIZED (
      SELECT count(*) > ${mostRanked} AS is_common FROM few
    ), common AS (
      (SELECT ${columns} FROM catalog_entries e
        WHERE e.sort_name >= ${whole} AND e.sort_name < ${whole + last} ${inCategory} AND e.words @@ ${has}
        ORDER BY e.sort_name LIMIT 200)
      UNION
      (SELECT ${columns} FROM catalog_entries e WHERE e.name_words @@ ${has} ${inCategory} LIMIT ${mostRanked})
      UNION
      (SELECT ${columns} FROM (
          SELECT * FROM catalog_entries e WHERE true ${inCategory}
          ORDER BY e.popularity DESC, e.app_id LIMIT ${mostWalked}
        ) e WHERE e.words @@ ${has} LIMIT ${mostFound})
    ), ranked AS (
      SELECT app_id, popularity, place FROM (
        SELECT * FROM few WHERE NOT (SELECT is_common FROM sized)
        UNION ALL
        SELECT * FROM common WHERE (SELECT is_common FROM sized)
      ) every ORDER BY place, popularity DESC, app_id LIMIT ${mostFound + 1}
    ), shown AS (
      SELECT *, row_number() OVER (ORDER BY place, popularity DESC, app_id) AS at, count(*) OVER () AS total FROM ranked
      ORDER BY place, popularity DESC, app_id LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}
    )
    SELECT ${catalogColumns}, least(s.total, ${mostFound})::int AS total,
      s.total > ${mostFound} OR (SELECT is_common FROM sized) AS "isCut"
    FROM shown s JOIN catalog_entries e ON e.app_id = s.app_id WHERE s.at <= ${mostFound} ORDER BY s.at`;
  const [first] = rows;
  return { ...pageOf(rows.map(toCatalogItem), first?.total ?? 0, page), isCut: first?.isCut ?? false };
}

/** The words with what was most likely meant by those that no app has; null when that is unknown of any. */
async function correct(prisma: PrismaClient, words: readonly string[]): Promise<string[] | null> {
  const unknown = await prisma.$queryRaw<{ asked: string }[]>`
    SELECT g.asked FROM unnest(${[...words]}::text[]) AS g (asked) WHERE NOT EXISTS (
      SELECT FROM catalog_words w WHERE w.word >= g.asked COLLATE "C" AND w.word < (g.asked || ${last}) COLLATE "C"
    )`;
  const mistyped = unknown.map(({ asked }) => asked);
  if (!canBeMeant(mistyped)) return null;
  const alike = await prisma.$queryRaw<{ asked: string; word: string; apps: number }[]>`
    SELECT g.asked, l.word, l.apps FROM unnest(${mistyped}::text[]) AS g (asked)
    CROSS JOIN LATERAL catalog_words_like(g.asked, ${mostAlike}::int) l`;
  const meant = words.map((word) =>
    mistyped.includes(word)
      ? nearestWord(
          word,
          alike.filter(({ asked }) => asked === word),
        )
      : word,
  );
  const known = meant.filter((word) => word !== null);
  return known.length === words.length ? known : null;
}
