/** Tests that passed, and everything else that was meant to pass. */
export type Count = { passed: number; failed: number };

type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
};

type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: unknown[];
};

/**
 * Counts Vitest's JSON report. A file that broke before its first test counts as one failure, and so does each
 * skipped test: what did not run has not passed.
 */
export function countVitest(report: VitestReport): Count {
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numPendingTests + report.numTodoTests + brokenFiles.length,
  };
}

/** Counts Playwright's JSON report. Flaky and skipped journeys have failed, and so has each error outside of one. */
export function countPlaywright({ stats, errors }: PlaywrightReport): Count {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped + errors.length };
}

/**
 * The count of a runner as a whole: without a report it crashed, without a test it proved nothing, and an error
 * code without a failed test is a failure that it could not count. Each of these is one failure.
 */
export function judgeRunner(count: Count | null, exitCode: number): Count {
  const { passed, failed } = count ?? { passed: 0, failed: 0 };
  const isUncounted = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: isUncounted ? 1 : failed };
}
