import type { DashboardSpan } from "@mosis/domain";

const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const dayAndHour = new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });
const whole = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** A step by its beginning. A chart also asks while nothing is pointed at. */
export function stepName(at: unknown, span: DashboardSpan, length: "short" | "long"): string {
  if (typeof at !== "string" || at === "") return "";
  if (length === "long") return `from ${whole.format(new Date(at))}`;
  return (span === "24h" ? hour : dayAndHour).format(new Date(at));
}
