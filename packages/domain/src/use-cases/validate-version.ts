import { system } from "../actor.ts";
import type { App } from "../app.ts";
import { DomainError, isDomainError } from "../errors.ts";
import type { VersionId } from "../ids.ts";
import { cacheControl, objectKeys } from "../object-keys.ts";
import type { PackageInspector } from "../ports/package-inspector.ts";
import type { Ports } from "../ports/ports.ts";
import { hasErrors, storeFindings } from "../store-findings.ts";
import { type Upload, uploadRules } from "../upload.ts";
import type { ValidationStep, Version, VersionFinding } from "../version.ts";
import { changeVersion } from "./change-version.ts";
import { consumeUpload } from "./consume-upload.ts";

/**
 * Judges an uploaded package and moves it to its place in the store.
 *
 * Only the bytes that were inspected can be stored: they are read at the entity tag noted on completion, and
 * copied on condition that it is still the same. Every step may be repeated or cut off: a redelivered job goes
 * on from what the database says, and does nothing once the verdict stands.
 */
export async function validateVersion(
  ports: Ports & { inspector: PackageInspector },
  { versionId, signal }: { versionId: VersionId; signal?: AbortSignal },
): Promise<void> {
  const { db } = ports;
  const version = await db.versions.find(system, versionId);
  if (version?.status !== "validating") return;
  const [app, upload] = await Promise.all([
    db.apps.find(system, version.appId),
    db.uploads.find(system, version.uploadId),
  ]);
  if (!app || !upload) throw new Error(`version ${versionId} has no app or no upload`);
  try {
    await judge(ports, { version, app, upload }, signal);
  } catch (error) {
    // Somebody else has finished this version in the meantime: their verdict stands.
    if (!isDomainError(error, "version_state_conflict")) throw error;
  }
}

async function judge(
  ports: Ports & { inspector: PackageInspector },
  { app, upload, ...start }: { version: Version; app: App; upload: Upload },
  signal: AbortSignal | undefined,
): Promise<void> {
  const { db, inspector } = ports;
  let { version } = start;
  const advance = async (step: ValidationStep, set: Partial<Version> = {}): Promise<void> => {
    version = { ...version, ...set, step };
    await db.versions.update(version, "validating");
  };
  try {
    await advance("reading");
    const { sha256, manifest, contents, ...inspected } = await inspector.inspect({
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
    await advance("storing", { manifest, findings, contents });

    version = await claimVersionCode(ports, version);
    const { versionCode } = version;
    if (versionCode === null || hasErrors(version.findings)) return await fail(ports, version, upload);
    await storePackage(ports, version, versionCode, upload);
    await pass(ports, version, versionCode, upload);
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
 * before. Gives the version without a code, and with the reason among its findings, when it has errors.
 */
async function claimVersionCode({ db }: Ports, version: Version): Promise<Version> {
  const { manifest, findings } = version;
  if (!manifest || hasErrors(findings)) return version;
  return db.transaction(async (stores) => {
    await stores.apps.lock(version.appId);
    const current = await stores.versions.find(system, version.id);
    if (current?.versionCode === manifest.version_code)
      return { ...version, versionCode: current.versionCode };
    const greatest = await stores.versions.greatestCode(version.appId);
    if (manifest.version_code <= greatest) {
      return { ...version, findings: [...findings, storeFindings.versionCodeNotGreater(manifest, greatest)] };
    }
    const claimed: Version = { ...version, versionCode: manifest.version_code };
    await stores.versions.update(claimed, "validating");
    const { appId, developerId } = version;
    const address = { developerId, appId, versionCode: manifest.version_code };
    const at = version.statusChangedAt;
    await stores.objects.expect({
      key: objectKeys.package(address),
      kind: "package",
      appId,
      developerId,
      at,
    });
    await stores.objects.expect({
      key: objectKeys.manifest(address),
      kind: "manifest",
      appId,
      developerId,
      at,
    });
    return claimed;
  });
}

async function storePackage(
  { db, objects, clock }: Ports,
  version: Version,
  versionCode: number,
  upload: Upload,
): Promise<void> {
  const address = { ...version, versionCode };
  const key = objectKeys.package(address);
  const copied = await objects.copy({
    from: objectKeys.upload(upload.id),
    sourceEtag: completedEtag(upload),
    to: key,
    contentType: uploadRules.package.contentType,
    cacheControl: cacheControl.package,
  });
  if (copied.size !== version.size) throw new DomainError("object_changed");
  const bytes = new TextEncoder().encode(`${JSON.stringify(version.manifest, null, 2)}\n`);
  const manifest = await objects.put({
    key: objectKeys.manifest(address),
    bytes,
    contentType: "application/json",
    cacheControl: cacheControl.manifest,
  });
  const at = clock.now();
  await db.objects.stored({ key, ...copied, sha256: version.sha256, at });
  await db.objects.stored({ key: objectKeys.manifest(address), ...manifest, sha256: null, at });
}

async function pass(
  { db, clock }: Ports,
  version: Version,
  versionCode: number,
  upload: Upload,
): Promise<void> {
  const now = clock.now();
  await db.transaction(async (stores) => {
    await changeVersion(stores, {
      actor: system,
      version,
      to: "draft",
      action: "version.passed",
      at: now,
      set: { step: null },
      data: { version_code: versionCode, warnings: version.findings.length },
    });
    await consumeUpload(stores, upload, now);
  });
}

function withFinding(version: Version, finding: VersionFinding): Version {
  return { ...version, findings: [...version.findings, finding] };
}

/** A version code that was claimed stays claimed: bytes may stand at its keys, and those go. */
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
    await consumeUpload(stores, upload, now);
    if (version.versionCode === null) return;
    const address = { ...version, versionCode: version.versionCode };
    for (const key of [objectKeys.package(address), objectKeys.manifest(address)]) {
      await stores.objects.deleting(key, now);
      await stores.outbox.add({ name: "object.delete", payload: { key } }, now);
    }
  });
}
