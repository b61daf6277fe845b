import { type CatalogAddress, categoryIds } from "@mosis/domain";
import { env } from "../env.ts";

/** Most addresses of a sitemap (sitemaps.org). */
export const mostAddresses = 50_000;
/** Apps of a sitemap, on average: shares of the apps differ, being chosen by hashes. */
const usualAddresses = 20_000;

/** The sitemaps that a catalog of so many apps has: one of pages, and as many of apps as it takes. */
export function sitemapNames(apps: number): string[] {
  const digits = apps <= usualAddresses ? 0 : apps <= 16 * usualAddresses ? 1 : 2;
  const shares = Array.from({ length: 16 ** digits }, (_, at) =>
    digits === 0 ? "apps" : `apps-${at.toString(16).padStart(digits, "0")}`,
  );
  return ["pages", ...shares];
}

/** The beginning of the ids of a sitemap's apps; null when no sitemap is called so. */
export function sitemapPrefix(name: string): string | null {
  const match = /^apps(?:-([0-9a-f]{1,2}))?$/.exec(name);
  return match && (match[1] ?? "");
}

const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
const schema = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';

export function sitemapIndex(apps: number): string {
  const entries = sitemapNames(apps).map(
    (name) => `<sitemap><loc>${env().PUBLIC_URL}/sitemaps/${name}.xml</loc></sitemap>\n`,
  );
  return `${head}<sitemapindex ${schema}>\n${entries.join("")}</sitemapindex>\n`;
}

/** Pages that are no app's. */
export function sitemapOfPages(categories: readonly string[]): string {
  const paths = [
    "/",
    ...categoryIds.filter((id) => categories.includes(id)).map((id) => `/categories/${id}`),
  ];
  return sitemap(paths.map((path) => `<url><loc>${env().PUBLIC_URL}${path}</loc></url>\n`));
}

// Package ids are letters, digits, dots and hyphens: nothing of them needs another spelling in an address or in XML.
export function sitemapOfApps(apps: readonly CatalogAddress[]): string {
  return sitemap(
    apps.map(
      ({ packageId, publishedAt }) =>
        `<url><loc>${env().PUBLIC_URL}/apps/${packageId}</loc><lastmod>${publishedAt.toISOString()}</lastmod></url>\n`,
    ),
  );
}

const sitemap = (entries: readonly string[]): string =>
  `${head}<urlset ${schema}>\n${entries.join("")}</urlset>\n`;
