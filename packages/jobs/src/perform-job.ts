import { type JobName, type JobPayload, jobPayloads } from "@mosis/domain";

/** What a processor gets beside the payload. */
export interface JobContext {
  /** Aborted when another worker may have taken the job over, and on shutdown after the grace period. */
  signal: AbortSignal;
  /** Of the job in its queue. */
  id: string;
  /** 1 for the first run. */
  attempt: number;
}

/** Does one kind of job. It may be run again at any time, also while an earlier run has not noticed its end. */
export type Processor<Name extends JobName> = (
  payload: JobPayload<Name>,
  context: JobContext,
) => Promise<void>;
/** One processor for each job: one that is missing does not compile. */
export type Processors = { readonly [Name in JobName]: Processor<Name> };

/** The job does not keep its contract, and no repetition will change that. */
export class InvalidJobError extends Error {
  constructor(name: string, problem: string) {
    super(`The payload of a ${name} job breaks its contract: ${problem}`);
    this.name = "InvalidJobError";
  }
}

/** This worker has no such job; another may be newer. */
export class UnknownJobError extends Error {
  constructor(name: string) {
    super(`This worker knows no job named ${name}.`);
    this.name = "UnknownJobError";
  }
}

/** Workers that took the job fell silent, again and again. */
export class StallingJobError extends Error {
  constructor(count: number) {
    super(`${count} workers in a row fell silent over this job.`);
    this.name = "StallingJobError";
  }
}

/**
 * Runs the processor of a job.
 * @throws InvalidJobError for a payload that breaks the contract; UnknownJobError for a name that is not known;
 *   whatever the processor throws.
 */
export async function performJob(
  processors: Processors,
  job: { name: string; data: unknown },
  context: JobContext,
): Promise<void> {
  if (!isJobName(job.name)) throw new UnknownJobError(job.name);
  await performKnown(processors, job.name, job.data, context);
}

async function performKnown<Name extends JobName>(
  processors: Processors,
  name: Name,
  data: unknown,
  context: JobContext,
): Promise<void> {
  const parsed = jobPayloads[name].safeParse(data);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.join(".") || "payload"}: ${message}`,
    );
    throw new InvalidJobError(name, problems.join("; "));
  }
  await processors[name](parsed.data as JobPayload<Name>, context);
}

function isJobName(name: string): name is JobName {
  return Object.hasOwn(jobPayloads, name);
}
