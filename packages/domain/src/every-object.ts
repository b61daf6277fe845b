import type { ListedObject, ObjectStore } from "./ports/object-store.ts";

/**
 * Every object, or those whose key begins with `prefix`, by key, asked for page by page as they are taken.
 * @throws DomainError `service_unavailable`, also in the middle.
 */
export async function* everyObject(
  store: Pick<ObjectStore, "list">,
  options: { prefix?: string; signal?: AbortSignal; pageSize?: number } = {},
): AsyncGenerator<ListedObject> {
  const { prefix = "", signal, pageSize = 1_000 } = options;
  let after = "";
  for (;;) {
    signal?.throwIfAborted();
    const page = await store.list({ prefix, after, limit: pageSize });
    yield* page.objects;
    const last = page.objects.at(-1);
    if (page.hasMore && !last) throw new Error("storage gave an empty page that is not the last");
    if (!page.hasMore || !last) return;
    after = last.key;
  }
}
