import { CatalogQuery, catalogSorts } from "@mosis/domain";
import { z } from "zod";

const Page = z.object({ page: CatalogQuery.shape.page });

/** What a page of the catalog may be asked for behind its path; everything else of an address changes nothing. */
const kinds: readonly { path: RegExp; query: z.ZodType<object>; isAskedOften: boolean }[] = [
  { path: /^\/$/, query: z.object({}), isAskedOften: true },
  // There is no end of what people search for.
  {
    path: /^\/search$/,
    query: CatalogQuery.pick({ q: true, category: true, page: true }),
    isAskedOften: false,
  },
  {
    path: /^\/categories\/[a-z-]{1,40}$/,
    query: CatalogQuery.pick({ sort: true, page: true }),
    isAskedOften: true,
  },
  {
    path: /^\/apps\/[\w.-]{1,200}$/,
    query: Page.extend({ download: z.enum(["unavailable"]).optional().catch(undefined) }),
    isAskedOften: true,
  },
  { path: /^\/developers\/[0-9a-f-]{36}$/, query: Page, isAskedOften: true },
];

/** What goes without saying. */
const defaults: Readonly<Record<string, string>> = { page: "1", sort: catalogSorts[0], q: "" };

export interface PageAddress {
  /** The same for all addresses that lead to the same page. */
  path: string;
  /** Whether many ask for it: it is kept for all processes. */
  isAskedOften: boolean;
}

/** The page of the catalog that an address leads to; null when it leads elsewhere. */
export function catalogAddress({ pathname, searchParams }: URL): PageAddress | null {
  const kind = kinds.find(({ path }) => path.test(pathname));
  if (!kind) return null;
  const asked = Object.entries(kind.query.parse(Object.fromEntries(searchParams)));
  const kept = asked.filter(([name, value]) => value != null && String(value) !== defaults[name]);
  const search = new URLSearchParams(kept.map(([name, value]) => [name, String(value)])).toString();
  return { path: search ? `${pathname}?${search}` : pathname, isAskedOften: kind.isAskedOften };
}
