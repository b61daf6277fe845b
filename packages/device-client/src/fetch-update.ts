import {
  type ContentFile,
  ContentsInvalid,
  contentsSha256,
  inOrder,
  longestList,
  parseContents,
} from "./contents.ts";
import type { DeviceClient, Offer } from "./device-client.ts";
import { type DownloadOptions, type DownloadTarget, download } from "./download.ts";
import { EdgeError, edgeErrorOf } from "./edge-error.ts";
import { Sha256 } from "./sha256.ts";

/** What is installed, for updates by a delta. */
export interface InstalledFiles {
  /** Every file of the app as it was installed, and nothing else. */
  list(): Promise<ContentFile[]>;
  read(path: string): Promise<Uint8Array>;
}

/**
 * Unpacks a Zstandard frame that refers to `base` as its dictionary (`zstd -d --patch-from`), into exactly `size` bytes.
 */
export type Patch = (base: Uint8Array, delta: Uint8Array, size: number) => Promise<Uint8Array>;

export interface FetchUpdateOptions extends DownloadOptions {
  readonly client: DeviceClient;
  /** Where the package is put together. */
  readonly target: DownloadTarget;
  /** Given together, they let the update come as a delta where the store offers one. */
  readonly byDelta?: {
    readonly installed: InstalledFiles;
    readonly target: DownloadTarget;
    readonly patch: Patch;
  };
}

/** What is to be installed, every byte of it as it was signed. */
export type FetchedUpdate =
  | { readonly kind: "files"; readonly offer: Offer; readonly files: readonly NewFile[] }
  | {
      /** The package is in the target. */
      readonly kind: "package";
      readonly offer: Offer;
      /** Why the delta that was offered did not serve; null when none was tried. */
      readonly deltaFailure: Error | null;
    };

export interface NewFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Fetches what was offered: by a delta where one leads from what is installed, as a whole package when anything about
 * that is off. Takes a new address when the one in the offer has expired.
 *
 * @throws what `download` and `check` do; `version_stopped` when the version was taken out of the store meanwhile.
 */
export async function fetchUpdate(offer: Offer, options: FetchUpdateOptions): Promise<FetchedUpdate> {
  const { byDelta, client, signal } = options;
  let deltaFailure: Error | null = null;
  if (byDelta && offer.delta) {
    try {
      return { kind: "files", offer, files: await fetchByDelta(offer, options, byDelta) };
    } catch (error) {
      signal?.throwIfAborted();
      deltaFailure = error instanceof Error ? error : new Error(String(error));
      await byDelta.target.clear();
    }
  }
  let current = offer;
  try {
    await fetchWhole(current, options);
  } catch (error) {
    if (!(error instanceof EdgeError) || error.code !== "download_expired") throw error;
    current = await sameOffer(client, offer);
    await fetchWhole(current, options);
  }
  return { kind: "package", offer: current, deltaFailure };
}

function fetchWhole({ downloadUrl, release }: Offer, options: FetchUpdateOptions): Promise<void> {
  return download({ url: downloadUrl, size: release.size, sha256: release.sha256 }, options.target, options);
}

/** The offer with addresses that work. @throws EdgeError `version_stopped` when something else is offered now. */
async function sameOffer(client: DeviceClient, { app, release }: Offer): Promise<Offer> {
  const { offer } = await client.check(app);
  if (offer?.release.sha256 !== release.sha256) {
    throw new EdgeError(410, "version_stopped", "Another version is offered now.");
  }
  return offer;
}

async function fetchByDelta(
  { delta, contentsUrl, release }: Offer,
  options: FetchUpdateOptions,
  { installed, target, patch }: NonNullable<FetchUpdateOptions["byDelta"]>,
): Promise<NewFile[]> {
  if (!delta || contentsUrl === null || release.contentsSha256 === null)
    throw new ContentsInvalid("No delta is offered.");
  const listed = await installed.list();
  if (contentsSha256(listed) !== delta.fromContentsSha256)
    throw new ContentsInvalid("What is installed is not what the delta was made from.");
  const files = parseContents(await fetchList(contentsUrl, release.contentsSha256, options));
  await download({ ...delta, url: delta.downloadUrl }, target, options);
  const base = await contentsOf(installed, listed);
  const size = files.reduce((sum, file) => sum + file.size, 0);
  return cut(await patch(base, await contentOf(target), size), files);
}

async function fetchList(url: string, sha256: string, options: FetchUpdateOptions): Promise<Uint8Array> {
  const { signal } = options;
  const response = await (options.fetch ?? fetch)(url, { ...(signal && { signal }) });
  if (response.status !== 200) throw await edgeErrorOf(response);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response.body ?? []) {
    length += piece.length;
    if (length > longestList) throw new ContentsInvalid("The list of contents is too long.");
    pieces.push(piece);
  }
  const bytes = joined(pieces);
  if (new Sha256().update(bytes).digest() !== sha256)
    throw new ContentsInvalid("The list of contents is not the one that was signed.");
  return bytes;
}

/** Every file, or none: each must be what the list says. */
function cut(bytes: Uint8Array, files: readonly ContentFile[]): NewFile[] {
  let at = 0;
  const cutOut = files.map(({ path, size, sha256 }) => {
    const file = bytes.subarray(at, at + size);
    at += size;
    if (file.length !== size || new Sha256().update(file).digest() !== sha256)
      throw new ContentsInvalid(`${path} is not what the list of contents says.`);
    return { path, bytes: file };
  });
  if (at !== bytes.length) throw new ContentsInvalid("The delta gives more than the list of contents says.");
  return cutOut;
}

async function contentOf(target: DownloadTarget): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of target.read()) pieces.push(piece);
  return joined(pieces);
}

/** The canonical contents: all files one behind the other, in the order of the list. */
async function contentsOf(installed: InstalledFiles, listed: readonly ContentFile[]): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (const { path } of inOrder(listed)) pieces.push(await installed.read(path));
  return joined(pieces);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
