import { webCodec } from "@mosis/format";
import { requirePermission, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { FileChange, FileChangesQuery, FileChangeTotals, ListedFile } from "../file-change.ts";
import type { VersionId } from "../ids.ts";
import { type DiffLine, diffLines } from "../line-diff.ts";
import type { Page } from "../listing.ts";
import { objectKeys } from "../object-keys.ts";
import {
  linesOf,
  lookAtFile,
  mostLines,
  mostPictureBytes,
  mostTextBytes,
  type PictureType,
  type SeenFile,
} from "../package-text.ts";
import type { Ports } from "../ports/ports.ts";
import { isStored, type Version } from "../version.ts";

/** The bytes read from storage for one file, at most: what is packed is rarely longer than it is unpacked. */
const mostPackedBytes = mostPictureBytes + 64 * 1024;

/** Where the list of a version's files stands: there, being made, or not to be had. */
export type FilesKnown = "listed" | "listing" | "failed";

export interface ComparedFiles {
  /** Null when the app has nothing published before. */
  before: Version | null;
  known: FilesKnown;
  /** Null as long as the lists are not known. */
  files: { page: Page<FileChange>; totals: FileChangeTotals } | null;
}

/**
 * What changed in the package since the last published version. Lists that are not known are asked for: look again
 * shortly.
 * @throws DomainError `role_required`, `not_found`.
 */
export async function compareVersionFiles(
  ports: Ports,
  { actor, versionId, query }: { actor: UserActor; versionId: VersionId; query: FileChangesQuery },
): Promise<ComparedFiles> {
  const { db } = ports;
  const version = await requireSubmitted(ports, actor, versionId);
  const before = await db.reviews.findPublishedBefore(version);
  const known = await Promise.all([version, ...(before ? [before] : [])].map((one) => askFor(ports, one)));
  if (known.includes("failed")) return { before, known: "failed", files: null };
  if (known.includes("listing")) return { before, known: "listing", files: null };
  const files = await db.queries.compareFiles({ before: before?.id ?? null, after: versionId }, query);
  return { before, known: "listed", files };
}

/** Has the list of a version's files made where there is none. */
async function askFor({ db, clock }: Ports, version: Version): Promise<FilesKnown> {
  const status = await db.fileLists.status(version.id);
  if (status !== null) return status;
  if (!isStored(version)) return "failed";
  await db.transaction(async (stores) => {
    if (await stores.fileLists.want(version.id))
      await stores.outbox.add({ name: "files.list", payload: { versionId: version.id } }, clock.now());
  });
  return "listing";
}

/** A file of a package as it can be shown. */
export type ShownFile = {
  version: Version;
  /** Null when the file is not in this version. */
  file: ListedFile | null;
  /** The same path in the last published version. */
  before: { version: Version; file: ListedFile } | null;
} & (
  | { kind: "text"; isSvg: boolean; lines: DiffLine[]; isCut: boolean }
  | { kind: "picture"; type: PictureType }
  | { kind: "hidden"; why: "too_large" | "binary" }
);

/**
 * A file of a version in review beside the same file of the last published version: text as a comparison line by line,
 * a picture by what it is. Reads the two files' own bytes and nothing else of the packages.
 * @throws DomainError `role_required`, `not_found`, `object_missing`, `object_changed`, `service_unavailable`.
 */
export async function readPackageFile(
  ports: Ports,
  { actor, versionId, path }: { actor: UserActor; versionId: VersionId; path: string },
): Promise<ShownFile> {
  const { db } = ports;
  const version = await requireSubmitted(ports, actor, versionId);
  const predecessor = await db.reviews.findPublishedBefore(version);
  const [file, old] = await Promise.all([
    db.fileLists.find(versionId, path),
    predecessor ? db.fileLists.find(predecessor.id, path) : null,
  ]);
  if (!file && !old) throw new DomainError("not_found");
  const before = predecessor && old ? { version: predecessor, file: old } : null;
  const head = { version, file, before };
  const [now, then] = await Promise.all([
    file ? look(ports, version, file) : null,
    // What is the same needs no second read.
    before && before.file.sha256 !== file?.sha256 ? look(ports, before.version, before.file) : null,
  ]);
  const shown = now ?? then;
  if (shown === "too_large") return { ...head, kind: "hidden", why: "too_large" };
  if (shown === null || shown === undefined) return { ...head, kind: "hidden", why: "binary" };
  if (shown.kind === "picture") return { ...head, kind: "picture", type: shown.type };
  const after = textOf(now);
  const isSame = before !== null && before.file.sha256 === file?.sha256;
  const lines = diffLines(isSame ? after : textOf(then), after);
  return {
    ...head,
    kind: "text",
    isSvg: shown.isSvg,
    lines: lines.slice(0, mostLines),
    isCut: lines.length > mostLines,
  };
}

function textOf(seen: SeenFile | "too_large"): string[] {
  return seen !== null && seen !== "too_large" && seen.kind === "text" ? linesOf(seen.text) : [];
}

async function look(ports: Ports, version: Version, file: ListedFile): Promise<SeenFile | "too_large"> {
  if (file.size > mostPictureBytes) return "too_large";
  const seen = lookAtFile(await readListed(ports, version, file));
  return seen === null && file.size > mostTextBytes ? "too_large" : seen;
}

/**
 * A picture of a version in review, or of the version published before it, to be shown where it can do nothing.
 * @throws DomainError `role_required`, `not_found`, `file_not_shown` and those of storage.
 */
export async function readPackagePicture(
  ports: Ports,
  input: { actor: UserActor; versionId: VersionId; path: string; of: "before" | "after" },
): Promise<{ bytes: Uint8Array; type: PictureType; sha256: string }> {
  const { actor, versionId, path, of } = input;
  const submitted = await requireSubmitted(ports, actor, versionId);
  const version = of === "after" ? submitted : await ports.db.reviews.findPublishedBefore(submitted);
  const file = version && (await ports.db.fileLists.find(version.id, path));
  if (!file) throw new DomainError("not_found");
  if (file.size > mostPictureBytes) throw new DomainError("file_not_shown");
  const bytes = await readListed(ports, version, file);
  const seen = lookAtFile(bytes);
  if (seen?.kind === "picture") return { bytes, type: seen.type, sha256: file.sha256 };
  if (seen?.kind === "text" && seen.isSvg) return { bytes, type: "image/svg+xml", sha256: file.sha256 };
  throw new DomainError("file_not_shown");
}

/**
 * The bytes of a listed file: one read of exactly its data, unpacked to exactly its size, and of exactly its hash, or
 * nothing. Nothing of the package's own tables is read.
 */
async function readListed({ db, objects }: Ports, version: Version, file: ListedFile): Promise<Uint8Array> {
  if (file.size === 0) return new Uint8Array(0);
  if (!isStored(version) || version.versionCode === null) throw new DomainError("object_missing");
  if (file.compressedSize > mostPackedBytes) throw new DomainError("file_not_shown");
  const key = objectKeys.package({ ...version, versionCode: version.versionCode });
  const row = await db.objects.find(key);
  if (!row?.etag) throw new DomainError("object_missing");
  const range = { offset: file.dataOffset, length: file.compressedSize };
  const { stream } = await objects.read(key, { etag: row.etag, range });
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  const bytes = file.isDeflated ? await webCodec.inflate(packed, file.size) : packed;
  if (bytes === null || (await webCodec.sha256(bytes)) !== file.sha256)
    throw new DomainError("object_changed");
  return bytes;
}

/** A version that was submitted, for whoever may decide. @throws DomainError `role_required`, `not_found`. */
export async function requireSubmitted(
  { db }: Pick<Ports, "db">,
  actor: UserActor,
  versionId: VersionId,
): Promise<Version> {
  requirePermission(actor, "review.decide");
  const version = await db.versions.find(actor, versionId);
  if (!version || version.submittedAt === null) throw new DomainError("not_found");
  return version;
}
