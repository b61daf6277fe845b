import type { ForecastItem } from "@mosis/domain";
import Link from "next/link";
import { countOf } from "@/ui/count-of.ts";
import { formatBytes } from "@/ui/format-bytes.ts";
import classes from "./calendar.module.css";
import { calendarWeeks } from "./calendar-weeks.ts";

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const whole = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });

/** What goes on each day, the more bytes the stronger; a day leads to its list. Days are those of UTC. */
export function Calendar({
  forecast,
  chosen,
  weeks,
}: {
  forecast: readonly ForecastItem[];
  chosen: string | null;
  weeks: number;
}) {
  const days = calendarWeeks(forecast, new Date(), weeks);
  const most = Math.max(1, ...days.map(({ bytes }) => bytes));
  return (
    <div className={classes.grid}>
      {weekdays.map((name) => (
        <div key={name} className={classes.head} aria-hidden="true">
          {name}
        </div>
      ))}
      {days.map(({ day, isPast, versions, bytes }, at) => {
        const key = day.toISOString().slice(0, 10);
        if (isPast) return <div key={key} className={classes.past} />;
        const style = { "--weight": bytes === 0 ? 0 : 0.25 + (0.75 * bytes) / most } as React.CSSProperties;
        // The month where it begins, and where the calendar does.
        const isFirst = day.getUTCDate() === 1 || at === 0 || days[at - 1]?.isPast === true;
        const label = isFirst ? whole.format(day) : String(day.getUTCDate());
        if (versions === 0)
          return (
            <div key={key} className={`${classes.day} ${classes.empty}`} style={style}>
              {label}
            </div>
          );
        return (
          <Link
            key={key}
            href={chosen === key ? "/admin/retention" : `/admin/retention?day=${key}`}
            className={classes.day}
            style={style}
            aria-current={chosen === key ? "date" : undefined}
            title={`${whole.format(day)}: ${countOf(versions, "version")}, ${bytes.toLocaleString("en")} bytes`}
          >
            {label}
            <strong className="tabular">{versions.toLocaleString("en")}</strong>
            <span className={`${classes.bytes} tabular`}>{formatBytes(bytes)}</span>
          </Link>
        );
      })}
    </div>
  );
}
