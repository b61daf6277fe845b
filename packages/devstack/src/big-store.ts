import type { PlainDatabase } from "./databases.ts";

export type BigStoreSize = { apps: number; versions: number; days: number };
export const bigStoreSize: BigStoreSize = { apps: 10_000, versions: 100_000, days: 730 };

/** One developer account for so many apps. */
const appsPerDeveloper = 10;

/**
 * Fills an empty, migrated database with a store that has grown for two years: developers, apps, versions in every
 * status, and all that their way left behind: uploads, icons, ledger rows, audit events, given-up jobs and the account of
 * every day. No bytes are stored. The same sizes give the same store, its dates counted back from today.
 *
 * @throws when there are apps already.
 */
export async function fillBigStore(
  database: PlainDatabase,
  size: BigStoreSize = bigStoreSize,
): Promise<void> {
  const { apps, versions, days } = size;
  for (const number of [apps, versions, days])
    if (!Number.isSafeInteger(number) || number < 1) throw new RangeError(`${number} is no number of rows.`);
  const [known] = await database.query<{ found: boolean }>("SELECT EXISTS (SELECT FROM apps) AS found");
  if (known?.found) throw new Error("The database has apps already; a big store needs an empty one.");
  const developers = Math.ceil(apps / appsPerDeveloper);
  // Several statements in one query share a connection, for the temporary functions, and a transaction.
  await database.query(
    [
      functions,
      people(developers, days),
      listedApps(apps, developers),
      plannedVersions(apps, versions),
      rowsOfVersions,
      icons,
      jobs,
      history,
      account(days),
    ].join(";\n"),
  );
  await database.query("VACUUM (ANALYZE)");
}

/** `chance`: a number from 0 to 1 that a text always has; `size_of`: log-normal bytes; ids made of texts. */
const functions = `
CREATE FUNCTION pg_temp.chance(text) RETURNS float8 IMMUTABLE LANGUAGE sql
  AS $$ SELECT (hashtextextended($1, 42) & 9007199254740991)::float8 / 9007199254740992 $$;
CREATE FUNCTION pg_temp.size_of(text) RETURNS bigint IMMUTABLE LANGUAGE sql
  AS $$ SELECT greatest(2000, least(500000000, exp(14.6 + 1.3 * sqrt(-2 * ln(1 - pg_temp.chance($1 || 'r')))
    * cos(2 * pi() * pg_temp.chance($1 || 'a')))))::bigint $$;
CREATE FUNCTION pg_temp.sha256_of(text) RETURNS text IMMUTABLE LANGUAGE sql
  AS $$ SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex') $$;
-- As appIdOf in packages/domain: a UUIDv8 over SHA-256.
CREATE FUNCTION pg_temp.app_id(text) RETURNS uuid IMMUTABLE LANGUAGE sql
  AS $$ SELECT (substr(h, 1, 12) || '8' || substr(h, 14, 3) || to_hex(('x' || substr(h, 17, 1))::bit(4)::int & 3 | 8)
    || substr(h, 18, 15))::uuid FROM (SELECT pg_temp.sha256_of('mosis:app:' || $1) AS h) hashed $$;
CREATE FUNCTION pg_temp.word(text[], text) RETURNS text IMMUTABLE LANGUAGE sql
  AS $$ SELECT $1[1 + floor(pg_temp.chance($2) * cardinality($1))::int] $$`;

const firstNames = `ARRAY['Ada', 'Bo', 'Chidi', 'Dana', 'Elif', 'Farid', 'Greta', 'Hana', 'Ines', 'Jun', 'Kofi', 'Lena',
  'Mira', 'Nils', 'Olga', 'Priya', 'Quinn', 'Rosa', 'Sven', 'Tomo', 'Uma', 'Vera', 'Wen', 'Yara', 'Zoe']`;
const places = `ARRAY['Northwind', 'Harbour', 'Juniper', 'Lantern', 'Meadow', 'Copper', 'Willow', 'Granite', 'Silver',
  'Cedar', 'Amber', 'Falcon', 'Maple', 'Orchid', 'Pebble', 'Quartz', 'River', 'Summit', 'Tundra', 'Velvet']`;
