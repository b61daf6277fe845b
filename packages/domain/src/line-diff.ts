/** A line as a comparison has it. Numbers count from 1; a line that is not on a side has none there. */
export interface DiffLine {
  kind: "same" | "added" | "removed";
  before: number | null;
  after: number | null;
  text: string;
}

/** Differences looked for before all that is left counts as replaced: time and memory grow with their square. */
const mostDifferences = 1_500;

/**
 * What leads from one text to another, line by line (Myers, "An O(ND) Difference Algorithm", 1986). The shortest way up
 * to `mostDifferences` lines; beyond, what lies between the common start and end is removed and added as a whole.
 */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let [endBefore, endAfter] = [before.length, after.length];
  while (endBefore > start && endAfter > start && before[endBefore - 1] === after[endAfter - 1]) {
    endBefore--;
    endAfter--;
  }
  const lines: DiffLine[] = [];
  const same = (a: number, b: number) =>
    lines.push({ kind: "same", before: a + 1, after: b + 1, text: after[b] ?? "" });
  const removed = (a: number) =>
    lines.push({ kind: "removed", before: a + 1, after: null, text: before[a] ?? "" });
  const added = (b: number) =>
    lines.push({ kind: "added", before: null, after: b + 1, text: after[b] ?? "" });

  for (let at = 0; at < start; at++) same(at, at);
  const steps = shortestEdit(before.slice(start, endBefore), after.slice(start, endAfter));
  if (steps) {
    let [a, b] = [start, start];
    for (const step of steps) {
      if (step === "same") same(a++, b++);
      else if (step === "removed") removed(a++);
      else added(b++);
    }
  } else {
    for (let a = start; a < endBefore; a++) removed(a);
    for (let b = start; b < endAfter; b++) added(b);
  }
  for (let at = 0; endBefore + at < before.length; at++) same(endBefore + at, endAfter + at);
  return lines;
}

/** Null when it takes more than `mostDifferences`. */
function shortestEdit(a: readonly string[], b: readonly string[]): DiffLine["kind"][] | null {
  const most = Math.min(a.length + b.length, mostDifferences);
  // How far each diagonal has come, and as it was before each round; a diagonal k is kept at k + most + 1.
  const zero = most + 1;
  const reach = new Int32Array(2 * most + 3);
  const rounds: Int32Array[] = [];
  for (let d = 0; d <= most; d++) {
    rounds.push(reach.slice(zero - d - 1, zero + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const left = reach[zero + k - 1] ?? 0;
      const right = reach[zero + k + 1] ?? 0;
      let x = k === -d || (k !== d && left < right) ? right : left + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach[zero + k] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(rounds, a.length, b.length);
    }
  }
  return null;
}

function walkBack(rounds: readonly Int32Array[], lengthA: number, lengthB: number): DiffLine["kind"][] {
  const steps: DiffLine["kind"][] = [];
  let [x, y] = [lengthA, lengthB];
  for (let d = rounds.length - 1; d >= 0; d--) {
    const reach = rounds[d] ?? new Int32Array(0);
    const of = (k: number) => reach[k + d + 1] ?? 0;
    const k = x - y;
    const from = k === -d || (k !== d && of(k - 1) < of(k + 1)) ? k + 1 : k - 1;
    const startX = d === 0 ? 0 : of(from);
    const startY = d === 0 ? 0 : startX - from;
    while (x > startX && y > startY && x > 0 && y > 0) {
      steps.push("same");
      x--;
      y--;
    }
    if (d === 0) break;
    steps.push(x === startX ? "added" : "removed");
    x = startX;
    y = startY;
  }
  return steps.reverse();
}

/** Stands for so many lines that are the same and are not shown. */
export interface DiffGap {
  kind: "gap";
  lines: number;
}

/** A comparison with `around` lines before and after each change, and gaps in between. */
export function withGaps(lines: readonly DiffLine[], around = 3): (DiffLine | DiffGap)[] {
  const near = new Uint8Array(lines.length);
  for (const [at, { kind }] of lines.entries()) {
    if (kind !== "same") near.fill(1, Math.max(0, at - around), at + around + 1);
  }
  const shown: (DiffLine | DiffGap)[] = [];
  let hidden = 0;
  for (const [at, line] of lines.entries()) {
    if (!near[at]) {
      hidden += 1;
      continue;
    }
    if (hidden > 0) shown.push({ kind: "gap", lines: hidden });
    hidden = 0;
    shown.push(line);
  }
  if (hidden > 0) shown.push({ kind: "gap", lines: hidden });
  return shown;
}
