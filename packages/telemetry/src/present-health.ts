import type { HealthReport } from "./health.ts";

/**
 * A look at a process as it is told: everybody learns whether each part is well, and how long the look took; in what words
 * and numbers, who may see them. Not ready means: send it nothing more.
 */
export function presentHealth(
  report: HealthReport,
  { isDraining, maySeeNumbers }: { isDraining: boolean; maySeeNumbers: boolean },
) {
  const status = isDraining ? ("draining" as const) : report.status;
  const parts = Object.fromEntries(
    report.parts.map(({ name, ok, ms, words, numbers }) => [
      name,
      maySeeNumbers ? { ok, ms, words, ...numbers } : { ok, ms },
    ]),
  );
  return {
    isReady: !isDraining && report.status !== "unavailable",
    document: { status, at: report.at.toISOString(), parts },
  };
}
