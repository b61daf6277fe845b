import { z } from "zod";
import { ListQuery } from "./listing.ts";
import { addDays, type Day, daysBetween, firstOfMonth } from "./usage.ts";

/** Lengths of the span that are offered, in days. */
export const statisticsSpans = [7, 30, 90, 365] as const;
/** The longest span of one's own choice, days: ten years. */
export const longestSpan = 3_660;

const day = z.iso.date().transform((text) => text as Day);

/** Which downloads are shown: the latest days, or from one day to another, of all versions or one. */
export const StatisticsQuery = z
  .object({
    days: z.coerce.number().int().min(1).max(longestSpan).default(30),
    from: day.optional(),
    to: day.optional(),
    version: z.coerce.number().int().positive().max(2_147_483_647).optional(),
  })
  .refine(({ from, to }) => (from === undefined) === (to === undefined), {
    path: ["to"],
    message: "Give both days, from and to, or none.",
  })
  .refine(({ from, to }) => !from || !to || (from <= to && daysBetween(from, to) < longestSpan), {
    path: ["from"],
    message: `Begin before the end, and at most ${longestSpan} days before it.`,
  });
export type StatisticsQuery = z.infer<typeof StatisticsQuery>;

/** Logs of a CDN: all of them, or those that were refused. */
export const LogFilesQuery = ListQuery.extend({
  show: z.enum(["all", "refused"]).catch("all").default("all"),
});
export type LogFilesQuery = z.infer<typeof LogFilesQuery>;

/** Which downloads of an app. */
export interface StatisticsSpan {
  from: Day;
  /** Included. */
  to: Day;
  /** Null: of every version. */
  versionCode: number | null;
}

/** The days that a query asks for, both ends included. */
export function spanOf({ days, from, to, version }: StatisticsQuery, today: Day): StatisticsSpan {
  const versionCode = version ?? null;
  return from && to ? { from, to, versionCode } : { from: addDays(today, 1 - days), to: today, versionCode };
}

/** What a point of a chart stands for: few enough of them that each can be seen. */
export function unitOf({ from, to }: { from: Day; to: Day }): "day" | "week" | "month" {
  const days = daysBetween(from, to) + 1;
  if (days <= 120) return "day";
  return days <= 750 ? "week" : "month";
}

export type StatisticsUnit = ReturnType<typeof unitOf>;

/** The first days of all points of a chart; weeks begin on Monday (ISO 8601). The first may begin before the span. */
export function bucketsOf({ from, to }: { from: Day; to: Day }, unit: StatisticsUnit): Day[] {
  const buckets: Day[] = [];
  for (let day = bucketOf(from, unit); day <= to; day = nextBucket(day, unit)) buckets.push(day);
  return buckets;
}

function bucketOf(day: Day, unit: StatisticsUnit): Day {
  if (unit === "month") return firstOfMonth(day);
  return unit === "day" ? day : addDays(day, -((new Date(day).getUTCDay() + 6) % 7));
}

function nextBucket(day: Day, unit: StatisticsUnit): Day {
  if (unit === "month") return firstOfMonth(addDays(day, 31));
  return addDays(day, unit === "day" ? 1 : 7);
}
