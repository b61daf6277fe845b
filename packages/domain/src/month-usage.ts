import type { MonthUsage } from "./cost.ts";
import { dayMs } from "./quota.ts";
import { type Day, dayOf, daysInMonth, firstOfMonth, type UsageDay } from "./usage.ts";

/** A month that is not over: what it has used, and what it will have if it goes on like that. */
export interface RunningMonth {
  /** For the share of the month that is over. */
  soFar: MonthUsage;
  projected: MonthUsage;
}

/**
 * The month of `now` from its days. Storage is averaged over all days of the month, each at its most bytes as R2 bills
 * it; a day that was not looked at is like the one before it. To come is storage as it stands, and calls at the pace of
 * the month so far.
 * @param days by day, each at most once; those of other months are left out. One before the month says what stood
 *   at its beginning.
 */
export function runningMonth(days: readonly UsageDay[], now: Date): RunningMonth {
  const today = dayOf(now);
  const first = firstOfMonth(today);
  const length = daysInMonth(today);
  const ofMonth = days.filter(({ day }) => day >= first && day <= today);
  const recorded = new Map(ofMonth.filter(isRecorded).map((each) => [each.day, each]));
  const before = days.filter((each) => each.day < first && isRecorded(each)).at(-1);

  const over = (now.getTime() - Date.parse(first)) / (length * dayMs);
  let standing = before?.storedBytes ?? 0;
  let byteDays = 0;
  for (let date = 1; date <= Number(today.slice(8)); date += 1) {
    const each = recorded.get(`${today.slice(0, 8)}${String(date).padStart(2, "0")}` as Day);
    const ofDay = each?.peakBytes ?? standing;
    standing = each?.storedBytes ?? standing;
    // Of today, what is over of it.
    const share = date === Number(today.slice(8)) ? (now.getTime() - Date.parse(today)) / dayMs : 1;
    byteDays += ofDay * share;
  }
  const sum = (of: "classA" | "classB" | "egressBytes") =>
    ofMonth.reduce((total, each) => total + each[of], 0);
  const calls = { classA: sum("classA"), classB: sum("classB"), egressBytes: sum("egressBytes") };
  // Of the first hour nothing can be told about a month.
  const pace = 1 / Math.max(over, 1 / (24 * length));
  return {
    soFar: { storedBytes: byteDays / length, ...calls },
    projected: {
      storedBytes: byteDays / length + standing * (1 - over),
      classA: Math.round(calls.classA * pace),
      classB: Math.round(calls.classB * pace),
      egressBytes: Math.round(calls.egressBytes * pace),
    },
  };
}

function isRecorded({ recordedAt }: UsageDay): boolean {
  return recordedAt !== null;
}
