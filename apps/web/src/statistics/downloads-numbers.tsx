import type { Statistics } from "@mosis/domain";
import { exactBytes } from "@/usage/exact.ts";
import { NumberTable } from "@/usage/number-table.tsx";
import classes from "@/usage/usage.module.css";
import { bucketName } from "./bucket-name.ts";

/** The chart's numbers, for who cannot see it or wants them exact; the latest first. */
export function DownloadsNumbers({ buckets, unit }: Pick<Statistics, "buckets" | "unit">) {
  return (
    <details className={classes.numbers}>
      <summary>Numbers as a table</summary>
      <NumberTable label={`Downloads by ${unit}`}>
        <thead>
          <tr>
            <th scope="col">{{ day: "Day", week: "Week from", month: "Month" }[unit]}</th>
            <th scope="col">Downloads</th>
            <th scope="col">Updates</th>
            <th scope="col">First</th>
            <th scope="col">Not known</th>
            <th scope="col">Deltas</th>
            <th scope="col">Saved</th>
            <th scope="col">Failures</th>
          </tr>
        </thead>
        <tbody>
          {[...buckets].reverse().map(({ day, downloads, updates, firstInstalls, ...rest }) => (
            <tr key={day}>
              <th scope="row">{unit === "month" ? bucketName(day, unit, "long") : day}</th>
              <td>{downloads.toLocaleString("en")}</td>
              <td>{updates.toLocaleString("en")}</td>
              <td>{firstInstalls.toLocaleString("en")}</td>
              <td>{(downloads - updates - firstInstalls).toLocaleString("en")}</td>
              <td>{rest.deltas.toLocaleString("en")}</td>
              <td>{exactBytes(rest.savedBytes)}</td>
              <td>{rest.failures.toLocaleString("en")}</td>
            </tr>
          ))}
        </tbody>
      </NumberTable>
    </details>
  );
}
