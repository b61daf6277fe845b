import { expect, test } from "vitest";
import type { Judgement } from "./judgement.ts";
import { describeCount, type Findings, goalsOf, isCountMet, renderReport } from "./report.ts";

const calm: Judgement = {
  stories: 2,
  versions: 4,
  objects: 9,
  lostOrDoubled: [],
  audit: [],
  unsettled: [],
  ledger: [],
  bytes: [],
  fine: new Set(),
};
const none = { cut: 0, reset: 0, refuse: 0, drop_answer: 0, delay: 0, pause: 0 };
const findings: Findings = {
  seed: 7,
  machine: "2 cores",
  minutes: 3,
  kills: {
    kills: [
      { point: "feed.write · after objects.put #1", kills: 21, fine: 21 },
      { point: "feed.write · before objects.put #1", kills: 20, fine: 20 },
    ],
    processes: 50,
    retries: 3,
    surprises: new Map(),
    settledMs: 9_100,
    judgement: calm,
  },
  overwrites: [
    {
      point: "upload.complete · before db.transaction #1",
      replacement: "a longer package",
      problem: null,
      outcome: "refused as changed",
    },
  ],
  faults: {
    injected: { postgres: { ...none, cut: 2 }, redis: none, storage: none },
    connections: { postgres: 5, redis: 1, storage: 1 },
    emptied: 2,
    retries: 1,
    surprises: new Map(),
    settledMs: 20_000,
    judgement: calm,
  },
};

test("a run without harm done meets every goal and has nothing to tell", () => {
  expect(goalsOf(findings).filter((goal) => !isCountMet(goal))).toEqual([]);
  const page = renderReport(findings);
  expect(page).toContain("| `feed.write · after objects.put #1` | 21 | 21 |");
  expect(page).toContain("| postgres | 5 | 2 | 0 | 0 | 0 | 0 | 0 |");
  expect(page).toContain("versions lost or doubled: 0, goal 0, met");
  expect(page).not.toContain("What was found");
});

test("what went wrong misses its goal and is told", () => {
  const lost = { ...calm, lostOrDoubled: ["version 1 is missing"] };
  const page = renderReport({
    ...findings,
    kills: { ...findings.kills, judgement: lost, kills: [{ point: "p", kills: 19, fine: 18 }] },
    faults: { ...findings.faults, surprises: new Map([["upload.start: Error: odd", 2]]) },
  });
  expect(page).toContain("versions lost or doubled: 1, goal 0, missed");
  expect(page).toContain("kills of the failpoint killed least often: 19, goal 20, missed");
  expect(page).toContain("- lostOrDoubled: version 1 is missing");
  expect(page).toContain("- failed 2 times: upload.start: Error: odd");
});

test("a goal is met at its bound", () => {
  expect(describeCount({ name: "seconds", count: 300, goal: 300 })).toBe("seconds: 300, goal 300, met");
  expect(isCountMet({ name: "kills", count: 20, goal: 20, atLeast: true })).toBe(true);
  expect(isCountMet({ name: "kills", count: Number.POSITIVE_INFINITY, goal: 20 })).toBe(false);
});
