import { type CostLine, type CostOverview, formatDollars } from "@mosis/domain";
import { formatBytes } from "@/ui/format-bytes.ts";
import { Section } from "@/ui/section.tsx";
import { exactBytes } from "@/usage/exact.ts";
import { lineLooks } from "@/usage/line-looks.ts";
import { NumberTable } from "@/usage/number-table.tsx";
import classes from "@/usage/usage.module.css";

/** The bill of the month by line: what is used, at which price, so far and to the end. */
export function BillTable({ cost: { soFar, estimate, prices } }: { cost: CostOverview }) {
  // Few providers charge for retrieval; that something else is free is worth its line.
  const lines = estimate.lines.filter(({ name, unitPrice }) => name !== "retrieval" || unitPrice > 0);
  return (
    <Section title="The month by line">
      <NumberTable label="The month by line">
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Price</th>
            <th scope="col">Used so far</th>
            <th scope="col">So far</th>
            <th scope="col">Expected use</th>
            <th scope="col">Estimate</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => {
            const past = soFar.lines.find(({ name }) => name === line.name) ?? line;
            return (
              <tr key={line.name}>
                <th scope="row">{lineLooks[line.name].label}</th>
                <td>{priceOf(line)}</td>
                <Quantity line={past} />
                <td>{formatDollars(past.amount)}</td>
                <Quantity line={line} />
                <td>{formatDollars(line.amount)}</td>
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Total</th>
            <td />
            <td />
            <td>{formatDollars(soFar.total)}</td>
            <td />
            <td>{formatDollars(estimate.total)}</td>
          </tr>
        </tfoot>
      </NumberTable>
      <p className={classes.note} style={{ padding: "0 20px 12px", margin: 0 }}>
        {prices.source}. Storage so far is the share of the month that is over; use is what is paid for.
      </p>
    </Section>
  );
}

function Quantity({ line }: { line: CostLine }) {
  return lineLooks[line.name].unit === "bytes" ? (
    <td title={exactBytes(line.quantity)}>{formatBytes(line.quantity)}</td>
  ) : (
    <td>{line.quantity.toLocaleString("en")}</td>
  );
}

function priceOf({ name, unitPrice }: CostLine): string {
  if (unitPrice === 0) return "free";
  const unit = lineLooks[name].unit === "calls" ? "million" : name === "storage" ? "GB and month" : "GB";
  const dollars = (unitPrice / 1_000_000).toLocaleString("en-US", {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: 2,
    maximumFractionDigits: 4,
  });
  return `${dollars} / ${unit}`;
}
