const dayShort = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });
const dayLong = new Intl.DateTimeFormat("en", { dateStyle: "full", timeZone: "UTC" });
const monthShort = new Intl.DateTimeFormat("en", { month: "short", year: "2-digit", timeZone: "UTC" });
const monthLong = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });

/** What a point of a chart is called, by its first day. */
export function bucketName(day: string, unit: "day" | "week" | "month", length: "short" | "long"): string {
  const at = new Date(day);
  if (unit === "month") return (length === "short" ? monthShort : monthLong).format(at);
  if (length === "short") return dayShort.format(at);
  return unit === "day" ? dayLong.format(at) : `Week from ${dayLong.format(at)}`;
}
