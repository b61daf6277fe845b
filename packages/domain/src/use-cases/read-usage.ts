import { requireAdmin, type UserActor } from "../actor.ts";
import { type BudgetForecast, type BudgetState, budgetState, forecastBudget } from "../budget.ts";
import { type Estimate, estimateMonth, type MonthUsage } from "../cost.ts";
import type { CostSettings } from "../cost-settings.ts";
import type { Page } from "../listing.ts";
import { runningMonth } from "../month-usage.ts";
import type { Ports } from "../ports/ports.ts";
import type { DeveloperDay, DeveloperUsageItem } from "../ports/usage.ts";
import { currentPriceLists, type PriceList, type PriceListId, priceListOf } from "../prices.ts";
import { addDays, type Day, dayOf, firstOfMonth, type UsageDay } from "../usage.ts";
import type { DeveloperUsageQuery, StorageQuery } from "../usage-query.ts";

/** Days before the first of a month that say what stood at its beginning, and what growth is taken from. */
const lookBackDays = 31;

export interface BudgetOverview {
  /** Micro-dollars a month, as everything here. */
  budget: number;
  estimate: number;
  state: BudgetState;
  forecast: BudgetForecast;
}

export interface StorageOverview {
  /** The last look; null as long as there was none. */
  last: UsageDay | null;
  /** The store's days of the span, ascending. */
  days: UsageDay[];
  developers: Page<DeveloperUsageItem>;
  budget: BudgetOverview | null;
}

export interface CostOverview {
  settings: CostSettings;
  prices: PriceList & { id: PriceListId };
  month: Day;
  usage: { soFar: MonthUsage; projected: MonthUsage };
  soFar: Estimate;
  estimate: Estimate;
  /** What the month would cost by every list, the cheapest first. */
  elsewhere: { prices: PriceList & { id: PriceListId }; estimate: Estimate }[];
  budget: BudgetOverview | null;
  /** The store's days of the month, ascending. */
  days: UsageDay[];
  developers: Page<DeveloperUsageItem>;
  last: UsageDay | null;
}

/** What is stored, of whom, and how it grew. @throws DomainError `role_required`. */
export async function readStorage(
  { db, clock }: Ports,
  { actor, query }: { actor: UserActor; query: StorageQuery },
): Promise<StorageOverview> {
  requireAdmin(actor);
  const now = clock.now();
  const today = dayOf(now);
  const [last, settings, days] = await Promise.all([
    db.queries.findLastDay(),
    db.costSettings.read(),
    db.queries.listStoreDays({ from: addDays(today, -Math.max(query.days, 2 * lookBackDays)), to: today }),
  ]);
  const standing = last?.day ?? today;
  const developers = await db.queries.listDeveloperUsage(query, { standing, from: standing, to: standing });
  const from = addDays(today, 1 - query.days);
  return {
    last,
    days: days.filter(({ day }) => day >= from),
    developers,
    budget: budgetOf(settings, days, now),
  };
}

/** What the month costs, and what it would cost elsewhere. @throws DomainError `role_required`. */
export async function readCost(
  { db, clock }: Ports,
  { actor, query }: { actor: UserActor; query: DeveloperUsageQuery },
): Promise<CostOverview> {
  requireAdmin(actor);
  const now = clock.now();
  const today = dayOf(now);
  const month = firstOfMonth(today);
  const [last, settings, days] = await Promise.all([
    db.queries.findLastDay(),
    db.costSettings.read(),
    listRecentDays(db, now),
  ]);
  const developers = await db.queries.listDeveloperUsage(query, {
    standing: last?.day ?? today,
    from: month,
    to: today,
  });
  const { freeAllowance } = settings;
  const prices = priceListOf(settings.priceList);
  const usage = runningMonth(days, now);
  return {
    settings,
    prices,
    month,
    usage,
    soFar: estimateMonth(usage.soFar, prices, { freeAllowance }),
    estimate: estimateMonth(usage.projected, prices, { freeAllowance }),
    elsewhere: currentPriceLists
      .map((list) => ({ prices: list, estimate: estimateMonth(usage.projected, list, { freeAllowance }) }))
      .sort((a, b) => a.estimate.total - b.estimate.total),
    budget: budgetOf(settings, days, now),
    days: days.filter(({ day }) => day >= month),
    developers,
    last,
  };
}

/** The store's days that a bill and a forecast are made of: the month's, and so many before it. */
export function listRecentDays(db: Ports["db"], now: Date): Promise<UsageDay[]> {
  const today = dayOf(now);
  return db.queries.listStoreDays({ from: addDays(firstOfMonth(today), -lookBackDays), to: today });
}

/** The store's days of a span, for reading all of them. @throws DomainError `role_required`. */
export async function listStoreDays(
  { db, clock }: Ports,
  { actor, days }: { actor: UserActor; days: number },
): Promise<UsageDay[]> {
  requireAdmin(actor);
  const today = dayOf(clock.now());
  return db.queries.listStoreDays({ from: addDays(today, 1 - days), to: today });
}

/** Rows of developers' days read at once. */
const chunk = 1_000;

/** Every developer's days of a span, in pieces that fit into memory. @throws DomainError `role_required`, at once. */
export function readDeveloperDays(
  { db, clock }: Ports,
  { actor, days }: { actor: UserActor; days: number },
): AsyncGenerator<DeveloperDay[]> {
  requireAdmin(actor);
  const today = dayOf(clock.now());
  const span = { from: addDays(today, 1 - days), to: today };
  async function* pieces() {
    let after: DeveloperDay | null = null;
    do {
      const rows: DeveloperDay[] = await db.queries.readDeveloperDays(span, after, chunk);
      if (rows.length > 0) yield rows;
      after = rows.length === chunk ? (rows.at(-1) ?? null) : null;
    } while (after !== null);
  }
  return pieces();
}

export function budgetOf(
  settings: CostSettings,
  days: readonly UsageDay[],
  now: Date,
): BudgetOverview | null {
  const { monthlyBudget: budget, freeAllowance } = settings;
  if (budget === null) return null;
  const prices = priceListOf(settings.priceList);
  const { total } = estimateMonth(runningMonth(days, now).projected, prices, { freeAllowance });
  return {
    budget,
    estimate: total,
    state: budgetState(total, budget),
    forecast: forecastBudget(days, { today: dayOf(now), budget, prices, freeAllowance }),
  };
}
