import { system } from "../actor.ts";
import type { App } from "../app.ts";
import { DomainError, isDomainError } from "../errors.ts";
import type { VersionId } from "../ids.ts";
import { cacheControl, objectKeys } from "../object-keys.ts";
import type { NewObject, ObjectHead } from "../ports/object-store.ts";
import type { PackageInspector } from "../ports/package-inspector.ts";
import type { Ports } from "../ports/ports.ts";
import { hasErrors, storeFindings } from "../store-findings.ts";
import { moveUpload, type Upload, uploadRules } from "../upload.ts";
import { packageKeys, type ValidationStep, type Version, type VersionFinding } from "../version.ts";
import { clearAfterLosing } from "./beside-package.ts";
import { changeVersion } from "./change-version.ts";
import { consumeUpload } from "./consume-upload.ts";
import { deleteObjects } from "./delete-object.ts";
import { tellOfVersion } from "./tell-of-version.ts";

/**
 * Judges an uploaded package and moves it to its place in the store.
 *
 * Only the bytes that were inspected can be stored: they are read at the entity tag noted on completion, and
 * copied on condition that it is still the same. Every step may be repeated or cut off: a redelivered job goes
 * on from what the database says, and does nothing once the verdict stands.
 *
 * A run takes a number when it begins, and every write of it is on condition that no later run has begun. One that
 * was paused for so long that another took its place changes nothing when it wakes up.
 * @throws DomainError `version_state_conflict` when another run has taken over and is not done yet.
 */
export async function validateVersion(
  ports: Ports & { inspector: PackageInspector },
  { versionId, signal }: { versionId: VersionId; signal?: AbortSignal },
): Promise<void> {
  const { db } = ports;
  const version = await db.versions.begin(versionId);
  if (!version) return;
  const [app, upload] = await Promise.all([
    db.apps.find(system, version.appId),
    db.uploads.find(system, version.uploadId),
  ]);
  if (!app || !upload) throw new Error(`version ${versionId} has no app or no upload`);
  try {
    await judge(ports, { version, app, upload }, signal);
  } catch (error) {
    if (!isDomainError(error, "version_state_conflict")) throw error;
    // Where the verdict stands, somebody else has finished, and this job is done as well.
    if ((await db.versions.find(system, versionId))?.status === "validating") throw error;
  }
}

async function judge(
  ports: Ports & { inspector: PackageInspector },
  { app, upload, ...start }: { version: Version; app: App; upload: Upload },
  signal: AbortSignal | undefined,
): Promise<void> {
  const { db, inspector } = ports;
  let { version } = start;
  const advance = async (step: ValidationStep): Promise<void> => {
    version = { ...version, step };
    await db.versions.update(version, version);
  };
  try {
    const { sha256, manifest, contents, files, ...inspected } = await inspector.inspect({
      key: objectKeys.upload(upload.id),
      etag: completedEtag(upload),
      size: upload.size,
      onInspecting: () => advance("inspecting"),
      ...(signal && { signal }),
    });
    const findings: VersionFinding[] = [...inspected.findings];
    if (sha256 !== upload.sha256) findings.unshift(storeFindings.sha256Mismatch(upload.sha256, sha256));
    if (manifest && manifest.id !== app.packageId) {
      findings.push(storeFindings.packageIdMismatch(app, manifest));
    }
    version = { ...version, manifest, findings, contents };
    version = await claimVersionCode(ports, version);
    const { versionCode } = version;
    if (versionCode === null || hasErrors(version.findings)) return await fail(ports, version, upload);
    const stored = await storePackage(ports, version, versionCode, upload);
    // Whatever becomes of this run: the list is that of the inspected bytes, which no other run's differ from.
    await db.fileLists.write(version.id, files);
    await pass(ports, version, versionCode, upload, stored);
  } catch (error) {
    if (isDomainError(error, "object_changed")) {
      return fail(ports, withFinding(version, storeFindings.uploadChanged()), upload);
    }
    if (isDomainError(error, "object_missing")) {
      return fail(ports, withFinding(version, storeFindings.uploadMissing()), upload);
    }
    throw error;
  }
}

/** The entity tag noted on completion: the one state of the object that this version is made of. */
function completedEtag(upload: Upload): string {
  if (!upload.etag) throw new Error(`upload ${upload.id} was never completed`);
  return upload.etag;
}

/**
 * Takes the manifest's version code for this version, under the app's lock: it must be greater than any taken
 * before. Gives the version without a code, and with the reason among its findings, when it has errors; with one
 * it is `storing`, and still this run's.
 */
