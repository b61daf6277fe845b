/**
 * Gathers calls into batches: while one batch is being noted, what comes is the next. A lone call goes at once.
 *
 * @param note what notes a batch; when it fails, so does each call of that batch, and no other.
 * @returns resolves once the item has been noted.
 */
export function groupNotes<Item>(
  note: (items: readonly Item[]) => Promise<void>,
): (item: Item) => Promise<void> {
  let gathering: { items: Item[]; noted: Promise<void> } | null = null;
  let last: Promise<void> = Promise.resolve();

  return (item) => {
    if (gathering) {
      gathering.items.push(item);
      return gathering.noted;
    }
    const items = [item];
    const noted = last.then(() => {
      gathering = null;
      return note(items);
    });
    gathering = { items, noted };
    last = noted.catch(() => {});
    return noted;
  };
}