const trades = `ARRAY['Labs', 'Studio', 'Software', 'Works', 'Apps', 'Games', 'Interactive', 'Tools', 'Media', 'Systems']`;
const manners = `ARRAY['Quiet', 'Swift', 'Tiny', 'Daily', 'Bright', 'Paper', 'Pocket', 'Simple', 'Clever', 'Open', 'Night',
  'Green', 'Plain', 'Little', 'Sharp', 'Calm']`;
const things = `ARRAY['Notes', 'Planner', 'Atlas', 'Weather', 'Reader', 'Sketch', 'Player', 'Budget', 'Chess', 'Recipes',
  'Camera', 'Timer', 'Garden', 'Radio', 'Mail', 'Maps', 'Fitness', 'Puzzle', 'Podcasts', 'Terminal']`;
const categories = `ARRAY['business', 'developer-tools', 'education', 'games', 'graphics', 'lifestyle', 'maps', 'media',
  'news', 'productivity', 'social', 'utilities']`;

const people = (count: number, days: number) => `
CREATE TEMP TABLE big_developers ON COMMIT DROP AS
SELECT n, md5('developer ' || n)::uuid AS id, md5('person ' || n)::uuid AS user_id,
  pg_temp.word(${firstNames}, 'person ' || n) AS person,
  pg_temp.word(${places}, 'place ' || n) || ' ' || pg_temp.word(${trades}, 'trade ' || n) || ' ' || n AS name,
  -- More come each month than in the one before.
  date_trunc('day', now()) - ${days} * (1 - power(pg_temp.chance('joined ' || n), 0.8)) * interval '1 day' AS at
FROM generate_series(1, ${count}) AS n;
INSERT INTO developers (id, name, created_at) SELECT id, name, at FROM big_developers;
INSERT INTO users (id, name, created_at) SELECT user_id, person, at FROM big_developers;
INSERT INTO identities (provider, subject, user_id, created_at)
  SELECT 'github', 'big-store-' || n, user_id, at FROM big_developers;
INSERT INTO memberships (developer_id, user_id, role, created_at) SELECT id, user_id, 'owner', at FROM big_developers`;

const listedApps = (count: number, developers: number) => `
CREATE TEMP TABLE big_apps ON COMMIT DROP AS
SELECT n, pg_temp.app_id(package_id) AS id, package_id, developer_id, user_id, name, at,
  md5('icon ' || n)::uuid AS icon_id, pg_temp.sha256_of('icon ' || n) AS icon_hash
FROM (
  SELECT a.n, d.id AS developer_id, d.user_id, a.manner || ' ' || a.thing AS name,
    'com.' || lower(replace(d.name, ' ', '-')) || '.' || lower(a.manner || '-' || a.thing) || '-' || a.n AS package_id,
    d.at + (date_trunc('day', now()) - d.at) * power(pg_temp.chance('begun ' || a.n), 2) * 0.9 AS at
  FROM (
    SELECT n, pg_temp.word(${manners}, 'manner ' || n) AS manner, pg_temp.word(${things}, 'thing ' || n) AS thing,
      -- Few developers have many apps.
      1 + floor(${developers} * power(pg_temp.chance('owner ' || n), 1.6))::int AS owner
    FROM generate_series(1, ${count}) AS n
  ) a JOIN big_developers d ON d.n = a.owner
) named;
INSERT INTO apps (id, developer_id, package_id, name, summary, description, category, icon_id, icon_content_hash,
                  created_at, updated_at)
SELECT id, developer_id, package_id, name, name || ' for every day.', name || ' does one thing, and does it well.',
  pg_temp.word(${categories}, 'category ' || n), icon_id, icon_hash, at, at
FROM big_apps`;

/**
 * Every app has one version at least, and few have many. What is under way is young, and the bytes of what is old are
 * gone, as the sweep of the default policy has left it.
 */
