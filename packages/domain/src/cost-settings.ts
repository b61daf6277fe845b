import { z } from "zod";
import { ownPriceLists, type PriceListId } from "./prices.ts";

/** Most micro-dollars of a budget: a million dollars a month. */
const mostBudget = 1_000_000 * 1_000_000;

/** What admins set about the store's cost. */
export const CostSettings = z.object({
  /** The list the store's own bill is made of. */
  priceList: z.enum(ownPriceLists.map(({ id }) => id) as [PriceListId, ...PriceListId[]]),
  /** Whether estimates take off what the provider gives for nothing. */
  freeAllowance: z.boolean(),
  /** Micro-dollars a month; null without a budget. */
  monthlyBudget: z
    .int()
    .min(1, "Give an amount above zero, or none for no budget.")
    .max(mostBudget, "A budget can be a million dollars a month at most.")
    .nullable(),
});
export type CostSettings = z.infer<typeof CostSettings>;

/** As long as nobody has set anything. */
export const defaultCostSettings: CostSettings = {
  priceList: "r2",
  freeAllowance: true,
  monthlyBudget: null,
};
