/**
 * What storage costs at a provider, a month and in whole micro-dollars (a millionth of a dollar), so that sums are
 * exact. A GB has 10^9 bytes, as in the providers' lists.
 */
export interface PriceList {
  id: string;
  /** As people call it. */
  name: string;
  /** A store can run on it; else it only shows what the same bytes would cost there. */
  holdsPackages: boolean;
  /** Its prices are not asked any more; it is here for estimates that were made by it. */
  past?: true;
  /** Where the prices come from, and of when, in words. */
  source: string;
  /** What the list leaves out or takes for granted, in a sentence; null when there is nothing to say. */
  note: string | null;
  /** A GB kept for a month. */
  storagePerGB: number;
  /** A million calls that write, copy or list. */
  classAPerMillion: number;
  /** A million calls that read. */
  classBPerMillion: number;
  /** A GB read back, which some classes of storage charge beside the call. */
  retrievalPerGB: number;
  /** A GB that leaves for the internet. */
  egressPerGB: number;
  /** What every month has for nothing. Published comparisons leave it out. */
  free: FreeAllowance;
}

export interface FreeAllowance {
  storedBytes: number;
  classA: number;
  classB: number;
  egressBytes: number;
}

const nothingFree: FreeAllowance = { storedBytes: 0, classA: 0, classB: 0, egressBytes: 0 };
const GB = 1_000_000_000;
const million = 1_000_000;

/** Dollars, as a list has them, in micro-dollars. */
const usd = (dollars: number): number => Math.round(dollars * 1_000_000);

/** Free of charge but for the space. */
const noCalls = { classAPerMillion: 0, classBPerMillion: 0, retrievalPerGB: 0, egressPerGB: 0 };

const amazon = { storagePerGB: usd(0.023), classAPerMillion: usd(5), retrievalPerGB: 0 };
const b2 = {
  holdsPackages: true,
  classAPerMillion: 0,
  classBPerMillion: usd(0.4),
  retrievalPerGB: 0,
  egressPerGB: 0,
  note: "Cloudflare carries what leaves. Copies and lists count as writes here, which B2 does not charge for.",
  free: { ...nothingFree, storedBytes: 10 * GB, classB: 75_000 },
} as const;

export const priceLists = [
  {
    id: "r2",
    name: "Cloudflare R2",
    holdsPackages: true,
    source: "Cloudflare's list for R2 Standard, 2026",
    note: null,
    storagePerGB: usd(0.015),
    classAPerMillion: usd(4.5),
    classBPerMillion: usd(0.36),
    retrievalPerGB: 0,
    egressPerGB: 0,
    free: { storedBytes: 10 * GB, classA: million, classB: 10 * million, egressBytes: 0 },
  },
  {
    id: "r2_ia",
    name: "Cloudflare R2 Infrequent Access",
    holdsPackages: true,
    source: "Cloudflare's list for R2 Infrequent Access, 2026",
    note: "Every object is paid for 30 days at least, which is not in this estimate.",
    storagePerGB: usd(0.01),
    classAPerMillion: usd(9),
    classBPerMillion: usd(0.9),
    retrievalPerGB: usd(0.01),
    egressPerGB: 0,
    free: nothingFree,
  },
  {
    ...amazon,
    id: "s3_cloudfront",
    name: "Amazon S3 with CloudFront",
    holdsPackages: true,
    source: "Amazon's lists for S3 Standard and CloudFront, United States, 2026",
    note: "Every read is taken to go through CloudFront to S3: $0.40 and $1.00 a million.",
    classBPerMillion: usd(1.4),
    egressPerGB: usd(0.085),
    free: { ...nothingFree, egressBytes: 1_000 * GB },
  },
  {
    ...amazon,
    id: "s3",
    name: "Amazon S3 direct",
    holdsPackages: true,
    source: "Amazon's list for S3 Standard, United States, 2026",
    note: null,
    classBPerMillion: usd(0.4),
    egressPerGB: usd(0.09),
    free: { ...nothingFree, egressBytes: 100 * GB },
  },
  {
    ...b2,
    id: "b2",
    name: "Backblaze B2 through Cloudflare",
    source: "Backblaze's list since April 2026",
    storagePerGB: usd(0.006),
  },
  {
    ...b2,
    id: "b2_2025",
    past: true,
    name: "Backblaze B2 through Cloudflare, before April 2026",
    source: "Backblaze's list until March 2026",
    storagePerGB: usd(0.005),
  },
  {
    ...noCalls,
    id: "ebs_gp3",
    name: "Own server on cloud disks",
    holdsPackages: true,
    source: "Amazon's list for EBS gp3, United States, 2026",
    note: "The disks of an S3-compatible server alone: no machine, no second copy, nothing for what leaves.",
    storagePerGB: usd(0.08),
    free: nothingFree,
  },
  {
    ...noCalls,
    id: "postgresql",
    name: "Rows in PostgreSQL",
    holdsPackages: false,
    source: "Typical price of a managed database's storage, 2026",
    note: "Why packages are not kept in the database.",
    storagePerGB: usd(0.2),
    free: nothingFree,
  },
  {
    ...noCalls,
    id: "redis",
    name: "Values in Redis",
    holdsPackages: false,
    source: "Typical price of a managed server's memory, 2026",
    note: "Why packages are not kept in memory.",
    storagePerGB: usd(0.75),
    free: nothingFree,
  },
] as const satisfies readonly PriceList[];

export const currentPriceLists: readonly (PriceList & { id: PriceListId })[] = priceLists.filter(
  (list) => !("past" in list),
);

export type PriceListId = (typeof priceLists)[number]["id"];

export function priceListOf(id: PriceListId): PriceList & { id: PriceListId } {
  const found = priceLists.find((list) => list.id === id);
  if (!found) throw new RangeError(`There is no price list ${id}.`);
  return found;
}

/** The lists a store's own bill can be made of. */
export const ownPriceLists: readonly (PriceList & { id: PriceListId })[] = currentPriceLists.filter(
  ({ holdsPackages }) => holdsPackages,
);
