import {
  type CostLineName,
  type CostOverview,
  costLineNames,
  type Estimate,
  formatDollars,
} from "@mosis/domain";
import { Section } from "@/ui/section.tsx";
import { ComparisonChart } from "@/usage/comparison-chart.tsx";
import { NumberTable } from "@/usage/number-table.tsx";
import classes from "@/usage/usage.module.css";

/** What the month would cost by every list of prices, the cheapest first. */
export function Comparison({ cost: { elsewhere, prices, estimate: own } }: { cost: CostOverview }) {
  return (
    <Section title="What this month would cost elsewhere">
      <figure
        className={classes.figure}
        aria-label="Estimated cost by list of prices; the table below has the numbers"
      >
        <ComparisonChart
          lists={elsewhere
            .filter(({ prices }) => prices.holdsPackages)
            .map(({ prices, estimate }) => ({ name: prices.name, ...amountsOf(estimate) }))}
        />
      </figure>
      <NumberTable label="Cost by list of prices">
        <thead>
          <tr>
            <th scope="col">Prices</th>
            <th scope="col">Storage</th>
            <th scope="col">Calls</th>
            <th scope="col">Egress</th>
            <th scope="col">A month</th>
            <th scope="col">Against yours</th>
            <th scope="col">A year</th>
          </tr>
        </thead>
        <tbody>
          {elsewhere.map((each) => {
            const { storage, class_a, class_b, retrieval, egress } = amountsOf(each.estimate);
            const { total } = each.estimate;
            const isOwn = each.prices.id === prices.id;
            return (
              <tr key={each.prices.id} className={isOwn ? classes.own : undefined}>
                <th scope="row">
                  {each.prices.name}
                  {isOwn && " (yours)"}
                  <div className={classes.note}>
                    {each.prices.source}.{each.prices.note && ` ${each.prices.note}`}
                  </div>
                </th>
                <td>{formatDollars(storage)}</td>
                <td>{formatDollars(class_a + class_b + retrieval)}</td>
                <td>{formatDollars(egress)}</td>
                <td>{formatDollars(total)}</td>
                <td>{isOwn ? "–" : signed(total - own.total)}</td>
                <td>{formatDollars(12 * total)}</td>
              </tr>
            );
          })}
        </tbody>
      </NumberTable>
    </Section>
  );
}

function amountsOf({ lines }: Estimate): Record<CostLineName, number> {
  const amount = (name: CostLineName) => lines.find((line) => line.name === name)?.amount ?? 0;
  return Object.fromEntries(costLineNames.map((name) => [name, amount(name)])) as Record<
    CostLineName,
    number
  >;
}

function signed(difference: number): string {
  return `${difference < 0 ? "−" : "+"}${formatDollars(Math.abs(difference))}`;
}
