import type { JobName, JobProcessors } from "@mosis/domain";
import { type ContainerOptions, createContainer } from "../container.ts";
import type { Env } from "../env.ts";
import { createMakers } from "../makers.ts";
import { createProcessors } from "../processors.ts";
import { createSigner } from "../signing-keys.ts";

/** Ends a worker: what runs may take `graceMs` more, the rest is handed back. Asked again, it waits for the same end. */
export type StopWorker = (graceMs?: number) => Promise<void>;

/**
 * Starts a worker as main.ts wires it, in the process of the test.
 * @param options.idle jobs in which it does nothing: those of others in the same bucket, or what a test decides itself.
 */
export async function startWorker(
  env: Env,
  { idle = [], ...options }: ContainerOptions & { idle?: readonly JobName[] } = {},
): Promise<StopWorker> {
  const { ports, senders, objects, startJobs, close } = createContainer(env, options);
  const processors = createProcessors({
    ...ports,
    ...senders,
    ...createMakers(objects),
    signer: await createSigner(env.RELEASE_SIGNING_KEYS, new Date()),
  });
  const nothing = Object.fromEntries(idle.map((name) => [name, async () => {}]));
  const jobs = await startJobs({ ...processors, ...nothing } as JobProcessors);
  let stopped: Promise<void> | undefined;
  return (graceMs = 20_000) => {
    stopped ??= jobs.stop(graceMs).then(close);
    return stopped;
  };
}
