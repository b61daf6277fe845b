import type { CatalogEntry, CatalogItem, PublicVersion } from "@mosis/domain";
import { Feed } from "feed";
import { env } from "../env.ts";

/** XML has no room for these, whatever they are written as (XML 1.0, §2.2). */
const unwritable = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** As HTML, which is what the library declares texts to be. */
function asHtml(text: string): string {
  return plain(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\n", "<br>");
}

const plain = (text: string): string => text.toWellFormed().replaceAll(unwritable, "");

/** A release of an app: its id stays, whatever becomes of the app's name or of the version's place. */
function entryAddress(packageId: string, versionCode: number | null): string {
  return `${env().PUBLIC_URL}/apps/${packageId}#version-${versionCode}`;
}

function newFeed(path: string, page: string, title: string, updated: Date): Feed {
  const origin = env().PUBLIC_URL;
  return new Feed({
    id: origin + path,
    title: plain(title),
    link: origin + page,
    feedLinks: { atom: origin + path },
    author: { name: "Mosis" },
    // Without entries it has not changed since there was time.
    updated,
    generator: false,
  });
}

const noEntries = new Date(0);

/** The latest releases of many apps, as Atom (RFC 4287). */
export function feedOfApps(apps: readonly CatalogItem[], path: string, page: string, title: string): string {
  const feed = newFeed(path, page, title, apps[0]?.publishedAt ?? noEntries);
  for (const app of apps) {
    const news = app.publishedAt > app.listedAt ? "updated to" : "new, version";
    feed.addItem({
      id: entryAddress(app.packageId, app.versionCode),
      title: asHtml(`${app.name}: ${news} ${app.versionName}`),
      link: `${env().PUBLIC_URL}/apps/${app.packageId}`,
      date: app.publishedAt,
      published: app.publishedAt,
      description: asHtml(app.summary),
      author: [{ name: plain(app.developerName) }],
    });
  }
  return feed.atom1();
}

/** The versions of one app, with what was new in each. */
export function feedOfVersions(entry: CatalogEntry, versions: readonly PublicVersion[]): string {
  const page = `/apps/${entry.packageId}`;
  const feed = newFeed(`${page}/feed.atom`, page, entry.name, entry.publishedAt);
  for (const version of versions) {
    feed.addItem({
      id: entryAddress(entry.packageId, version.versionCode),
      title: asHtml(`${entry.name} ${version.versionName}`),
      link: env().PUBLIC_URL + page,
      date: version.publishedAt ?? entry.publishedAt,
      published: version.publishedAt ?? entry.publishedAt,
      description: asHtml(version.releaseNotes || entry.summary),
      author: [{ name: plain(entry.developerName) }],
    });
  }
  return feed.atom1();
}
