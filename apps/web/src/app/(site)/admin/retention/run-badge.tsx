import { Badge } from "@mantine/core";
import type { SweepRun } from "@mosis/domain";

const hourMs = 60 * 60 * 1000;

/** How a run ended. One that has been at it for an hour has lost its worker; the next run goes on. */
export function RunBadge({ run }: { run: Pick<SweepRun, "outcome" | "startedAt"> }) {
  if (run.outcome === "stopped") return <Badge color="orange">Stopped</Badge>;
  if (run.outcome === "done") return <Badge color="green">Done</Badge>;
  return Date.now() - run.startedAt.getTime() > hourMs ? (
    <Badge color="gray">Broken off</Badge>
  ) : (
    <Badge color="blue">Running</Badge>
  );
}
