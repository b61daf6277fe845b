export type Goal = {
  name: string;
  /** Ours divided by the other side, of times, CPU or bytes: smaller is better, unless `atLeast` is set. */
  ratio: number;
  goal: number;
  /** For ratios of rates, where larger is better. */
  atLeast?: boolean;
};

/** What a benchmark measured. Every `bench/NAME.ts` exports `run(): Promise<Measurement>`. */
export type Measurement = {
  title: string;
  columns: readonly string[];
  /** One row a contender; numbers are set to the right, so give them their unit in the column's name. */
  rows: readonly (readonly (string | number)[])[];
  goals: readonly Goal[];
};

export function isMet({ ratio, goal, atLeast = false }: Goal): boolean {
  return atLeast ? ratio >= goal : ratio <= goal;
}

/** `NAME: ratio 1.08, goal 1.20, met` */
export function describeGoal(goal: Goal): string {
  const verdict = isMet(goal) ? "met" : "missed";
  return `${goal.name}: ratio ${goal.ratio.toFixed(2)}, goal ${goal.goal.toFixed(2)}, ${verdict}`;
}

/** The title, an aligned table and a line for each goal. */
export function renderMeasurement({ title, columns, rows, goals }: Measurement): string {
  const cells = [columns, ...rows].map((row) => row.map((cell) => show(cell)));
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  const isNumeric = columns.map((_, column) => rows.every((row) => typeof row[column] === "number"));
  const lines = cells.map((row) =>
    row
      .map((cell, column) =>
        isNumeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => "─".repeat(width)).join("  "));
  return [title, "", ...lines, "", ...goals.map(describeGoal)].join("\n").trimEnd();
}

/** Three significant digits are more than a benchmark on a shared machine can promise. */
function show(cell: string | number): string {
  if (typeof cell === "string") return cell;
  if (Number.isInteger(cell) || Math.abs(cell) >= 100) return Math.round(cell).toLocaleString("en-US");
  return cell.toPrecision(3);
}
