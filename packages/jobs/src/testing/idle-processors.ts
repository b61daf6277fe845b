import { jobNames } from "@mosis/domain";
import type { Processors } from "../perform-job.ts";

/** Does every job by doing nothing. */
export const idleProcessors = Object.fromEntries(
  jobNames.map((name) => [name, async () => {}]),
) as unknown as Processors;
