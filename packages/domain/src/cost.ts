import type { PriceList } from "./prices.ts";

/** What is used in a month. */
export interface MonthUsage {
  /** Bytes kept all month long, or their average over its days. */
  storedBytes: number;
  classA: number;
  classB: number;
  egressBytes: number;
}

export const costLineNames = ["storage", "class_a", "class_b", "retrieval", "egress"] as const;
export type CostLineName = (typeof costLineNames)[number];

export interface CostLine {
  name: CostLineName;
  /** Bytes or calls that are paid for. */
  quantity: number;
  /** Micro-dollars for a GB or for a million calls. */
  unitPrice: number;
  /** Micro-dollars. */
  amount: number;
}

export interface Estimate {
  /** All of them, also those that cost nothing. */
  lines: readonly CostLine[];
  /** Micro-dollars: exactly the sum of the lines. */
  total: number;
}

/**
 * A month's bill, each line exact and rounded to the micro-dollar.
 * @param options.freeAllowance takes off what the provider gives for nothing; published estimates do not.
 */
export function estimateMonth(
  usage: MonthUsage,
  prices: PriceList,
  { freeAllowance = false }: { freeAllowance?: boolean } = {},
): Estimate {
  const paid = (of: keyof MonthUsage) =>
    freeAllowance ? Math.max(0, usage[of] - prices.free[of]) : usage[of];
  const lines = [
    line("storage", paid("storedBytes"), prices.storagePerGB, 1_000_000_000),
    line("class_a", paid("classA"), prices.classAPerMillion, 1_000_000),
    line("class_b", paid("classB"), prices.classBPerMillion, 1_000_000),
    line("retrieval", usage.egressBytes, prices.retrievalPerGB, 1_000_000_000),
    line("egress", paid("egressBytes"), prices.egressPerGB, 1_000_000_000),
  ];
  return { lines, total: lines.reduce((sum, { amount }) => sum + amount, 0) };
}

function line(name: CostLineName, used: number, unitPrice: number, unit: number): CostLine {
  // Averages may have a fraction of a byte.
  const quantity = Math.round(used);
  const exact = BigInt(quantity) * BigInt(unitPrice);
  const amount = Number((exact + BigInt(unit / 2)) / BigInt(unit));
  return { name, quantity, unitPrice, amount };
}

/** Micro-dollars a month for keeping so many bytes, without any free allowance. */
export function monthlyStorageCost(bytes: number, prices: PriceList): number {
  return line("storage", bytes, prices.storagePerGB, 1_000_000_000).amount;
}

/** `$1.50`, `$1,234.00`; what is less than a cent and not nothing has as many digits as it needs: `$0.0042`. */
export function formatDollars(micros: number): string {
  const cents = Math.round(micros / 10_000);
  const small = micros !== 0 && Math.abs(cents) < 1;
  const digits = small
    ? { maximumSignificantDigits: 2 }
    : { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  const amount = small ? micros / 1_000_000 : cents / 100;
  return amount.toLocaleString("en-US", { style: "currency", currency: "USD", ...digits });
}
