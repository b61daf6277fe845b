import { system } from "../actor.ts";
import { isDomainError } from "../errors.ts";
import type { VersionId } from "../ids.ts";
import { objectKeys } from "../object-keys.ts";
import type { PackageInspector } from "../ports/package-inspector.ts";
import type { Ports } from "../ports/ports.ts";
import { isStored } from "../version.ts";

/**
 * Lists the files of a stored package whose list is not known, as it was checked before lists were kept. Repeating it
 * is harmless.
 */
export async function listPackageFiles(
  { db, inspector }: Pick<Ports, "db"> & { inspector: PackageInspector },
  { versionId, signal }: { versionId: VersionId; signal?: AbortSignal },
): Promise<void> {
  if ((await db.fileLists.status(versionId)) !== "listing") return;
  const version = await db.versions.find(system, versionId);
  const { versionCode } = version ?? {};
  const key = version && versionCode && isStored(version) && objectKeys.package({ ...version, versionCode });
  const row = key ? await db.objects.find(key) : null;
  if (!version || !key || row?.status !== "stored" || !row.etag)
    return db.fileLists.settle(versionId, "failed");
  try {
    const { etag } = row;
    const read = await inspector.inspect({ key, etag, size: version.size, ...(signal && { signal }) });
    // What the package is of was judged when it came in; other bytes are the inventory's to find.
    const isWhole = read.sha256 === version.sha256 && read.contents !== null;
    if (!isWhole || read.files.length !== version.contents?.files)
      return db.fileLists.settle(versionId, "failed");
    await db.fileLists.write(versionId, read.files);
  } catch (error) {
    if (!isDomainError(error, "object_missing") && !isDomainError(error, "object_changed")) throw error;
    await db.fileLists.settle(versionId, "failed");
  }
}
