import { createHash } from "node:crypto";
import { type Clock, Recent, type SharedCache } from "@mosis/domain";
import type { PageAddress } from "./page-address.ts";

/** A page as it is sent. */
export interface FinishedPage {
  status: number;
  html: string;
  etag: string;
}

export interface FinishedPages {
  get(address: PageAddress): Promise<FinishedPage>;
}

/** Pages in a process, some 20 kB each. */
const inProcess = 500;
/** Seconds a page is used at most: downloads are counted every hour, which changes no generation. */
const keptSeconds = 600;

/**
 * Pages of the catalog, rendered once for everybody. A page is kept under the catalog's generation, which is read for
 * every answer and grows in the transaction of every change: from the moment a change is committed no process gives a
 * page of before. Of many who ask a process at once, one waits for the rendering and the others for that one.
 */
export function createFinishedPages({
  build,
  generation,
  shared,
  clock,
  render,
}: {
  /** Of the portal: another one's pages name other style sheets. */
  build: string;
  generation(): Promise<number>;
  shared: SharedCache;
  clock: Clock;
  render(path: string): Promise<{ status: number; html: string }>;
}): FinishedPages {
  const recent = new Recent<{ page: Promise<FinishedPage>; until: number }>(inProcess);

  async function finish(path: string): Promise<FinishedPage> {
    const rendered = await render(path);
    const html = withoutScripts(rendered.html);
    const etag = createHash("sha256").update(html).digest("base64url").slice(0, 22);
    return { status: rendered.status, html, etag };
  }

  async function load(key: string, { path, isAskedOften }: PageAddress): Promise<FinishedPage> {
    const known = isAskedOften ? ((await shared.get(key)) as FinishedPage | undefined) : undefined;
    if (known) return known;
    const page = await finish(path);
    // There is no end of what does not exist.
    if (isAskedOften && page.status === 200) await shared.set(key, page, keptSeconds);
    return page;
  }

  return {
    async get(address) {
      const key = `page:${build}:${await generation()}:${address.path}`;
      const now = clock.now().getTime();
      const known = recent.get(key);
      if (known && now < known.until) return known.page;
      const page = load(key, address);
      recent.set(key, { page, until: now + keptSeconds * 1_000 });
      page.then(
        ({ status }) => status !== 200 && recent.delete(key),
        // A failure is for those who wait now.
        () => recent.delete(key),
      );
      return page;
    },
  };
}

/**
 * The page as it is for everybody: without Next's scripts, which would make links of this page faster and cost more than
 * the page itself, and without the nonce of whom it was rendered for. What is left is data, and one line that is marked.
 */
export function withoutScripts(html: string): string {
  return (
    html
      .replaceAll(/<script\b([^>]*)>[\s\S]*?<\/script>/g, (script, attributes: string) =>
        /\sdata-kept=|\stype="application\/ld\+json"/.test(attributes) ? script : "",
      )
      .replaceAll(/<link\b[^>]*\bas="script"[^>]*>/g, "")
      // In texts and data a quotation mark is written in another way, so that this is an attribute.
      .replaceAll(/ nonce="[\w+/=]*"/g, "")
  );
}
