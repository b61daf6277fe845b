import { Progress } from "@mantine/core";
import type { BudgetOverview } from "@mosis/domain";

const colors = { within: "green", alert: "yellow", over: "red" } as const;

/** How much of the budget the month will take. */
export function BudgetProgress({ budget: { budget, estimate, state } }: { budget: BudgetOverview }) {
  const share = (estimate / budget) * 100;
  return (
    <Progress
      value={Math.min(100, share)}
      color={colors[state]}
      size="md"
      mt={8}
      aria-label={`${share.toFixed(0)} % of the budget`}
    />
  );
}
