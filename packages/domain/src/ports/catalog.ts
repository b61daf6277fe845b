import type { AppHead, Category } from "../app.ts";
import type { CatalogList } from "../catalog-search.ts";
import type { AppId, DeveloperId } from "../ids.ts";
import type { Page } from "../listing.ts";
import type { Version } from "../version.ts";

/**
 * What visitors see: apps that all devices of `stable` can have. Open to everyone. Every answer is true of the moment
 * it is asked in, but for `downloads` and the words that a search takes for mistyped ones, which a job counts.
 */
export interface CatalogQueries {
  listCatalog(query: CatalogList): Promise<Page<CatalogItem>>;
  /** The best `mostFound` of the apps that have all words, or words that begin like them. */
  searchCatalog(query: CatalogSearch): Promise<CatalogFound>;
  /** How many apps there are in each category that has any. */
  countCategories(): Promise<{ category: Category; apps: number }[]>;
  /** An app by its package id, as devices get it. */
  findCatalogEntry(packageId: string): Promise<CatalogEntry | null>;
  /** Versions of such an app that all devices have had and that are still published, the latest first. */
  listPublicVersions(packageId: string, page: number): Promise<Page<PublicVersion>>;
  /** An account by its id, if it has apps in the catalog. */
  findPublicDeveloper(developerId: string): Promise<{ id: DeveloperId; name: string } | null>;
  /** Apps whose id begins with these hexadecimal digits, by their ids, at most `limit`: for lists of addresses. */
  listCatalogAddresses(prefix: string, limit: number): Promise<CatalogAddress[]>;
  /** A number that has grown with every change of what is listed that has been committed. */
  readCatalogGeneration(): Promise<number>;
  /** The same of one app and `findCatalogEntry`; null when there is no app of this package id. */
  findCatalogRevision(packageId: string): Promise<{ appId: AppId; revision: number } | null>;
}

export interface CatalogSearch {
  words: readonly string[];
  category: Category | null;
  page: number;
}

export interface CatalogFound extends Page<CatalogItem> {
  /** Whether more match than are given. */
  isCut: boolean;
  /** The words that were searched for instead, as nothing has those that were asked for. */
  instead: string[] | null;
}

export interface CatalogItem extends AppHead {
  developerId: DeveloperId;
  developerName: string;
  versionName: string;
  versionCode: number;
  /** Bytes. */
  size: number;
  /** When the version that devices get was published, and when the first one was. */
  publishedAt: Date;
  listedAt: Date;
  /** Of the last 30 days, cut to two digits. */
  downloads: number;
}

export interface CatalogEntry extends CatalogItem {
  description: string;
  version: Version;
}

/** A version as visitors read of it. */
export type PublicVersion = Pick<Version, "versionCode" | "size" | "publishedAt" | "releaseNotes"> & {
  versionName: string;
};

export interface CatalogAddress {
  packageId: string;
  publishedAt: Date;
}

/** What the catalog counts by the clock. */
export interface CatalogStore {
  /** Counts downloads of the last 30 days anew, of at most `limit` apps whose number changes. Gives how many did. */
  countDownloads(limit: number): Promise<number>;
  /** Counts the words of names, developers' names and summaries anew. */
  countWords(): Promise<void>;
}
