export { createJobQueues, type JobQueues, type QueuedJob } from "./job-queues.ts";
export {
  type BeginningRun,
  createJobRunner,
  type FailedRun,
  type JobRunner,
  type JobRunnerOptions,
  type OutboxNotes,
  type RunOutcome,
  runOutcome,
} from "./job-runner.ts";
export type { Logger } from "./logger.ts";
export { type OutboxRelayOptions, startOutboxRelay } from "./outbox-relay.ts";
export type { JobContext, Processor, Processors } from "./perform-job.ts";
