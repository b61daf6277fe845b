import { type DiffGap, type DiffLine, mostLineLength, shownText, withGaps } from "@mosis/domain";
import { countOf } from "@/ui/count-of.ts";
import classes from "./files.module.css";

const signs = { same: " ", added: "+", removed: "−" } as const;

/** A comparison line by line, in one column or side by side; without a version before, the text alone. */
export function DiffView({
  lines,
  isSplit,
  isWhole,
}: {
  lines: readonly DiffLine[];
  isSplit: boolean;
  /** Every line, not only those near a change. */
  isWhole: boolean;
}) {
  const rows = isWhole ? [...lines] : withGaps(lines);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard (axe: scrollable-region-focusable).
    <section className={`${classes.code} ${isSplit ? classes.split : ""}`} tabIndex={0} aria-label="Text">
      <table>
        <tbody>{isSplit ? sideBySide(rows).map(splitRow) : rows.map(unifiedRow)}</tbody>
      </table>
    </section>
  );
}

function unifiedRow(line: DiffLine | DiffGap, at: number) {
  if (line.kind === "gap") return <GapRow key={`gap ${at}`} gap={line} columns={4} />;
  return (
    <tr key={`${line.before} ${line.after}`} className={lookOf(line)}>
      <td className={classes.number}>{line.before}</td>
      <td className={classes.number}>{line.after}</td>
      <td className={classes.sign}>{signs[line.kind]}</td>
      <LineText text={line.text} />
    </tr>
  );
}

type Pair = DiffGap | { kind: "pair"; before: DiffLine | null; after: DiffLine | null };

/** What was removed beside what was added in its place. */
function sideBySide(rows: readonly (DiffLine | DiffGap)[]): Pair[] {
  const pairs: Pair[] = [];
  let [removed, added]: [DiffLine[], DiffLine[]] = [[], []];
  const flush = () => {
    for (let at = 0; at < Math.max(removed.length, added.length); at++)
      pairs.push({ kind: "pair", before: removed[at] ?? null, after: added[at] ?? null });
    [removed, added] = [[], []];
  };
  for (const row of rows) {
    if (row.kind === "removed") removed.push(row);
    else if (row.kind === "added") added.push(row);
    else {
      flush();
      pairs.push(row.kind === "gap" ? row : { kind: "pair", before: row, after: row });
    }
  }
  flush();
  return pairs;
}

function splitRow(pair: Pair, at: number) {
  if (pair.kind === "gap") return <GapRow key={`gap ${at}`} gap={pair} columns={4} />;
  const { before, after } = pair;
  return (
    <tr key={`${before?.before} ${after?.after}`}>
      <td className={`${classes.number} ${lookOf(before) ?? ""}`}>{before?.before}</td>
      <LineText text={before?.text ?? ""} look={lookOf(before)} />
      <td className={`${classes.number} ${lookOf(after) ?? ""}`}>{after?.after}</td>
      <LineText text={after?.text ?? ""} look={lookOf(after)} />
    </tr>
  );
}

function lookOf(line: DiffLine | null): string | undefined {
  return line === null || line.kind === "same" ? undefined : classes[line.kind];
}

function GapRow({ gap, columns }: { gap: DiffGap; columns: number }) {
  return (
    <tr className={classes.gap}>
      <td colSpan={columns}>{countOf(gap.lines, "line")} as before</td>
    </tr>
  );
}

function LineText({ text, look }: { text: string; look?: string | undefined }) {
  const shown = shownText(text.slice(0, mostLineLength));
  const left = text.length - mostLineLength;
  return (
    <td className={`${classes.text} ${look ?? ""}`}>
      {shown}
      {left > 0 && <span className={classes.more}> … {left.toLocaleString("en")} more characters</span>}
    </td>
  );
}
