import { expect, test } from "vitest";
import {
  allMet,
  describeGoal,
  isMet,
  type Measurement,
  renderMeasurement,
  renderMeasurements,
} from "./report.ts";

test("a goal is met at its bound, and the line says so", () => {
  expect(describeGoal({ name: "icons", ratio: 1.08, goal: 1.2 })).toBe("icons: ratio 1.08, goal 1.20, met");
  expect(describeGoal({ name: "icons", ratio: 1.201, goal: 1.2 })).toBe(
    "icons: ratio 1.20, goal 1.20, missed",
  );
  expect(isMet({ name: "rate", ratio: 2, goal: 2, atLeast: true })).toBe(true);
  expect(isMet({ name: "rate", ratio: 1.9, goal: 2, atLeast: true })).toBe(false);
});

test("a ratio that is no number misses", () => {
  expect(isMet({ name: "icons", ratio: Number.NaN, goal: 1 })).toBe(false);
});

test("numbers stand under each other", () => {
  const text = renderMeasurement({
    title: "Icons",
    columns: ["way", "CPU ms"],
    rows: [
      ["one decode", 24.04],
      ["ImageMagick", 1087],
    ],
    goals: [],
  });
  expect(text.split("\n").slice(2)).toEqual([
    "way          CPU ms",
    "───────────  ──────",
    "one decode     24.0",
    "ImageMagick   1,087",
  ]);
});

test("several measurements stand under each other, each with its goals, and all goals count", () => {
  const measured = (title: string, ratio: number): Measurement => ({
    title,
    columns: ["size"],
    rows: [["1 MB"]],
    goals: [{ name: title, ratio, goal: 1.5 }],
  });
  expect(renderMeasurements([measured("Verdict", 1.4), measured("Rate", 1.6)])).toBe(
    [
      ["Verdict", "", "size", "────", "1 MB", "", "Verdict: ratio 1.40, goal 1.50, met"].join("\n"),
      ["Rate", "", "size", "────", "1 MB", "", "Rate: ratio 1.60, goal 1.50, missed"].join("\n"),
    ].join("\n\n\n"),
  );
  expect(allMet([measured("Verdict", 1.4), measured("Rate", 1.5)])).toBe(true);
  expect(allMet([measured("Verdict", 1.4), measured("Rate", 1.6)])).toBe(false);
  expect(allMet([{ ...measured("Rate", 9), goals: [] }])).toBe(true);
});
