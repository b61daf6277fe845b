import type { StoredState, UsageDay } from "@mosis/domain";
import { DownloadLink } from "@/ui/link.tsx";
import { NumberTable } from "@/usage/number-table.tsx";
import { stateLooks } from "@/usage/state-looks.ts";
import classes from "@/usage/usage.module.css";

/** Days shown at once; the download has all of them. */
const shown = 31;

/** The chart's numbers, for who cannot see it or wants them exact. */
export function GrowthNumbers({
  days,
  states,
  span,
}: {
  days: readonly UsageDay[];
  states: readonly StoredState[];
  span: number;
}) {
  const latest = days.slice(-shown).reverse();
  return (
    <details className={classes.numbers}>
      <summary>Numbers as a table</summary>
      <NumberTable label="Stored bytes by day">
        <caption className={classes.note}>
          Bytes, the latest {latest.length} days.{" "}
          <DownloadLink
            href={`/api/v1/admin/usage/store.csv?days=${span}`}
            variant="transparent"
            size="compact-xs"
          >
            All {span} days as CSV
          </DownloadLink>
        </caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">All</th>
            {states.map((state) => (
              <th key={state} scope="col">
                {stateLooks[state].label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {latest.map(({ day, storedBytes, byState }) => (
            <tr key={day}>
              <th scope="row">{day}</th>
              <td>{storedBytes.toLocaleString("en")}</td>
              {states.map((state) => (
                <td key={state}>{(byState[state] ?? 0).toLocaleString("en")}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </NumberTable>
    </details>
  );
}