const plannedVersions = (apps: number, versions: number) => `
CREATE TEMP TABLE big_versions ON COMMIT DROP AS
SELECT k.*, CASE WHEN NOT on_track AND since + keep < now() THEN since + keep END AS purged_at
FROM (
SELECT p.*, CASE WHEN status NOT IN ('failed', 'validating') THEN
    row_number() OVER (PARTITION BY app_id, status NOT IN ('failed', 'validating') ORDER BY at, n)::int END AS code,
  status = 'published' AND lead(at) OVER same IS NULL AS on_track,
  CASE status WHEN 'published' THEN coalesce(lead(at) OVER same, at) ELSE at END + interval '4 hours' AS since,
  CASE status WHEN 'failed' THEN interval '1 day' WHEN 'rejected' THEN interval '7 days'
    WHEN 'draft' THEN interval '30 days' WHEN 'published' THEN interval '365 days'
    WHEN 'withdrawn' THEN interval '365 days' WHEN 'removed' THEN interval '365 days' END AS keep
FROM (
  SELECT v.n, a.id AS app_id, a.developer_id, a.user_id, a.package_id, a.name, v.at, md5('version ' || v.n)::uuid AS id,
    md5('upload ' || v.n)::uuid AS upload_id, pg_temp.size_of('version ' || v.n) AS size,
    pg_temp.sha256_of('version ' || v.n) AS sha256,
    CASE WHEN v.n % ${Math.max(1, Math.floor(versions / 20))} = 0 THEN 'validating'
      WHEN v.at > now() - interval '4 days' AND luck < 0.35 THEN 'in_review'
      WHEN v.at > now() - interval '4 days' AND luck < 0.45 THEN 'approved'
      WHEN v.at > now() - interval '30 days' AND luck < 0.55 THEN 'draft'
      WHEN luck < 0.83 THEN 'published' WHEN luck < 0.88 THEN 'failed' WHEN luck < 0.92 THEN 'rejected'
      WHEN luck < 0.96 THEN 'withdrawn' WHEN luck < 0.97 THEN 'removed' ELSE 'draft' END AS status
  FROM (
    SELECT k AS n, a.n AS app, pg_temp.chance('luck ' || k) AS luck,
      a.at + (now() - interval '1 hour' - a.at) * CASE WHEN k <= ${apps} THEN 0.02 ELSE pg_temp.chance('at ' || k) END AS at
    FROM generate_series(1, ${versions}) AS k JOIN big_apps a ON a.n =
      CASE WHEN k <= ${apps} THEN k ELSE 1 + floor(${apps} * power(pg_temp.chance('app ' || k), 2))::int END
  ) v JOIN big_apps a ON a.n = v.app
) p
WINDOW same AS (PARTITION BY app_id, status ORDER BY at, n)
) k;
CREATE INDEX ON big_versions (developer_id);
ANALYZE big_versions`;

const rowsOfVersions = `
INSERT INTO uploads (id, app_id, developer_id, created_by, kind, file_name, size, sha256, status, status_changed_at, etag,
                     created_at, expires_at)
SELECT upload_id, app_id, developer_id, user_id, 'package', lower(replace(name, ' ', '-')) || '.mosis', size, sha256,
  CASE status WHEN 'validating' THEN 'completed' ELSE 'consumed' END, at, left(sha256, 32), at, at + interval '1 hour'
FROM big_versions;
INSERT INTO versions (id, app_id, developer_id, upload_id, created_by, status, status_changed_at, step, version_code,
                      file_name, size, sha256, manifest, findings, content_files, content_bytes, submitted_at, decided_at,
                      decided_by, decision_reason, published_at, created_at, on_track, retention_from, purged_at)
SELECT id, app_id, developer_id, upload_id, user_id, status, at, CASE status WHEN 'validating' THEN 'queued' END, code,
  lower(replace(name, ' ', '-')) || '.mosis', size, sha256,
  CASE WHEN code IS NOT NULL THEN jsonb_build_object('manifest_version', 1, 'id', package_id, 'name', name, 'version',
    '1.' || code / 10 || '.' || code % 10, 'version_code', code, 'description', '', 'entry', 'index.html', 'permissions',
    '[]'::jsonb, 'locales', '["en"]'::jsonb) END,
  CASE status WHEN 'failed' THEN '[{"code": "manifest_missing", "severity": "error", "path": "manifest.json",
    "message": "The package has no manifest.", "fix": "Add manifest.json at the root."}]'::jsonb ELSE '[]' END,
  CASE WHEN code IS NOT NULL THEN 20 + n % 400 END, CASE WHEN code IS NOT NULL THEN size * 3 END,
  CASE WHEN status IN ('in_review', 'approved', 'rejected', 'published', 'withdrawn', 'removed') THEN at END,
  CASE WHEN status IN ('approved', 'rejected', 'published', 'withdrawn', 'removed') THEN at + interval '3 hours' END,
  NULL, CASE status WHEN 'rejected' THEN 'It asks for more than it needs.' END,
  CASE WHEN status IN ('published', 'withdrawn', 'removed') THEN at + interval '4 hours' END, at, on_track, since,
  purged_at
FROM big_versions;
UPDATE tracks t SET sequence = 1 FROM big_versions b WHERE b.app_id = t.app_id AND t.name = 'stable' AND b.on_track;
INSERT INTO releases (id, app_id, track_id, version_id, status, status_changed_at, basis_points, completed_in,
                      created_by, created_at)
SELECT gen_random_uuid(), b.app_id, t.id, b.id, 'complete', b.at, 10000, 1, b.user_id, b.at
FROM big_versions b JOIN tracks t ON t.app_id = b.app_id AND t.name = 'stable' WHERE b.on_track;
INSERT INTO objects (key, kind, app_id, developer_id, status, size, etag, sha256, created_at, updated_at)
SELECT 'temp/' || upload_id || '/upload', 'upload', app_id, developer_id,
  CASE WHEN status = 'validating' OR status = 'failed' AND purged_at IS NULL THEN 'stored' ELSE 'deleted' END, size, left(sha256, 32), NULL::text, at, at
FROM big_versions
UNION ALL
SELECT 'packages/' || developer_id || '/' || app_id || '/' || code || '/' || file, kind, app_id, developer_id,
  CASE WHEN purged_at IS NULL THEN 'stored' ELSE 'deleted' END,
  CASE kind WHEN 'package' THEN size ELSE 400 END, left(sha256, 32), CASE kind WHEN 'package' THEN sha256 END, at, at
FROM big_versions CROSS JOIN (VALUES ('package', 'package.mosis'), ('manifest', 'manifest.json')) AS files (kind, file)
WHERE code IS NOT NULL`;

