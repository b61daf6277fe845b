const steps = [
  [60, "second"],
  [60, "minute"],
  [24, "hour"],
  [30, "day"],
  [12, "month"],
  [Number.POSITIVE_INFINITY, "year"],
] as const;

// "Yesterday" is plain; "next month" could be any day from tomorrow on.
const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const counted = new Intl.RelativeTimeFormat("en", { numeric: "always" });
const exact = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "long", timeZone: "UTC" });

/** How long ago, or until then, with the exact moment on hover. */
export function RelativeTime({ at }: { at: Date }) {
  return (
    <time dateTime={at.toISOString()} title={exact.format(at)} suppressHydrationWarning>
      {ago(at, new Date())}
    </time>
  );
}

function ago(at: Date, now: Date): string {
  let value = (at.getTime() - now.getTime()) / 1000;
  if (Math.abs(value) < 10) return "just now";
  for (const [size, unit] of steps) {
    if (Math.abs(value) < size)
      return (unit === "month" || unit === "year" ? counted : words).format(Math.round(value), unit);
    value /= size;
  }
  return at.toISOString();
}
