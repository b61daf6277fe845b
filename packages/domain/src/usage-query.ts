import { z } from "zod";
import { ListQuery } from "./listing.ts";

export const usageSorts = ["stored", "name", "class_a", "class_b", "egress"] as const;
export type UsageSort = (typeof usageSorts)[number];

/** Lengths of the span a page shows, in days. */
export const usageSpans = [30, 90, 365] as const;
export type UsageSpan = (typeof usageSpans)[number];

/** A list of developers by what they use; the most first, names from A. */
export const DeveloperUsageQuery = ListQuery.extend({
  sort: z.enum(usageSorts).catch("stored").default("stored"),
  order: z.enum(["asc", "desc"]).nullable().catch(null).default(null),
});
export type DeveloperUsageQuery = z.infer<typeof DeveloperUsageQuery>;

export const StorageQuery = DeveloperUsageQuery.extend({
  days: z.coerce
    .number()
    .pipe(z.union(usageSpans.map((days) => z.literal(days))))
    .catch(90)
    .default(90),
});
export type StorageQuery = z.infer<typeof StorageQuery>;

/** The order a list comes in when none is asked for. */
export function orderOf({ sort, order }: Pick<DeveloperUsageQuery, "sort" | "order">): "asc" | "desc" {
  return order ?? (sort === "name" ? "asc" : "desc");
}
