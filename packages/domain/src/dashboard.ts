import { z } from "zod";

const hourMs = 60 * 60 * 1000;

/** What a dashboard may look back at: so many steps of so many milliseconds, the running one included. */
export const dashboardSpans = {
  "24h": { steps: 24, stepMs: hourMs },
  "7d": { steps: 28, stepMs: 6 * hourMs },
} as const;
export type DashboardSpan = keyof typeof dashboardSpans;

export const DashboardQuery = z.object({
  span: z.enum(["24h", "7d"]).catch("24h").default("24h"),
});
export type DashboardQuery = z.infer<typeof DashboardQuery>;

/** The beginnings of a span's steps, aligned to UTC, the running one last. */
export function stepsOf(span: DashboardSpan, now: Date): Date[] {
  const { steps, stepMs } = dashboardSpans[span];
  const last = Math.floor(now.getTime() / stepMs) * stepMs;
  return Array.from({ length: steps }, (_, at) => new Date(last - (steps - 1 - at) * stepMs));
}
