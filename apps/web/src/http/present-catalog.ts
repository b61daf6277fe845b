import type { CatalogEntry, CatalogFound, CatalogItem, PublicVersion } from "@mosis/domain";
import { presentHead, presentPage } from "./present.ts";

export function presentCatalogItem(item: CatalogItem) {
  return {
    ...presentHead(item),
    developer: item.developerName,
    version: item.versionName,
    version_code: item.versionCode,
    size: item.size,
    published_at: item.publishedAt.toISOString(),
    first_published_at: item.listedAt.toISOString(),
    downloads_30_days: item.downloads,
  };
}

export function presentFound(found: CatalogFound) {
  return {
    ...presentPage(found, presentCatalogItem),
    more_match: found.isCut,
    searched_instead: found.instead?.join(" ") ?? null,
  };
}

export function presentCatalogEntry(entry: CatalogEntry) {
  return {
    ...presentCatalogItem(entry),
    description: entry.description,
    release_notes: entry.version.releaseNotes,
    sha256: entry.version.sha256,
    permissions: entry.version.manifest?.permissions ?? [],
  };
}

export function presentPublicVersion(version: PublicVersion) {
  return {
    version: version.versionName,
    version_code: version.versionCode,
    size: version.size,
    published_at: version.publishedAt?.toISOString() ?? null,
    release_notes: version.releaseNotes,
  };
}
