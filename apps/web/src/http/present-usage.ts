import type {
  BudgetOverview,
  CostOverview,
  CostSettings,
  DeveloperUsageItem,
  Estimate,
  MonthUsage,
  PriceList,
  StorageOverview,
  UsageDay,
} from "@mosis/domain";
import { presentPage } from "./present.ts";

// Amounts of money are whole micro-dollars, so that nobody has to round.

function presentDay(day: UsageDay) {
  return {
    day: day.day,
    stored_bytes: day.storedBytes,
    peak_bytes: day.peakBytes,
    by_state: day.byState,
    class_a: day.classA,
    class_b: day.classB,
    egress_bytes: day.egressBytes,
    delta_bytes_saved: day.deltaBytesSaved,
    recorded_at: day.recordedAt?.toISOString() ?? null,
  };
}

function presentDeveloper(item: DeveloperUsageItem) {
  return {
    id: item.developerId,
    name: item.name,
    stored_bytes: item.storedBytes,
    by_state: item.byState,
    class_a: item.classA,
    class_b: item.classB,
    egress_bytes: item.egressBytes,
  };
}

function presentBudget({ budget, estimate, state, forecast }: BudgetOverview) {
  return {
    monthly_budget_micro_dollars: budget,
    estimate_micro_dollars: estimate,
    state,
    forecast: {
      kind: forecast.kind,
      day: forecast.kind === "on" ? forecast.day : null,
      growth_bytes_per_day: "bytesPerDay" in forecast ? Math.round(forecast.bytesPerDay) : null,
    },
  };
}

function presentEstimate({ lines, total }: Estimate) {
  return {
    lines: lines.map(({ name, quantity, unitPrice, amount }) => ({
      name,
      quantity,
      unit_price_micro_dollars: unitPrice,
      amount_micro_dollars: amount,
    })),
    total_micro_dollars: total,
  };
}

function presentUsage({ storedBytes, classA, classB, egressBytes }: MonthUsage) {
  return {
    stored_bytes: Math.round(storedBytes),
    class_a: classA,
    class_b: classB,
    egress_bytes: egressBytes,
  };
}

const presentPrices = ({ id, name, source, note }: PriceList) => ({ id, name, source, note });

export function presentCostSettings({ priceList, freeAllowance, monthlyBudget }: CostSettings) {
  return {
    price_list: priceList,
    free_allowance: freeAllowance,
    monthly_budget_micro_dollars: monthlyBudget,
  };
}

export function presentStorage({ last, days, developers, budget }: StorageOverview) {
  return {
    last: last && presentDay(last),
    days: days.map(presentDay),
    developers: presentPage(developers, presentDeveloper),
    budget: budget && presentBudget(budget),
  };
}

export function presentCost(cost: CostOverview) {
  return {
    month: cost.month.slice(0, 7),
    settings: presentCostSettings(cost.settings),
    prices: presentPrices(cost.prices),
    so_far: { usage: presentUsage(cost.usage.soFar), ...presentEstimate(cost.soFar) },
    estimate: { usage: presentUsage(cost.usage.projected), ...presentEstimate(cost.estimate) },
    elsewhere: cost.elsewhere.map(({ prices, estimate }) => ({
      prices: presentPrices(prices),
      ...presentEstimate(estimate),
    })),
    budget: cost.budget && presentBudget(cost.budget),
    developers: presentPage(cost.developers, presentDeveloper),
  };
}
