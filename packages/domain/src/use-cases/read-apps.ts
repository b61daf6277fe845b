import { isOwn, type UserActor } from "../actor.ts";
import type { App } from "../app.ts";
import { DomainError } from "../errors.ts";
import type { Icon } from "../icon.ts";
import type { AppId, IconId, VersionId } from "../ids.ts";
import { objectKeys } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import { isStored, type Version } from "../version.ts";
import { requireOwnApp } from "./require-own-app.ts";

/** @throws DomainError `not_found`. */
export async function getOwnApp(
  { db }: Ports,
  { actor, appId }: { actor: UserActor; appId: AppId },
): Promise<App> {
  return requireOwnApp(db, actor, appId, "app.read");
}

/** @throws DomainError `not_found`. */
export async function getOwnAppByPackageId(
  { db }: Ports,
  { actor, packageId }: { actor: UserActor; packageId: string },
): Promise<App> {
  const app = await db.apps.findByPackageId(actor, packageId);
  if (!app || !isOwn(actor, { ...app, appId: app.id })) throw new DomainError("not_found");
  return app;
}

/** A version the actor may see, with its app. @throws DomainError `not_found`. */
export async function getVersion(
  { db }: Ports,
  { actor, versionId }: { actor: UserActor; versionId: VersionId },
): Promise<{ app: App; version: Version }> {
  const version = await db.versions.find(actor, versionId);
  const app = version && (await db.apps.find(actor, version.appId));
  if (!app) throw new DomainError("not_found");
  return { app, version };
}

/** @throws DomainError `not_found`. */
export async function getIcon(
  { db }: Ports,
  { actor, iconId }: { actor: UserActor; iconId: IconId },
): Promise<Icon> {
  const icon = await db.icons.find(actor, iconId);
  if (!icon) throw new DomainError("not_found");
  return icon;
}

/** For how long an address handed out for a package works, in seconds. */
export const downloadUrlSeconds = 60 * 60;

/** An address of storage, and what is counted when somebody is sent there. */
export interface PackageDownload {
  url: string;
  /** Null for a version that is not published: whoever looks at it does not install it. */
  counts: { appId: AppId; versionCode: number; bytes: number } | null;
}

/**
 * An address that serves the package of a version the actor may see, for its developer or a reviewer.
 * @throws DomainError `not_found`, also while there are no stored bytes.
 */
export async function getPackageDownload(
  ports: Ports,
  { actor, versionId }: { actor: UserActor; versionId: VersionId },
): Promise<PackageDownload> {
  const { app, version } = await getVersion(ports, { actor, versionId });
  const { versionCode, size } = version;
  if (!isStored(version) || versionCode === null) throw new DomainError("not_found");
  const counts = version.status === "published" ? { appId: app.id, versionCode, bytes: size } : null;
  const url = await ports.objects.presignGet({
    key: objectKeys.package({ ...version, versionCode }),
    expiresInSeconds: downloadUrlSeconds,
    fileName: `${app.packageId}-${version.manifest?.version ?? versionCode}.mosis`,
    // What is counted as a download has its bytes in that account.
    ...(!counts && { size }),
  });
  return { url, counts };
}
