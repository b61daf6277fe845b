import {
  compareKeys,
  DomainError,
  isDomainError,
  type ObjectHead,
  type ObjectStore,
  type UnjoinedMark,
  uploadIdIn,
} from "@mosis/domain";
import type { Side } from "./side.ts";
import { transferObject } from "./transfer-object.ts";

/** As many uploads as one process remembers the side of. */
const rememberedUploads = 10_000;

/**
 * The object store while it moves from one bucket to another. Whatever is stored goes to the new side; what is not
 * there is looked for on the old one, and only where the new one says that there is no such object: any other failure is
 * a failure.
 *
 * Entity tags are those of the side an object is on, so one that was noted for an upload stays right as long as that
 * upload lies where it was received.
 *
 * Nothing but unfinished uploads may be written to the old side meanwhile. See docs/moving-house.md.
 */
export function createMovingStore({ to, from }: { to: Side; from: Side }): ObjectStore {
  const sideOfUpload = new Map<string, Side>();

  /** The side on which an upload in parts was begun; the new one for those that have ended. */
  async function sideOf(upload: { key: string; storageUploadId: string }): Promise<Side> {
    const { key, storageUploadId } = upload;
    const name = `${key} ${storageUploadId}`;
    const known = sideOfUpload.get(name);
    if (known) return known;
    if (!(await to.knowsUpload({ key, storageUploadId }))) {
      if (!(await from.knowsUpload({ key, storageUploadId }))) return to;
      remember(name, from);
      return from;
    }
    remember(name, to);
    return to;
  }

  function remember(name: string, side: Side): void {
    const [oldest] = sideOfUpload.keys();
    if (oldest !== undefined && sideOfUpload.size >= rememberedUploads) sideOfUpload.delete(oldest);
    sideOfUpload.set(name, side);
  }

  /**
   * Asks the new side for an object, and the old one where the new one has no such object.
   *
   * An upload is received once. Should two states of it stand on the two sides, because somebody sent it to both, the
   * one whose entity tag was noted is the one that was received, on whichever side that is.
   */
  async function onEither<Result>(
    key: string,
    ask: { new: () => Promise<Result>; old: () => Promise<Result> },
  ): Promise<Result> {
    try {
      return await ask.new();
    } catch (error) {
      if (isDomainError(error, "object_missing")) return ask.old();
      if (!isDomainError(error, "object_changed") || uploadIdIn(key) === null) throw error;
      return ask.old().catch((second: unknown) => {
        throw isDomainError(second, "object_missing") ? error : second;
      });
    }
  }

  /** What the condition of a write is on the new side, given that no such object is there. */
  async function conditionFromOldSide(key: string, expectedEtag: string | null): Promise<null> {
    const old = await from.head(key);
    if ((old?.etag ?? null) !== expectedEtag) throw new DomainError("object_changed");
    return null;
  }

  async function head(key: string): Promise<ObjectHead | null> {
    return (await to.head(key)) ?? (await from.head(key));
  }

  return {
    presignPut: (object) => to.presignPut(object),
    startParts: (object) => to.startParts(object),

    async presignPart(part) {
      return (await sideOf(part)).presignPart(part);
    },

    async joinParts(upload) {
      try {
        await to.joinParts(upload);
      } catch (error) {
        if (!isDomainError(error, "object_missing")) throw error;
        await from.joinParts(upload);
      }
    },

    async dropParts(upload) {
      await from.dropParts(upload);
      await to.dropParts(upload);
    },

    async presignGet(object) {
      const isOld = !(await to.head(object.key)) && (await from.head(object.key)) !== null;
      return (isOld ? from : to).presignGet(object);
    },

    head,

    read: (key, options = {}) =>
      onEither(key, { new: () => to.read(key, options), old: () => from.read(key, options) }),

    /**
     * A condition on an object that only the old side has is one on that object, and that there still is none on the
     * new side: as nothing replaces it on the old side, one of two writers at once loses all the same.
     */
    async put(object) {
      const { key, expectedEtag } = object;
      if (expectedEtag === undefined || (await to.head(key))) return to.put(object);
      return to.put({ ...object, expectedEtag: await conditionFromOldSide(key, expectedEtag) });
    },

    /** Out of an object on the old side the bytes pass through this process, and the copy is read back. */
    copy: (copy) =>
      onEither(copy.from, {
        new: () => to.copy(copy),
        old: async () => {
          const { from: key, sourceEtag: etag, to: target, contentType, cacheControl } = copy;
          const as = { key: target, contentType, cacheControl };
          return (await transferObject({ from, to, key, etag, as })).head;
        },
      }),

    /**
     * The new side comes after the old one, and after both orders of the two, so that whoever copies between them in
     * either direction, and looks at its source once it has written, leaves nothing behind.
     */
    async delete(key) {
      await from.delete(key);
      await to.delete(key);
      await from.delete(key);
    },

    async stat(key) {
      return (await to.stat(key)) ?? (await from.stat(key));
    },

    digest: (key, options) =>
      onEither(key, { new: () => to.digest(key, options), old: () => from.digest(key, options) }),

    async list(page) {
      const [ours, theirs] = await Promise.all([to.list(page), from.list(page)]);
      const isOurs = new Set(ours.objects.map(({ key }) => key));
      const objects = [...ours.objects, ...theirs.objects.filter(({ key }) => !isOurs.has(key))];
      const merged = mergePages({
        limit: page.limit,
        items: objects.sort((one, other) => compareKeys(one.key, other.key)),
        pages: [ours, theirs].map(({ objects, hasMore }) => ({ last: objects.at(-1), hasMore })),
        compare: (one, other) => compareKeys(one.key, other.key),
      });
      return { objects: merged.items, hasMore: merged.hasMore };
    },

    async listUnjoined(page) {
      const [ours, theirs] = await Promise.all([to.listUnjoined(page), from.listUnjoined(page)]);
      if (!ours || !theirs) return null;
      const merged = mergePages({
        limit: page.limit,
        items: [...ours.uploads, ...theirs.uploads].sort(compareUploads),
        pages: [ours, theirs].map(({ uploads, hasMore }) => ({ last: uploads.at(-1), hasMore })),
        compare: compareUploads,
      });
      return { uploads: merged.items, hasMore: merged.hasMore };
    },
  };
}

function compareUploads(one: UnjoinedMark, other: UnjoinedMark): number {
  return compareKeys(one.key, other.key) || compareKeys(one.storageUploadId, other.storageUploadId);
}

/** Of two sorted pages made one: what both sides have told everything about. */
function mergePages<Item>({
  items,
  pages,
  compare,
  limit,
}: {
  items: readonly Item[];
  pages: readonly { last: Item | undefined; hasMore: boolean }[];
  compare: (one: Item, other: Item) => number;
  limit: number;
}): { items: Item[]; hasMore: boolean } {
  // Beyond its end, a side that has more to give may have something in between.
  const ends = pages.filter(({ hasMore }) => hasMore).map(({ last }) => last);
  const known = items.filter((item) => ends.every((end) => end !== undefined && compare(item, end) <= 0));
  const given = known.slice(0, limit);
  return { items: given, hasMore: ends.length > 0 || given.length < known.length };
}
