import { expect, test } from "vitest";
import { type DiffLine, diffLines, withGaps } from "./line-diff.ts";

/** Repeats itself: a failure can be looked at again. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const sideOf = (lines: readonly DiffLine[], left: DiffLine["kind"]) =>
  lines.filter(({ kind }) => kind !== left).map(({ text }) => text);

/** By dynamic programming, to know how short it can be. */
function fewestChanges(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, left] of a.entries()) {
    const next = [i + 1];
    for (const [j, right] of b.entries())
      next.push(left === right ? (row[j] ?? 0) : 1 + Math.min(row[j + 1] ?? 0, next[j] ?? 0));
    row = next;
  }
  return row[b.length] ?? 0;
}

test("leads from any text to any other, by the shortest way, with numbers that count both sides", () => {
  for (let seed = 1; seed <= 400; seed++) {
    const random = randomNumbers(seed);
    const text = () => Array.from({ length: random(14) }, () => "abcd"[random(4)] ?? "");
    const [before, after] = [text(), text()];
    const lines = diffLines(before, after);
    expect(sideOf(lines, "added"), `seed ${seed}`).toEqual(before);
    expect(sideOf(lines, "removed"), `seed ${seed}`).toEqual(after);
    const count = (side: "before" | "after") => lines.flatMap((line) => line[side] ?? []);
    expect(count("before")).toEqual(before.map((_, at) => at + 1));
    expect(count("after")).toEqual(after.map((_, at) => at + 1));
    const changes = lines.filter(({ kind }) => kind !== "same").length;
    expect(changes, `seed ${seed}`).toBe(fewestChanges(before, after));
  }
});

test("what has nothing in common is replaced as a whole, in little time", () => {
  const before = Array.from({ length: 20_000 }, (_, at) => `a${at}`);
  const after = Array.from({ length: 20_000 }, (_, at) => `b${at}`);
  const lines = diffLines(["same", ...before, "end"], ["same", ...after, "end"]);
  expect(lines).toHaveLength(40_002);
  expect(sideOf(lines, "added")).toEqual(["same", ...before, "end"]);
  expect(sideOf(lines, "removed")).toEqual(["same", ...after, "end"]);
});

test("far from changes, lines are counted and not shown", () => {
  const before = Array.from({ length: 30 }, (_, at) => String(at));
  const after = before.with(15, "new");
  const shown = withGaps(diffLines(before, after), 2);
  expect(shown.map((line) => (line.kind === "gap" ? line.lines : `${line.kind} ${line.text}`))).toEqual([
    13,
    "same 13",
    "same 14",
    "removed 15",
    "added new",
    "same 16",
    "same 17",
    12,
  ]);
  expect(withGaps(diffLines(before, before))).toEqual([{ kind: "gap", lines: 30 }]);
  expect(withGaps([])).toEqual([]);
});
