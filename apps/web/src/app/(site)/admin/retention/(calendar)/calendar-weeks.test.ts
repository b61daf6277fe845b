import type { ForecastItem } from "@mosis/domain";
import { expect, test } from "vitest";
import { calendarWeeks } from "./calendar-weeks.ts";

const on = (day: string, of: ForecastItem["class"], versions: number): ForecastItem => ({
  day: new Date(`${day}T00:00:00Z`),
  class: of,
  versions,
  bytes: versions * 10,
});

test("weeks begin on Monday, past days stand for themselves, and classes of a day are added up", () => {
  // A Wednesday.
  const days = calendarWeeks(
    [on("2026-11-25", "draft", 2), on("2026-11-25", "failed", 1), on("2026-12-08", "draft", 4)],
    new Date("2026-11-25T23:59:00Z"),
    2,
  );
  expect(days).toHaveLength(21);
  expect(days[0]?.day.toISOString()).toBe("2026-11-23T00:00:00.000Z");
  expect(days.map(({ isPast }) => isPast).slice(0, 3)).toEqual([true, true, false]);
  expect(days[2]).toMatchObject({ versions: 3, bytes: 30 });
  expect(
    days.filter(({ versions }) => versions > 0).map(({ day }) => day.toISOString().slice(0, 10)),
  ).toEqual(["2026-11-25", "2026-12-08"]);
});

test("on a Monday no day is past", () => {
  const days = calendarWeeks([], new Date("2026-11-23T00:00:00Z"), 5);
  expect(days).toHaveLength(35);
  expect(days.some(({ isPast }) => isPast)).toBe(false);
});
