import type { PlainDatabase } from "@mosis/devstack";

/**
 * Puts `perApp` published versions into each app of a store, with all the rows that their way through it would have left:
 * uploads, objects, audit events and handed-over jobs. No bytes are stored. They have the version codes 1 to `perApp`.
 */
export async function fillStore(database: PlainDatabase, perApp: number): Promise<void> {
  await database.query(
    `
    WITH made AS MATERIALIZED (
      SELECT a.id AS app_id, a.developer_id, a.package_id, m.user_id, code,
             uuidv7(-age) AS upload_id, uuidv7(-age) AS version_id, now() - age AS at
      FROM apps a
      JOIN memberships m ON m.developer_id = a.developer_id
      CROSS JOIN generate_series(1, $1) AS code
      CROSS JOIN LATERAL (SELECT ($1 - code + 2) * interval '1 hour' AS age) ages
    ), hashed AS MATERIALIZED (
      SELECT *, encode(sha256(convert_to(version_id::text, 'UTF8')), 'hex') AS sha256,
             'packages/' || developer_id || '/' || app_id || '/' || code || '/' AS folder
      FROM made
    ), new_uploads AS (
      INSERT INTO uploads (id, app_id, developer_id, created_by, kind, file_name, size, sha256, status, status_changed_at,
                           etag, created_at, expires_at)
      SELECT upload_id, app_id, developer_id, user_id, 'package', 'app-' || code || '.mosis', 1000000, sha256, 'consumed', at,
             left(sha256, 32), at, at + interval '1 hour'
      FROM hashed
    ), new_objects AS (
      INSERT INTO objects (key, kind, app_id, developer_id, status, size, etag, sha256, created_at, updated_at)
      SELECT 'temp/' || upload_id || '/upload', 'upload', app_id, developer_id, 'deleted', 1000000, left(sha256, 32),
             NULL::text, at, at FROM hashed
      UNION ALL
      SELECT folder || 'package.mosis', 'package', app_id, developer_id, 'stored', 1000000, left(sha256, 32), sha256, at, at
      FROM hashed
      UNION ALL
      SELECT folder || 'manifest.json', 'manifest', app_id, developer_id, 'stored', 200, left(sha256, 32), NULL, at, at
      FROM hashed
    ), new_outbox AS (
      INSERT INTO outbox (name, payload, created_at, dispatched_at)
      SELECT name, payload, at, at
      FROM hashed CROSS JOIN LATERAL (VALUES
        ('version.validate', jsonb_build_object('versionId', version_id)),
        ('object.delete', jsonb_build_object('key', 'temp/' || upload_id || '/upload')),
        ('feed.write', jsonb_build_object('appId', app_id, 'track', 'stable'))) AS jobs(name, payload)
    ), new_audit AS (
      INSERT INTO audit_events (at, actor_user_id, action, subject_id)
      SELECT at, user_id, action, CASE WHEN action LIKE 'upload%' THEN upload_id ELSE version_id END
      FROM hashed CROSS JOIN unnest(ARRAY['upload.started', 'upload.completed', 'version.received', 'version.passed',
                                          'version.submitted', 'version.approved', 'version.published']) AS action
    )
    INSERT INTO versions (id, app_id, developer_id, upload_id, created_by, status, status_changed_at, version_code, file_name,
                          size, sha256, manifest, content_files, content_bytes, submitted_at, decided_at, published_at,
                          created_at)
    SELECT version_id, app_id, developer_id, upload_id, user_id, 'published', at, code, 'app-' || code || '.mosis', 1000000,
           sha256,
           jsonb_build_object('manifest_version', 1, 'id', package_id, 'name', 'Measured', 'version', '1.0.' || code,
                              'version_code', code, 'entry', 'index.html', 'permissions', '[]'::jsonb, 'locales', '[]'::jsonb),
           10, 2000000, at, at, at, at
    FROM hashed`,
    [perApp],
  );
  // What the server does by itself after a while.
  await database.query("VACUUM (ANALYZE) versions, uploads, objects, outbox, audit_events, apps");
}
