import { dayMs, type ForecastItem } from "@mosis/domain";

export interface CalendarDay {
  /** Midnight, UTC. */
  day: Date;
  isPast: boolean;
  versions: number;
  bytes: number;
}

/** Whole weeks from the Monday of today's on, enough of them that `weeks` times seven days lie ahead. */
export function calendarWeeks(forecast: readonly ForecastItem[], now: Date, weeks: number): CalendarDay[] {
  const today = Math.floor(now.getTime() / dayMs) * dayMs;
  const sinceMonday = (new Date(today).getUTCDay() + 6) % 7;
  const count = 7 * Math.ceil((sinceMonday + 7 * weeks) / 7);
  const byDay = Map.groupBy(forecast, ({ day }) => day.getTime());
  return Array.from({ length: count }, (_, at) => {
    const day = today + (at - sinceMonday) * dayMs;
    const items = byDay.get(day) ?? [];
    return {
      day: new Date(day),
      isPast: day < today,
      versions: items.reduce((sum, { versions }) => sum + versions, 0),
      bytes: items.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  });
}
