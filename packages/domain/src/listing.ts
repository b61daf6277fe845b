import { z } from "zod";
import { findingKinds, findingOutcomes } from "./inventory.ts";
import { failureClasses } from "./job-failure.ts";
import { jobNames } from "./jobs.ts";
import { platformRoles } from "./permission.ts";
import { retentionClasses } from "./retention.ts";

/** How a list is asked for. Lists are always cut into pages by the server. */
export const ListQuery = z.object({
  search: z.string().trim().max(100).catch("").default(""),
  page: z.coerce.number().int().min(1).max(10_000).catch(1).default(1),
});
export type ListQuery = z.infer<typeof ListQuery>;

/** People: all of them, or those with one role in the store. */
export const PeopleQuery = ListQuery.extend({
  role: z.enum(platformRoles).nullable().catch(null).default(null),
});
export type PeopleQuery = z.infer<typeof PeopleQuery>;

/** Jobs that failed: all of them, or those of one name or class. */
export const FailedJobsQuery = ListQuery.extend({
  name: z.enum(jobNames).nullable().catch(null).default(null),
  class: z.enum(failureClasses).nullable().catch(null).default(null),
});
export type FailedJobsQuery = z.infer<typeof FailedJobsQuery>;

/** How far ahead a list of what goes next looks, days: what goes later fills no page. */
export const retainedDays = 35;

/**
 * Versions on their way out: all that go within `retainedDays`, or all that are announced or held; of one class if
 * asked for.
 */
export const RetainedQuery = ListQuery.extend({
  class: z.enum(retentionClasses).nullable().catch(null).default(null),
  show: z.enum(["all", "announced", "held"]).catch("all").default("all"),
  /** Only what goes on this day, UTC. */
  day: z.iso.date().nullable().catch(null).default(null),
});
export type RetainedQuery = z.infer<typeof RetainedQuery>;

/** What waits for reviewers: everything, or what one looks for. Samples were approved without a person. */
export const ReviewQueueQuery = ListQuery.extend({
  show: z.enum(["all", "mine", "unclaimed", "second", "answered", "samples"]).catch("all").default("all"),
  order: z.enum(["longest", "latest"]).catch("longest").default("longest"),
});
export type ReviewQueueQuery = z.infer<typeof ReviewQueueQuery>;

/** Findings of an inventory: all of them, or those of one kind or with one outcome. */
export const FindingsQuery = ListQuery.extend({
  kind: z.enum(findingKinds).nullable().catch(null).default(null),
  outcome: z.enum(findingOutcomes).nullable().catch(null).default(null),
});
export type FindingsQuery = z.infer<typeof FindingsQuery>;

export const pageSize = 20;

export interface Page<Item> {
  items: Item[];
  /** All that match, over every page. */
  total: number;
  page: number;
  pageCount: number;
}

export function pageOf<Item>(items: Item[], total: number, page: number): Page<Item> {
  return { items, total, page, pageCount: Math.max(1, Math.ceil(total / pageSize)) };
}
