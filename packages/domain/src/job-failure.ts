/**
 * How a job failed: `retry` for what a repetition may mend, `permanent` for what none can, `poison` for a job that
 * harms whoever takes it: its payload breaks the contract, or its workers die of it.
 */
export const failureClasses = ["retry", "permanent", "poison"] as const;
export type FailureClass = (typeof failureClasses)[number];

/** Why a job was given up. */
export interface JobFailure {
  /** `retry` when it was repeated as often as it may be. */
  class: FailureClass;
  /** Stable: an expected failure's code, or one of the queue's own. */
  code: string;
  /** A sentence for a person, without secrets. */
  message: string;
  /** Under which the worker's log has the whole error. */
  incidentId: string;
  /** Runs that failed. */
  attempts: number;
}
