import { Alert } from "@mantine/core";
import { type BudgetForecast, type BudgetOverview, formatDollars } from "@mosis/domain";
import { IconAlertTriangle } from "@tabler/icons-react";
import { countOf } from "@/ui/count-of.ts";
import { formatBytes } from "@/ui/format-bytes.ts";

const dayName = new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" });

/** Stands above the page from 80 % of the budget on. */
export function BudgetAlert({ budget }: { budget: BudgetOverview | null }) {
  if (!budget || budget.state === "within") return null;
  const share = Math.floor((budget.estimate / budget.budget) * 100);
  const over = budget.state === "over";
  return (
    <Alert
      color={over ? "red" : "yellow"}
      icon={<IconAlertTriangle size={18} />}
      title={over ? "This month costs more than the budget" : `This month comes to ${share} % of the budget`}
      role="status"
    >
      {formatDollars(budget.estimate)} are estimated, {formatDollars(budget.budget)} are set.{" "}
      {over ? "" : describeForecast(budget.forecast)}
    </Alert>
  );
}

/** When the budget will be reached, in a sentence. */
export function describeForecast(forecast: BudgetForecast): string {
  switch (forecast.kind) {
    case "reached":
      return "A month at today's level costs the budget already.";
    case "on":
      return `Storage grows by ${formatBytes(forecast.bytesPerDay)} a day; like that, the budget is reached on ${dayName.format(new Date(forecast.day))}.`;
    case "not_in_sight":
      return forecast.bytesPerDay > 0
        ? `Storage grows by ${formatBytes(forecast.bytesPerDay)} a day; like that, the budget lasts for more than ten years.`
        : "Storage does not grow at the moment, so the budget is not in sight.";
    case "too_little_history":
      return `When it will be reached can be told after ${countOf(forecast.needed, "day")}; so far there ${forecast.days === 1 ? "is" : "are"} ${countOf(forecast.days, "day")}.`;
  }
}
