import { newId } from "@mosis/domain";

/** A database by its bare SQL: rows stand here as no single use case leaves them. */
export interface Sql {
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** An app with one of everything that belongs to an app, under the names that addresses use. */
export interface SampleApp {
  /** Stands in all its texts, and nowhere else. */
  mark: string;
  packageId: string;
  ids: {
    appId: string;
    versionId: string;
    uploadId: string;
    iconId: string;
    screenshotId: string;
    trackId: string;
    releaseId: string;
    invitationId: string;
    publisherId: string;
    webhookId: string;
    deliveryId: string;
    userId: string;
  };
}

/** Adds an app to an account; its version has been submitted for review, or is a draft that nobody else has seen. */
export async function addSampleApp(
  db: Sql,
  { accountId, userId, submitted }: { accountId: string; userId: string; submitted: boolean },
): Promise<SampleApp> {
  const mark = `mark${newId().slice(-12)}`;
  const packageId = `com.example.${mark}`;
  const ids = {
    appId: newId<"app">(),
    versionId: newId<"version">(),
    uploadId: newId<"upload">(),
    iconId: newId<"icon">(),
    screenshotId: newId<"screenshot">(),
    trackId: newId<"track">(),
    releaseId: newId<"release">(),
    invitationId: newId(),
    publisherId: newId(),
    userId: newId<"user">(),
    webhookId: newId<"webhook">(),
    deliveryId: newId<"webhook-delivery">(),
  };
  const { appId, versionId, uploadId, iconId, screenshotId, trackId, releaseId, webhookId, deliveryId } = ids;
  await db.query(
    `INSERT INTO apps (id, developer_id, package_id, name, summary, description, category, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $4, $4, 'productivity', now(), now())`,
    [appId, accountId, packageId, mark],
  );
  const addUpload = async (kind: string, status: string, id: string = newId()) => {
    await db.query(
      `INSERT INTO uploads (id, app_id, developer_id, created_by, kind, file_name, size, sha256, status,
         status_changed_at, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, 5, encode(sha256($1::uuid::text::bytea), 'hex'), $7, now(), now(), now() + interval '1 hour')`,
      [id, appId, accountId, userId, kind, `${mark}.bin`, status],
    );
    return id;
  };
  await addUpload("package", "open", uploadId);
  const addVersion = async (id: string, code: number, status: string) =>
    db.query(
      `INSERT INTO versions (id, app_id, developer_id, upload_id, created_by, status, status_changed_at, version_code,
       file_name, size, sha256, manifest, submitted_at, published_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, now(), $9, $7, 5, repeat('a', 64), $8, CASE WHEN $10 THEN now() END,
         CASE WHEN $6::text = 'published' THEN now() END, now())`,
      [
        id,
        appId,
        accountId,
        await addUpload("package", "consumed"),
        userId,
        status,
        `${mark}.mosis`,
        JSON.stringify({
          manifest_version: 1,
          id: packageId,
          name: mark,
          version: `1.0.${code}`,
          version_code: code,
          description: "",
          entry: "index.html",
          permissions: [],
          locales: ["en"],
        }),
        code,
        submitted,
      ],
    );
  await addVersion(versionId, 2, submitted ? "in_review" : "draft");
  const published = newId<"version">();
  await addVersion(published, 1, "published");
  await db.query(
    `INSERT INTO icons (id, app_id, developer_id, upload_id, status, status_changed_at, created_at)
     VALUES ($1, $2, $3, $4, 'rendering', now(), now())`,
    [iconId, appId, accountId, await addUpload("icon", "completed")],
  );
  await db.query(
    `INSERT INTO screenshots (id, app_id, developer_id, upload_id, status, status_changed_at, file_name, alt_text,
       position, created_at)
     VALUES ($1, $2, $3, $4, 'rendering', now(), $5, $6, 0, now())`,
    [screenshotId, appId, accountId, await addUpload("screenshot", "completed"), `${mark}.png`, mark],
  );
  await db.query("INSERT INTO tracks (id, app_id, name, audience) VALUES ($1, $2, 'early', 'listed')", [
    trackId,
    appId,
  ]);
  await db.query(
    "INSERT INTO track_devices (track_id, name_sha256, label, added_by) VALUES ($1, $2, $3, $4)",
    [trackId, deviceName, mark, userId],
  );
  await db.query(
    `INSERT INTO releases (id, app_id, track_id, version_id, status, status_changed_at, basis_points, created_by, created_at)
     VALUES ($1, $2, $3, $4, 'rolling', now(), 1000, $5, now())`,
    [releaseId, appId, trackId, published, userId],
  );
  await db.query(
    `INSERT INTO invitations (id, developer_id, role, email, hash, invited_by, created_at, expires_at, status)
     VALUES ($1, $2, 'viewer', $3, encode(sha256($1::uuid::text::bytea), 'hex'), $4, now(), now() + interval '1 day', 'open')`,
    [ids.invitationId, accountId, `${mark}@example.com`, userId],
  );
  await db.query(
    `INSERT INTO trusted_publishers (id, app_id, developer_id, issuer, identity, created_by, created_at)
     VALUES ($1, $2, $3, 'https://token.actions.githubusercontent.com', $4, $5, now())`,
    [ids.publisherId, appId, accountId, JSON.stringify(githubIdentity), userId],
  );
  // Somebody else who works there.
  await db.query("INSERT INTO users (id, name, created_at) VALUES ($1, $2, now())", [ids.userId, mark]);
  await db.query(
    "INSERT INTO memberships (developer_id, user_id, role, created_at) VALUES ($1, $2, 'viewer', now())",
    [accountId, ids.userId],
  );
  await db.query(
    `INSERT INTO webhooks (id, developer_id, name, url, kinds, secret, created_by, created_at)
     VALUES ($1, $2, $3, 'https://example.com/' || $3, '{release.halted}', 'whsec_' || $3, $4, now())`,
    [webhookId, accountId, mark, userId],
  );
  await db.query(
    `INSERT INTO webhook_deliveries (id, webhook_id, kind, status, body, created_at)
     VALUES ($1, $2, 'ping', 'failed', to_json($3::text), now())`,
    [deliveryId, webhookId, mark],
  );
  return { mark, packageId, ids };
}

/** A workflow that may publish, as the API is told of it. */
export const githubIdentity = {
  provider: "github",
  repository: "example/notes",
  repository_id: "1001",
  repository_owner_id: "2002",
  workflow: "publish.yml",
  environment: null,
};

/** SHA-256 of the name of the device on the sample track. */
export const deviceName = "d".repeat(64);