const icons = `
INSERT INTO uploads (id, app_id, developer_id, created_by, kind, file_name, size, sha256, status, status_changed_at, etag,
                     created_at, expires_at)
SELECT icon_id, id, developer_id, user_id, 'icon', 'icon.png', 20000 + n, icon_hash, 'consumed', at, left(icon_hash, 32), at,
  at + interval '1 hour'
FROM big_apps;
INSERT INTO icons (id, app_id, developer_id, upload_id, status, status_changed_at, content_hash, created_at)
SELECT icon_id, id, developer_id, icon_id, 'ready', at, icon_hash, at FROM big_apps;
INSERT INTO objects (key, kind, app_id, developer_id, status, size, etag, created_at, updated_at)
SELECT 'assets/' || id || '/icon-' || edge || '.png', 'icon', id, developer_id, 'stored', edge * edge / 2,
  left(icon_hash, 32), at, at
FROM big_apps CROSS JOIN unnest(ARRAY[32, 64, 128]) AS edge`;

/** Jobs that were given up: one of a hundred apps has one. */
const jobs = `
INSERT INTO outbox (name, payload, created_at, failed_at, failure_class, failure_code, failure_message, incident_id, attempts)
SELECT 'feed.write', jsonb_build_object('appId', id, 'track', 'stable'), at, at + interval '4 hours', 'retry',
  'service_unavailable', 'A part of the store does not answer at the moment. Try again shortly.', icon_id, 60
FROM big_apps WHERE n % 100 = 0`;

const history = `
INSERT INTO audit_events (at, actor_user_id, action, subject_id)
SELECT at, user_id, 'app.created', id FROM big_apps
UNION ALL
SELECT v.at + offset_hours * interval '1 hour', CASE WHEN by_person THEN v.user_id END, action, v.id
FROM big_versions v JOIN (VALUES
  ('version.received', 0, true, ARRAY['validating', 'failed', 'draft', 'in_review', 'approved', 'rejected', 'published',
    'withdrawn', 'removed']),
  ('version.failed', 0, false, ARRAY['failed']),
  ('version.passed', 0, false, ARRAY['draft', 'in_review', 'approved', 'rejected', 'published', 'withdrawn', 'removed']),
  ('version.submitted', 1, true, ARRAY['in_review', 'approved', 'rejected', 'published', 'withdrawn', 'removed']),
  ('version.rejected', 3, true, ARRAY['rejected']),
  ('version.approved', 3, true, ARRAY['approved', 'published', 'withdrawn', 'removed']),
  ('version.published', 4, true, ARRAY['published', 'withdrawn', 'removed'])
) AS steps (action, offset_hours, by_person, statuses) ON v.status = ANY (statuses)`;

