import { type AlertName, type AlertRow, type AlertState, alertNames } from "@mosis/domain";
import { Prisma } from "../generated/client.ts";

export interface AlertTableRow {
  name: string;
  status: string;
  since: Date;
  lastAboveAt: Date | null;
  value: number | null;
  above: number | null;
  forSeconds: number | null;
  isMuted: boolean | null;
}

export const alertColumns = Prisma.sql`
  name, status, since, last_above_at AS "lastAboveAt", value, above, for_seconds AS "forSeconds",
  is_muted AS "isMuted"`;

/** Alerts there are no more keep their row, and are not told of. */
export function toAlertRows(rows: readonly AlertTableRow[]): Map<AlertName, AlertRow> {
  const known = new Set<string>(alertNames);
  return new Map(
    rows
      .filter(({ name }) => known.has(name))
      .map(({ name, status, above, forSeconds, isMuted, ...state }) => [
        name as AlertName,
        {
          state: {
            status: status as AlertState["status"],
            since: state.since,
            lastAboveAt: state.lastAboveAt,
            value: state.value,
          },
          limits:
            above !== null && forSeconds !== null && isMuted !== null ? { above, forSeconds, isMuted } : null,
        },
      ]),
  );
}