async function claimVersionCode({ db }: Ports, version: Version): Promise<Version> {
  const { manifest, findings } = version;
  if (!manifest || hasErrors(findings)) return version;
  const claimed: Version = { ...version, step: "storing", versionCode: manifest.version_code };
  if (version.versionCode === manifest.version_code) {
    // An earlier run has claimed it.
    await db.versions.update(claimed, version);
    return claimed;
  }
  return db.transaction(async (stores) => {
    const { appId, founderId } = version;
    await stores.apps.lock(appId);
    const greatest = await stores.versions.greatestCode(appId);
    if (manifest.version_code <= greatest) {
      return { ...version, findings: [...findings, storeFindings.versionCodeNotGreater(manifest, greatest)] };
    }
    await stores.versions.update(claimed, version);
    const address = { founderId, appId, versionCode: manifest.version_code };
    const announced = { appId, at: version.statusChangedAt };
    await stores.objects.expect({ key: objectKeys.package(address), kind: "package", ...announced });
    await stores.objects.expect({ key: objectKeys.manifest(address), kind: "manifest", ...announced });
    return claimed;
  });
}

interface StoredPackage {
  package: ObjectHead;
  manifest: ObjectHead;
}

/**
 * Copies what was inspected to the version's keys; the ledger hears of it with the verdict.
 *
 * Claiming the code has just shown that this run is the version's latest. Should it be paused between that and a
 * write, and another run take its place, what it writes is the same: the copy is bound to the inspected bytes, and
 * the manifest is made of them. Only where the version has failed meanwhile would that bring back what was deleted:
 * `clearAfterLosing`.
 */
async function storePackage(
  { objects }: Ports,
  version: Version,
  versionCode: number,
  upload: Upload,
): Promise<StoredPackage> {
  const address = { ...version, versionCode };
  const copied = await objects.copy({
    from: objectKeys.upload(upload.id),
    sourceEtag: completedEtag(upload),
    to: objectKeys.package(address),
    contentType: uploadRules.package.contentType,
    cacheControl: cacheControl.package,
  });
  if (copied.size !== version.size) throw new DomainError("object_changed");
  const manifest = await objects.put({ key: objectKeys.manifest(address), ...manifestDocument(version) });
  return { package: copied, manifest };
}

async function pass(
  ports: Ports,
  version: Version,
  versionCode: number,
  upload: Upload,
  stored: StoredPackage,
): Promise<void> {
  const { db, clock } = ports;
  const at = clock.now();
  const address = { ...version, versionCode };
  const keys = [objectKeys.package(address), objectKeys.manifest(address)] as const;
  try {
    await db.transaction(async (stores) => {
      await changeVersion(stores, {
        actor: system,
        version,
        to: "draft",
        action: "version.passed",
        at,
        set: { step: null },
        data: { version_code: versionCode, warnings: version.findings.length },
      });
      await tellOfVersion(stores, { kind: "version.passed", actor: system, version, at });
      await stores.objects.stored({ key: keys[0], ...stored.package, sha256: version.sha256, at });
      await stores.objects.stored({ key: keys[1], ...stored.manifest, sha256: null, at });
      await consumeUpload(stores, upload, at);
    });
  } catch (error) {
    if (isDomainError(error, "version_state_conflict")) await clearAfterLosing(ports, keys);
    throw error;
  }
}

function withFinding(version: Version, finding: VersionFinding): Version {
  return { ...version, findings: [...version.findings, finding] };
}

/**
 * A version code that was claimed stays claimed: bytes may stand at its keys, and those go at once. What was uploaded
 * is kept as long as retention says.
 */
async function fail({ db, clock }: Ports, version: Version, upload: Upload): Promise<void> {
  const now = clock.now();
  const codes = [...new Set(version.findings.map(({ code }) => code))].slice(0, 20).join(", ");
  await db.transaction(async (stores) => {
    await changeVersion(stores, {
      actor: system,
      version,
      to: "failed",
      action: "version.failed",
      at: now,
      set: { step: null },
      data: { codes },
    });
    await tellOfVersion(stores, { kind: "version.failed", actor: system, version, at: now, data: { codes } });
    await stores.uploads.update(moveUpload(upload, "consumed", now), upload.status);
    await deleteObjects(stores, packageKeys(version), now);
  });
}

/** A version's manifest as it is stored. */
export function manifestDocument({ manifest }: Pick<Version, "manifest">): Omit<NewObject, "key"> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
  return { bytes, contentType: "application/json", cacheControl: cacheControl.manifest };
}