/** Each day as it would have been noted: what had come until then, of each status as much as is left of it today. */
const account = (days: number) => `
CREATE TEMP TABLE big_held ON COMMIT DROP AS
SELECT o.developer_id, o.created_at::date AS day, coalesce(v.status, o.kind) AS state, sum(o.size)::bigint AS bytes,
  count(*) FILTER (WHERE o.kind = 'package') AS packages
FROM objects o LEFT JOIN big_versions v ON v.app_id = o.app_id AND o.kind IN ('package', 'manifest')
  AND v.code = substring(o.key FROM '^packages/[^/]+/[^/]+/([0-9]+)/')::int
WHERE o.status = 'stored' GROUP BY 1, 2, 3;
CREATE TEMP TABLE big_shares ON COMMIT DROP AS
SELECT developer_id, state, sum(bytes) / sum(sum(bytes)) OVER (PARTITION BY developer_id) AS share,
  row_number() OVER (PARTITION BY developer_id ORDER BY sum(bytes) DESC, state) AS rank
FROM big_held GROUP BY 1, 2;
CREATE INDEX ON big_shares (developer_id);
ANALYZE big_held, big_shares;
-- A store that runs without apps has noted that it keeps nothing.
DELETE FROM usage_days;
DELETE FROM store_usage_days;
INSERT INTO usage_days (day, developer_id, stored_bytes, peak_bytes, by_state, class_a, class_b, egress_bytes, recorded_at)
SELECT g.day, g.developer_id, g.bytes, g.bytes, shares.by_state, 12 * g.packages, 40 + 15 * g.packages,
  (g.bytes * 0.2 * pg_temp.chance(g.developer_id || g.day::text))::bigint,
  least(now(), g.day + interval '23 hours')
FROM (
  SELECT d.id AS developer_id, day.day, coalesce(h.packages, 0) AS packages,
    sum(coalesce(h.bytes, 0)) OVER (PARTITION BY d.id ORDER BY day.day)::bigint AS bytes
  FROM big_developers d
    CROSS JOIN LATERAL (SELECT generate_series(greatest(d.at::date, current_date - ${days}), current_date, '1 day')::date
      AS day) day
    LEFT JOIN (SELECT developer_id, day, sum(bytes) AS bytes, sum(packages)::bigint AS packages FROM big_held GROUP BY 1, 2)
      h ON h.developer_id = d.id AND h.day = day.day
) g
-- The largest state takes what rounding leaves over, so that the states sum up to the whole.
CROSS JOIN LATERAL (
  SELECT jsonb_object_agg(state, CASE rank WHEN 1 THEN g.bytes - others ELSE part END) AS by_state FROM (
    SELECT state, part, rank, sum(CASE WHEN rank > 1 THEN part ELSE 0 END) OVER () AS others FROM (
      SELECT s.state, s.rank, floor(g.bytes * s.share)::bigint AS part FROM big_shares s
      WHERE s.developer_id = g.developer_id
    ) parts
  ) counted
) shares
WHERE g.bytes > 0;
INSERT INTO store_usage_days (day, stored_bytes, peak_bytes, by_state, class_a, class_b, egress_bytes, recorded_at)
SELECT t.day, t.bytes, t.bytes, s.by_state, t.class_a, t.class_b, t.egress_bytes, t.recorded_at
FROM (
  SELECT day, sum(stored_bytes)::bigint AS bytes, sum(class_a)::bigint AS class_a, sum(class_b)::bigint AS class_b,
    sum(egress_bytes)::bigint AS egress_bytes, max(recorded_at) AS recorded_at
  FROM usage_days GROUP BY day
) t JOIN (
  SELECT day, jsonb_object_agg(state, bytes) AS by_state FROM (
    SELECT u.day, e.key AS state, sum(e.value::bigint)::bigint AS bytes
    FROM usage_days u, jsonb_each_text(u.by_state) e GROUP BY 1, 2
  ) summed GROUP BY 1
) s ON s.day = t.day`;
