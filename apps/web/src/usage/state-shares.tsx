import { Text } from "@mantine/core";
import type { UsageDay } from "@mosis/domain";
import { formatBytes } from "@/ui/format-bytes.ts";
import { exactBytes } from "./exact.ts";
import { stateLooks, statesOf } from "./state-looks.ts";
import classes from "./usage.module.css";

/** What is stored by what it belongs to, the most first. */
export function StateShares({ day }: { day: UsageDay }) {
  const states = statesOf([day.byState]);
  if (states.length === 0) return <Text c="dimmed">Nothing is stored yet.</Text>;
  return (
    <ul className={classes.shares}>
      {states.map((state) => {
        const bytes = day.byState[state] ?? 0;
        const share = (bytes / day.storedBytes) * 100;
        const { label, color } = stateLooks[state];
        return (
          <li key={state} className={classes.share} title={exactBytes(bytes)}>
            <span>{label}</span>
            <span className={classes.bar} aria-hidden="true">
              <span
                style={{
                  width: `${share}%`,
                  background: `var(--mantine-color-${color.replace(".", "-")})`,
                }}
              />
            </span>
            <span>{formatBytes(bytes)}</span>
            <span>{share < 0.1 ? "< 0.1" : share.toFixed(1)} %</span>
          </li>
        );
      })}
    </ul>
  );
}
