import { estimateMonth } from "./cost.ts";
import type { PriceList } from "./prices.ts";
import { addDays, type Day, daysBetween, type UsageDay } from "./usage.ts";

/** Share of the budget from which on there is an alert. */
export const alertShare = 0.8;

/** Days that growth is taken from, and the fewest that say anything about it. */
const historyDays = 30;
const fewestDays = 7;
/** Further ahead a straight line says nothing. */
const furthestDays = 3_650;

/** When a month at the day's level will cost as much as the budget. */
export type BudgetForecast =
  | { kind: "reached" }
  | { kind: "on"; day: Day; bytesPerDay: number }
  /** What is stored grows too slowly for the next ten years, or not at all. */
  | { kind: "not_in_sight"; bytesPerDay: number }
  /** So many days have been looked at, and it takes so many. */
  | { kind: "too_little_history"; days: number; needed: number };

export type BudgetState = "within" | "alert" | "over";

/** How an estimate stands to the budget, both in micro-dollars. */
export function budgetState(estimate: number, budget: number): BudgetState {
  if (estimate >= budget) return "over";
  return estimate >= budget * alertShare ? "alert" : "within";
}

/**
 * The day on which a month at that day's level costs the budget: stored bytes grow along the straight line that fits
 * the last 30 days best, calls stay at what they were in these days.
 * @param days by day, ascending.
 * @param budget micro-dollars a month.
 */
export function forecastBudget(
  days: readonly UsageDay[],
  options: { today: Day; budget: number; prices: PriceList; freeAllowance: boolean },
): BudgetForecast {
  const { today, budget, prices, freeAllowance } = options;
  const since = addDays(today, -historyDays);
  const recent = days.filter(({ day }) => day > since && day <= today);
  const recorded = recent.filter(({ recordedAt }) => recordedAt !== null);
  const last = recorded.at(-1);
  const first = recorded[0];
  if (!first || !last || daysBetween(first.day, last.day) + 1 < fewestDays)
    return { kind: "too_little_history", days: recorded.length, needed: fewestDays };

  const span = daysBetween(first.day, today) + 1;
  const monthly = (of: "classA" | "classB" | "egressBytes") =>
    (recent.reduce((sum, each) => sum + each[of], 0) * historyDays) / span;
  const calls = { classA: monthly("classA"), classB: monthly("classB"), egressBytes: monthly("egressBytes") };
  const bytesPerDay = slopeOf(recorded.map((each) => [daysBetween(today, each.day), each.storedBytes]));
  const costIn = (ahead: number) => {
    const storedBytes = Math.max(0, last.storedBytes + bytesPerDay * ahead);
    return estimateMonth({ storedBytes, ...calls }, prices, { freeAllowance }).total;
  };
  if (costIn(0) >= budget) return { kind: "reached" };
  if (bytesPerDay <= 0 || costIn(furthestDays) < budget) return { kind: "not_in_sight", bytesPerDay };
  // The cost never falls with the days, so the first one at the budget is found by halving.
  let before = 0;
  let after = furthestDays;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (costIn(middle) >= budget) after = middle;
    else before = middle;
  }
  return { kind: "on", day: addDays(today, after), bytesPerDay };
}

/** Of the straight line with the least squares through the points. */
function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
}
