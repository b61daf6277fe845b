import {
  type AccessToken,
  type App,
  type AppHead,
  type AppListItem,
  type CompletedUpload,
  type EndedVersion,
  type FailedJobItem,
  type Icon,
  isInterrupted,
  type JobCount,
  type OpenUpload,
  type Page,
  type PersonItem,
  type PresignedPut,
  partCount,
  type ReceivedPart,
  type Screenshot,
  type Session,
  type SignedPart,
  type StoreSettings,
  sizeOfPart,
  tokenStatus,
  type Upload,
  type Version,
  type VersionListItem,
} from "@mosis/domain";

// The API's JSON: snake_case, dates in ISO 8601, sizes in bytes. What is not written here does not leave.

export function presentHead({ id, packageId, name, summary, category, icon }: AppHead) {
  return {
    id,
    package_id: packageId,
    name,
    summary,
    category,
    icon: icon && { content_hash: icon.contentHash },
  };
}

export function presentApp(app: App) {
  return {
    ...presentHead(app),
    description: app.description,
    created_at: app.createdAt.toISOString(),
    updated_at: app.updatedAt.toISOString(),
  };
}

export function presentPerson(person: PersonItem) {
  return {
    id: person.id,
    name: person.name,
    email: person.email,
    role: person.role,
    created_at: person.createdAt.toISOString(),
    last_seen_at: person.lastSeenAt?.toISOString() ?? null,
    identities: person.identities,
    accounts: person.accounts,
    account_count: person.accountCount,
  };
}

export function presentAppListItem(item: AppListItem) {
  return {
    ...presentHead(item),
    versions: item.versions,
    latest: item.latest && {
      id: item.latest.id,
      status: item.latest.status,
      version: item.latest.versionName,
      created_at: item.latest.createdAt.toISOString(),
    },
    live: item.live && {
      version: item.live.versionName,
      version_code: item.live.versionCode,
      published_at: item.live.publishedAt.toISOString(),
    },
  };
}

export function presentPage<Item, Shown>(page: Page<Item>, present: (item: Item) => Shown) {
  return { items: page.items.map(present), total: page.total, page: page.page, page_count: page.pageCount };
}

export function presentUpload(upload: Upload) {
  return {
    id: upload.id,
    app_id: upload.appId,
    kind: upload.kind,
    file_name: upload.fileName,
    size: upload.size,
    sha256: upload.sha256,
    status: upload.status,
    part_size: upload.partSize,
    part_count: partCount(upload),
    expires_at: upload.expiresAt.toISOString(),
  };
}

export function presentOpenUpload(upload: OpenUpload) {
  return { ...presentUpload(upload), received_bytes: upload.receivedBytes };
}

export function presentReceivedPart(upload: Upload, { number }: ReceivedPart) {
  return { part_number: number, size: sizeOfPart(upload, number) };
}

export function presentSignedPart({ number, size, put }: SignedPart) {
  return { part_number: number, size, ...presentPut(put) };
}

export function presentPut(put: PresignedPut) {
  return { method: put.method, url: put.url, headers: put.headers, expires_at: put.expiresAt.toISOString() };
}

export function presentVersion(version: Version) {
  return {
    id: version.id,
    app_id: version.appId,
    status: version.status,
    step: version.step,
    version: version.manifest?.version ?? null,
    version_code: version.versionCode,
    file_name: version.fileName,
    size: version.size,
    sha256: version.sha256,
    findings: version.findings,
    /** Whether the store broke off the check and can take it up again without another upload. */
    can_retry: isInterrupted(version),
    decision_reason: version.decisionReason,
    release_notes: version.releaseNotes,
    created_at: version.createdAt.toISOString(),
    status_changed_at: version.statusChangedAt.toISOString(),
    published_at: version.publishedAt?.toISOString() ?? null,
    purged_at: version.purgedAt?.toISOString() ?? null,
  };
}

export function presentEndedVersion({ version, downloadsStopped }: EndedVersion) {
  return { ...presentVersion(version), downloads_stopped: downloadsStopped };
}

