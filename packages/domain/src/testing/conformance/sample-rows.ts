import type { Manifest } from "@mosis/format";
import { expect } from "vitest";
import { actorOf, type User } from "../../account.ts";
import { system, type UserActor } from "../../actor.ts";
import type { App } from "../../app.ts";
import type { ErrorCode } from "../../errors.ts";
import type { Icon } from "../../icon.ts";
import { appIdOf, newId } from "../../ids.ts";
import { stable } from "../../object-keys.ts";
import type { PlatformRole } from "../../permission.ts";
import type { RawDownload } from "../../ports/downloads.ts";
import type { Stores } from "../../ports/stores.ts";
import { allDevices, defaultHaltThreshold, noInstalls, type Release } from "../../release.ts";
import type { AppTrack } from "../../track.ts";
import type { Upload } from "../../upload.ts";
import type { Version, VersionFinding, VersionStatus } from "../../version.ts";

// The suite shares one database, so every test makes rows of its own and finds them again by a mark that
// nothing else has.

export const newMark = (): string => newId().slice(-12);

/** Midday of a day in 2026, so many minutes later. */
export const minute = (minutes: number): Date => new Date(Date.UTC(2026, 5, 1, 12, minutes));

export const failing = (code: ErrorCode) => expect.objectContaining({ code });

/** A row as it was read: in this status, before any run of its job, with its bytes. */
export const asRead = <Status extends string>(status: Status, attempt = 0) => ({
  status,
  attempt,
  purgedAt: null,
});

export async function addPerson(
  stores: Stores,
  { role = "member", name = "Ada" }: { role?: PlatformRole; name?: string } = {},
): Promise<{ user: User; actor: UserActor }> {
  const user: User = {
    id: newId(),
    developerId: newId(),
    accountRole: "owner",
    name,
    email: "ada@example.com",
    avatarUrl: null,
    role,
    createdAt: minute(0),
  };
  await stores.users.create(user, { provider: "demo", subject: user.id });
  return { user, actor: actorOf(user) };
}

export async function addApp(stores: Stores, actor: UserActor, fields: Partial<App> = {}): Promise<App> {
  const packageId = fields.packageId ?? `com.example.app-${newMark()}`;
  const app: App = {
    id: await appIdOf(packageId),
    developerId: actor.developerId,
    founderId: actor.developerId,
    packageId,
    name: "Notes",
    summary: "Takes notes.",
    description: "Takes notes, and keeps them.",
    category: "productivity",
    icon: null,
    createdAt: minute(1),
    updatedAt: minute(1),
    ...fields,
  };
  await stores.apps.create(app);
  return app;
}

export async function addUpload(stores: Stores, app: App, fields: Partial<Upload> = {}): Promise<Upload> {
  const upload: Upload = {
    id: newId(),
    appId: app.id,
    developerId: app.developerId,
    createdBy: newId(),
    kind: "package",
    fileName: "notes.mosis",
    size: 3_000_000_000,
    sha256: `${newMark()}${newMark()}`.replace(/[^0-9a-f]/g, "").padEnd(64, "a"),
    status: "open",
    statusChangedAt: minute(2),
    etag: null,
    partSize: null,
    storageUploadId: null,
    createdAt: minute(2),
    expiresAt: minute(62),
    ...fields,
  };
  await stores.uploads.create(upload);
  return upload;
}

export function manifestOf(app: App, versionCode: number, version = `1.0.${versionCode}`): Manifest {
  return {
    manifest_version: 1,
    id: app.packageId,
    name: app.name,
    version,
    version_code: versionCode,
    description: "",
    entry: "index.html",
    permissions: [],
    locales: ["en"],
  };
}

export const warning: VersionFinding = {
  code: "nested_archive",
  severity: "warning",
  path: "data.zip",
  message: "The file is an archive.",
  fix: "Unpack it.",
};

/** A version as it stands in `status`, with what it must have got on its way there. */
export async function addVersion(
  stores: Stores,
  app: App,
  { code = null, ...fields }: Partial<Version> & { status?: VersionStatus; code?: number | null } = {},
): Promise<Version> {
  const { status = "validating", createdAt = minute(3) } = fields;
  const upload = await addUpload(stores, app, { status: "completed", etag: "e1" });
  const submitted = status === "in_review" || status === "approved" || status === "published";
  const version: Version = {
    id: newId(),
    appId: app.id,
    developerId: app.developerId,
    founderId: app.founderId,
    uploadId: upload.id,
    createdBy: upload.createdBy,
    status,
    statusChangedAt: createdAt,
    step: status === "validating" ? "queued" : null,
    attempt: 0,
    versionCode: code,
    fileName: upload.fileName,
    size: upload.size,
    sha256: upload.sha256,
    manifest: code === null ? null : manifestOf(app, code),
    findings: [],
    contents: null,
    submittedAt: submitted || status === "rejected" ? createdAt : null,
    decidedAt: null,
    decidedBy: null,
    decisionReason: null,
    publishedAt: status === "published" ? createdAt : null,
    releaseNotes: "",
    onTrack: false,
    purgedAt: null,
    createdAt,
    ...fields,
  };
  await stores.versions.create(version);
  return version;
}

export async function addIcon(stores: Stores, app: App, fields: Partial<Icon> = {}): Promise<Icon> {
  const upload = await addUpload(stores, app, { kind: "icon", status: "completed", etag: "e1" });
  const icon: Icon = {
    id: newId(),
    appId: app.id,
    developerId: app.developerId,
    uploadId: upload.id,
    status: "rendering",
    statusChangedAt: minute(3),
    refusal: null,
    contentHash: null,
    attempt: 0,
    createdAt: minute(3),
    ...fields,
  };
  await stores.icons.create(icon);
  return icon;
}

/** A release of a version to a tenth of the devices, as it stands in `status`; not in the database yet. */
export function sampleRelease(
  version: Version,
  track: Pick<AppTrack, "id"> | null,
  { status = "rolling", ...fields }: Partial<Release> = {},
): Release {
  if (!track) throw new Error("there is no such track");
  return {
    id: newId(),
    appId: version.appId,
    trackId: track.id,
    versionId: version.id,
    status,
    statusChangedAt: minute(10),
    basisPoints: status === "complete" ? allDevices : 1_000,
    startsAt: null,
    ramp: null,
    pausedFor: status === "paused" ? "person" : null,
    haltThreshold: defaultHaltThreshold,
    raisesAt: null,
    completedIn: null,
    groupId: null,
    counts: noInstalls,
    createdBy: version.createdBy,
    createdAt: minute(10),
    ...fields,
  };
}

/** Has the app's `stable` lead to a version. */
export async function addBase(stores: Stores, version: Version): Promise<Release> {
  const track = await stores.tracks.findByName(system, version.appId, stable);
  const base = sampleRelease(version, track, { status: "complete", completedIn: 1 });
  await stores.releases.create(base);
  await stores.tracks.advance([base.trackId]);
  await stores.releases.settle([version.appId]);
  return base;
}

/** A download of which nothing but this is known; another one each time. */
export function sampleDownload(
  fields: Pick<RawDownload, "at" | "appId"> & Partial<RawDownload>,
): RawDownload {
  return {
    id: newId(),
    versionCode: 1,
    part: "package",
    fromVersionCode: null,
    install: "unknown",
    client: "other",
    country: null,
    isCached: false,
    isDownload: true,
    isFailure: false,
    bytes: 1,
    ...fields,
  };
}
