import type { CatalogStore } from "@mosis/domain";
import type { Connection } from "../connection.ts";

/** The days that count as of late. */
const days = 30;

export function createCatalogStore({ prisma }: Connection): CatalogStore {
  return {
    // Two digits, so that few rows change from one count to the next. A row that somebody is changing waits for the
    // next count rather than make anybody wait.
    countDownloads: (limit) => prisma.$executeRaw`
      WITH counted AS (
        SELECT app_id, sum(downloads)::bigint AS downloads FROM download_days
        WHERE day > current_date - ${days}::int AND part <> 'contents' GROUP BY app_id
      ), changed AS (
        SELECT e.app_id, n.popularity FROM catalog_entries e
        LEFT JOIN counted c ON c.app_id = e.app_id
        CROSS JOIN LATERAL (
          SELECT CASE WHEN coalesce(c.downloads, 0) < 100 THEN coalesce(c.downloads, 0)
            ELSE trunc(least(c.downloads, 2000000000)::numeric, 1 - floor(log(c.downloads))::int) END::int AS popularity
        ) n
        WHERE e.popularity <> n.popularity ORDER BY e.app_id LIMIT ${limit} FOR UPDATE OF e SKIP LOCKED
      )
      UPDATE catalog_entries e SET popularity = c.popularity FROM changed c WHERE e.app_id = c.app_id`,

    async countWords() {
      // First the lock under which triggers add words, so that they leave them to this count meanwhile.
      await prisma.$executeRaw`
        WITH held AS MATERIALIZED (
          SELECT pg_advisory_xact_lock(24022)
        ), counted AS MATERIALIZED (
          SELECT word, ndoc AS apps
          FROM held, ts_stat('SELECT ts_filter(words, ''{a,c}'') FROM catalog_entries')
          WHERE char_length(word) BETWEEN 3 AND 40
        ), gone AS (
          DELETE FROM catalog_words w WHERE NOT EXISTS (SELECT FROM counted c WHERE c.word = w.word)
        )
        INSERT INTO catalog_words AS w (word, apps) SELECT word, apps FROM counted
        ON CONFLICT (word) DO UPDATE SET apps = excluded.apps WHERE w.apps <> excluded.apps`;
    },
  };
}
