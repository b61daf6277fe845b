import type { ObjectStore, UnjoinedMark } from "../ports/object-store.ts";

/**
 * A folder of a bucket as if it were all of a bucket: what looks at everything can be tested in a bucket that is
 * shared. Addresses that are signed lead to the right objects as they are.
 */
export function scopedBucket(store: ObjectStore, folder: string): ObjectStore {
  const inside = <Given extends { key: string }>(given: Given): Given => ({
    ...given,
    key: folder + given.key,
  });
  const outside = <Given extends { key: string }>(given: Given): Given => ({
    ...given,
    key: given.key.slice(folder.length),
  });
  return {
    presignPut: (object) => store.presignPut(inside(object)),
    startParts: (object) => store.startParts(inside(object)),
    presignPart: (part) => store.presignPart(inside(part)),
    joinParts: (upload) => store.joinParts(inside(upload)),
    dropParts: (upload) => store.dropParts(inside(upload)),
    presignGet: (object) => store.presignGet(inside(object)),
    head: (key) => store.head(folder + key),
    read: (key, options) => store.read(folder + key, options),
    put: (object) => store.put(inside(object)),
    copy: (copy) => store.copy({ ...copy, from: folder + copy.from, to: folder + copy.to }),
    delete: (key) => store.delete(folder + key),
    digest: (key, options) => store.digest(folder + key, options),
    async stat(key) {
      const facts = await store.stat(folder + key);
      return facts && outside(facts);
    },
    async list({ prefix = "", after, limit }) {
      const from = after ? { after: folder + after } : {};
      const page = await store.list({ prefix: folder + prefix, limit, ...from });
      return { ...page, objects: page.objects.map(outside) };
    },
    async listUnjoined({ after, limit }) {
      const from: { after?: UnjoinedMark } = after ? { after: inside(after) } : {};
      const page = await store.listUnjoined({ limit, ...from });
      if (!page) return null;
      return { ...page, uploads: page.uploads.filter(({ key }) => key.startsWith(folder)).map(outside) };
    },
  };
}
