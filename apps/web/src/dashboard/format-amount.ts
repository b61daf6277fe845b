import { formatBytes } from "@/ui/format-bytes.ts";

/** What a number on the dashboard counts. */
export type Unit = "count" | "bytes" | "ms" | "share";

/** A number of the dashboard for people; `–` where there is none. */
export function formatAmount(unit: Unit, value: number | null): string {
  if (value === null) return "–";
  switch (unit) {
    case "bytes":
      return formatBytes(value);
    case "share":
      return `${(value * 100).toLocaleString("en", { maximumFractionDigits: 1 })} %`;
    case "ms":
      return formatDuration(value);
    case "count":
      return value.toLocaleString("en", { maximumFractionDigits: 1 });
  }
}

function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1_000;
  if (seconds < 120)
    return `${seconds.toLocaleString("en", { maximumFractionDigits: seconds < 10 ? 1 : 0 })} s`;
  if (seconds < 2 * 3_600) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3_600).toLocaleString("en", { maximumFractionDigits: 1 })} h`;
}

/** `part` of `whole`; null of nothing. */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
