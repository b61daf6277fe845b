import { openDatabase, type PlainDatabase } from "@mosis/devstack";

/** Apps that visitors see. */
const apps = 100_000;
/** Published in one transaction. */
const atOnce = 10_000;

const manners = `ARRAY['Quiet','Swift','Tiny','Daily','Bright','Paper','Pocket','Simple','Clever','Open','Night','Green']`;
const things = `ARRAY['Notes','Planner','Atlas','Weather','Reader','Sketch','Player','Budget','Chess','Recipes','Camera',
  'Timer','Garden','Radio','Mail','Maps','Fitness','Puzzle','Podcasts','Terminal']`;
const places = `ARRAY['Northwind','Harbour','Juniper','Lantern','Meadow','Copper','Willow','Granite','Silver','Cedar']`;
const syllables = `ARRAY['lo','mi','ra','ten','vo','ka','sul','ner','pi','dor','fa','zen','qui','bel','ju','mar','os','tri',
  'wex','yl','gan','hub','cli','pro','dex','vi','nu','sta','ber','lio']`;
const categories = `ARRAY['business','developer-tools','education','games','graphics','lifestyle','maps','media','news',
  'productivity','social','utilities']`;

/**
 * Fills a store's database with apps that are published, few of them downloaded much: four of five are named of a dozen
 * manners and 20 things, the others by a word of their own.
 */
export async function fillCatalog(databaseUrl: string): Promise<{ listed: number; packageId: string }> {
  const database = openDatabase(databaseUrl);
  try {
    await database.query(developersAndApps);
    for (let from = 0; from < apps; from += atOnce) await database.query(published(from + 1, from + atOnce));
    await database.query(`UPDATE catalog_entries SET popularity =
      (2000000 / (1 + ('x' || substr(md5(package_id), 1, 7))::bit(28)::int % 200000))::int`);
    await database.query("VACUUM (ANALYZE)");
    return await known(database);
  } finally {
    await database.close();
  }
}

const of = (words: string, from: string) =>
  `(${words})[1 + (('x' || substr(md5(${from}), 1, 7))::bit(28)::int % cardinality(${words}))]`;

const developersAndApps = `
INSERT INTO developers (id, name, created_at)
SELECT md5('developer ' || n)::uuid, ${of(places, "'place ' || n")} || ' Works ' || n, now() - interval '2 years'
FROM generate_series(1, ${apps / 10}) n;
INSERT INTO apps (id, developer_id, founder_id, package_id, name, summary, description, category, created_at, updated_at)
SELECT md5('app ' || n)::uuid, developer, developer, 'com.example.app-' || n, name, name || ' for every day.',
  name || ' does one thing, and does it well. It keeps what you write, ' || lower(name) || ' or not, on your device.',
  ${of(categories, "'category ' || n")}, at, at
FROM (
  SELECT n, md5('developer ' || 1 + n % ${apps / 10})::uuid AS developer,
    now() - (n % 700) * interval '1 day' - n * interval '1 second' AS at,
    CASE WHEN n % 5 = 0 THEN initcap(${of(syllables, "'a' || n")} || ${of(syllables, "'b' || n")} || ${of(syllables, "'c' || n")})
      ELSE ${of(manners, "'manner ' || n")} || ' ' || ${of(things, "'thing ' || n")} END AS name
  FROM generate_series(1, ${apps}) n
) named`;

const published = (from: number, to: number) => `
CREATE TEMP TABLE chosen ON COMMIT DROP AS
SELECT a.id AS app_id, a.developer_id, a.package_id, a.name, a.created_at AS at, md5('upload ' || n)::uuid AS upload_id,
  md5('version ' || n)::uuid AS version_id, 2000 + n * 37 AS size, md5('a' || n) || md5('b' || n) AS sha256
FROM generate_series(${from}, ${to}) n JOIN apps a ON a.package_id = 'com.example.app-' || n;
INSERT INTO uploads (id, app_id, developer_id, created_by, kind, file_name, size, sha256, status, status_changed_at, etag,
                     created_at, expires_at)
SELECT upload_id, app_id, developer_id, developer_id, 'package', 'app.mosis', size, sha256, 'consumed', at, 'e', at, at
FROM chosen;
INSERT INTO versions (id, app_id, developer_id, founder_id, upload_id, created_by, status, status_changed_at, version_code,
                      file_name, size, sha256, manifest, submitted_at, decided_at, published_at, created_at, on_track)
SELECT version_id, app_id, developer_id, developer_id, upload_id, developer_id, 'published', at, 1, 'app.mosis', size, sha256,
  jsonb_build_object('manifest_version', 1, 'id', package_id, 'name', name, 'version', '1.0.0', 'version_code', 1,
    'description', '', 'entry', 'index.html', 'permissions', '["network"]'::jsonb, 'locales', '["en"]'::jsonb),
  at, at, at, at, true
FROM chosen;
INSERT INTO releases (id, app_id, track_id, version_id, status, status_changed_at, basis_points, completed_in, created_by,
                      created_at)
SELECT gen_random_uuid(), c.app_id, t.id, c.version_id, 'complete', c.at, 10000, 1, c.developer_id, c.at
FROM chosen c JOIN tracks t ON t.app_id = c.app_id AND t.name = 'stable'`;

async function known(database: PlainDatabase): Promise<{ listed: number; packageId: string }> {
  const [row] = await database.query<{ listed: number; packageId: string }>(
    'SELECT count(*)::int AS listed, min(package_id) AS "packageId" FROM catalog_entries',
  );
  if (!row || row.listed !== apps) throw new Error(`The catalog has ${row?.listed ?? 0} apps.`);
  return row;
}
