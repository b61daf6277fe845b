import { expect, test } from "vitest";
import { countPlaywright, countVitest, judgeRunner } from "./count-results.ts";

test("what did not run has not passed", () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: [
      { status: "failed", assertionResults: [] },
      { status: "failed", assertionResults: [{}] },
    ],
  };
  expect(countVitest(report)).toEqual({ passed: 3, failed: 5 });
  const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 1 };
  expect(countPlaywright({ stats, errors: ["global set-up"] })).toEqual({ passed: 4, failed: 4 });
});

test("a runner that crashed, ran nothing or ended with an error has failed", () => {
  expect(judgeRunner(null, 1)).toEqual({ passed: 0, failed: 1 });
  expect(judgeRunner(null, 0)).toEqual({ passed: 0, failed: 1 });
  expect(judgeRunner({ passed: 0, failed: 0 }, 0)).toEqual({ passed: 0, failed: 1 });
  expect(judgeRunner({ passed: 5, failed: 0 }, 1)).toEqual({ passed: 5, failed: 1 });
  expect(judgeRunner({ passed: 5, failed: 2 }, 1)).toEqual({ passed: 5, failed: 2 });
  expect(judgeRunner({ passed: 5, failed: 0 }, 0)).toEqual({ passed: 5, failed: 0 });
});
