import { compareKeys } from "./key-order.ts";

/**
 * A list that is sorted by key and read page by page, the next page while the current one is being worked on. It holds
 * two pages at most.
 */
export class ReadAhead<Item extends { key: string }> {
  readonly #read: (after: string) => Promise<{ items: Item[]; hasMore: boolean }>;
  #items: Item[] = [];
  #next: Promise<{ items: Item[]; hasMore: boolean }> | null;

  constructor(after: string, read: (after: string) => Promise<{ items: Item[]; hasMore: boolean }>) {
    this.#read = read;
    this.#next = this.#ask(after);
  }

  /** Has items at hand, unless the list is at its end. */
  async fill(): Promise<void> {
    while (this.#items.length === 0 && this.#next) {
      const { items, hasMore } = await this.#next;
      const last = items.at(-1);
      if (hasMore && !last) throw new Error("a list has more after a page with nothing in it");
      this.#items = items;
      this.#next = hasMore && last ? this.#ask(last.key) : null;
    }
  }

  /** Up to which key everything is at hand; null when that is all of the list. */
  get horizon(): string | null {
    return this.#next ? (this.#items.at(-1)?.key ?? null) : null;
  }

  /** What is at hand up to and with `key`; null for all. */
  upTo(key: string | null): Item[] {
    if (key === null) return this.#items;
    const end = this.#items.findIndex((item) => compareKeys(item.key, key) > 0);
    return end === -1 ? this.#items : this.#items.slice(0, end);
  }

  /** Lets go of what is at hand up to and with `key`; null for all. */
  drop(key: string | null): void {
    this.#items = this.#items.slice(this.upTo(key).length);
  }

  #ask(after: string): Promise<{ items: Item[]; hasMore: boolean }> {
    const page = this.#read(after);
    // It may fail while nobody waits for it yet; whoever takes it gets the error.
    page.catch(() => {});
    return page;
  }
}