export function presentVersionListItem(item: VersionListItem) {
  return {
    id: item.id,
    status: item.status,
    version: item.versionName,
    version_code: item.versionCode,
    file_name: item.fileName,
    size: item.size,
    errors: item.errors,
    warnings: item.warnings,
    created_at: item.createdAt.toISOString(),
    status_changed_at: item.statusChangedAt.toISOString(),
  };
}

export function presentIcon(icon: Icon) {
  return {
    id: icon.id,
    app_id: icon.appId,
    status: icon.status,
    refusal: icon.refusal,
    content_hash: icon.contentHash,
  };
}

export function presentScreenshot(screenshot: Screenshot) {
  return {
    id: screenshot.id,
    app_id: screenshot.appId,
    status: screenshot.status,
    position: screenshot.position,
    alt_text: screenshot.altText,
    width: screenshot.width,
    height: screenshot.height,
    content_hash: screenshot.contentHash,
    file_name: screenshot.fileName,
    refusal: screenshot.refusal,
    created_at: screenshot.createdAt.toISOString(),
  };
}

export function presentScreenshots(screenshots: readonly Screenshot[]) {
  return { items: screenshots.map(presentScreenshot) };
}

export function presentStoreSettings({ requiredScreenshots }: StoreSettings) {
  return { required_screenshots: requiredScreenshots };
}

export function presentCompletedUpload(completed: CompletedUpload) {
  switch (completed.kind) {
    case "package":
      return { kind: completed.kind, version: presentVersion(completed.version) };
    case "icon":
      return { kind: completed.kind, icon: presentIcon(completed.icon) };
    case "screenshot":
      return { kind: completed.kind, screenshot: presentScreenshot(completed.screenshot) };
  }
}

export function presentFailedJob(item: FailedJobItem) {
  return {
    id: item.id,
    name: item.name,
    class: item.failure.class,
    code: item.failure.code,
    message: item.failure.message,
    incident_id: item.failure.incidentId,
    attempts: item.failure.attempts,
    failed_at: item.failedAt.toISOString(),
    created_at: item.createdAt.toISOString(),
    app: item.app && { id: item.app.id, package_id: item.app.packageId, name: item.app.name },
    version: item.version && { id: item.version.id, file_name: item.version.fileName },
    object_key: item.objectKey,
  };
}

export function presentJobCount({ name, waiting, handedOver, oldest }: JobCount) {
  return { name, waiting, handed_over: handedOver, oldest: oldest.toISOString() };
}

export function presentSession(session: Session, currentId: string | null) {
  return {
    id: session.id,
    provider: session.provider,
    user_agent: session.userAgent,
    created_at: session.createdAt.toISOString(),
    last_seen_at: session.lastSeenAt.toISOString(),
    expires_at: session.expiresAt.toISOString(),
    current: session.id === currentId,
  };
}

export function presentToken(token: AccessToken, at = new Date()) {
  return {
    id: token.id,
    name: token.name,
    account_id: token.developerId,
    scopes: [...token.scopes],
    app_id: token.appId,
    start: token.start,
    status: tokenStatus(token, at),
    created_at: token.createdAt.toISOString(),
    expires_at: token.expiresAt.toISOString(),
    last_used_at: token.lastUsedAt?.toISOString() ?? null,
    revoked_at: token.revokedAt?.toISOString() ?? null,
  };
}

/** `token` is the text itself: it leaves the portal in this answer and never again. */
export type CreatedTokenJson = ReturnType<typeof presentToken> & { token: string };
export type VersionJson = ReturnType<typeof presentVersion>;
export type EndedVersionJson = ReturnType<typeof presentEndedVersion>;
export type IconJson = ReturnType<typeof presentIcon>;
export type ScreenshotJson = ReturnType<typeof presentScreenshot>;
export type ScreenshotsJson = ReturnType<typeof presentScreenshots>;
export type PresignedPutJson = ReturnType<typeof presentPut>;
export type UploadJson = ReturnType<typeof presentUpload>;
export type OpenUploadJson = ReturnType<typeof presentOpenUpload>;
export type SignedPartJson = ReturnType<typeof presentSignedPart>;
export type StartedUploadJson = { upload: UploadJson; put: PresignedPutJson | null };
export type CompletedUploadJson =
  | { kind: "package"; version: VersionJson }
  | { kind: "icon"; icon: IconJson }
  | { kind: "screenshot"; screenshot: ScreenshotJson };
