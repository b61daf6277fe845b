export type Goal = {
  name: string;
  /** Ours divided by the other side, of times, CPU or bytes: smaller is better, unless `atLeast` is set. */
  ratio: number;
  goal: number;
  /** For ratios of rates, where larger is better. */
  atLeast?: boolean;
};

/** A table of what was measured, and the goals it is held against. */
export type Measurement = {
  title: string;
  columns: readonly string[];
  /** One row a contender; numbers are set to the right, so give them their unit in the column's name. */
  rows: readonly (readonly (string | number)[])[];
  goals: readonly Goal[];
};

/**
 * A benchmark: every `bench/NAME.ts` exports it as `run`, and gives one measurement or several. What is written behind
 * its name on the command line comes as `options`.
 */
export type Benchmark = (options: readonly string[]) => Promise<Measurement | readonly Measurement[]>;

export function isMet({ ratio, goal, atLeast = false }: Goal): boolean {
  return atLeast ? ratio >= goal : ratio <= goal;
}

/** `NAME: ratio 1.08, goal 1.20, met` */
export function describeGoal(goal: Goal): string {
  const verdict = isMet(goal) ? "met" : "missed";
  return `${goal.name}: ratio ${goal.ratio.toFixed(2)}, goal ${goal.goal.toFixed(2)}, ${verdict}`;
}

/** Each measurement under the one before. */
export function renderMeasurements(measurements: readonly Measurement[]): string {
  return measurements.map(renderMeasurement).join("\n\n\n");
}

/** Whether every goal of every measurement is met. */
export function allMet(measurements: readonly Measurement[]): boolean {
  return measurements.every(({ goals }) => goals.every(isMet));
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
