import { createContainer } from "./container.ts";
import { readEnv } from "./env.ts";
import { startHealthServer } from "./health-server.ts";
import { createMakers } from "./makers.ts";
import { createProcessors } from "./processors.ts";
import { createSigner } from "./signing-keys.ts";

/** What runs may take this long to finish when the worker is told to stop; the rest goes back to the queue. */
const graceMs = 20_000;

async function main(): Promise<void> {
  const env = readEnv();
  const signer = await createSigner(env.RELEASE_SIGNING_KEYS, new Date());
  const container = createContainer(env);
  const { ports, senders, objects, log } = container;
  const health = await startHealthServer(container.watch, {
    host: env.HEALTH_HOST,
    port: env.HEALTH_PORT,
    onError: (error) => log.error({ err: error }, "a question about this worker was not answered"),
  });
  const processors = createProcessors({
    ...ports,
    ...senders,
    ...createMakers(objects),
    signer,
    onEventsRead(read) {
      if (read.dropped > 0 || read.refused > 0) log.warn(read, "some of what the edge noted does not count");
    },
    onLogsImported(imported) {
      if (imported.refused > 0 || imported.late > 0)
        log.warn(imported, "some of a CDN's logs does not count");
      else if (imported.files > 0) log.info(imported, "logs of a CDN counted");
    },
    onDayRebuilt(rebuilt) {
      if (rebuilt.differed > 0) log.warn(rebuilt, "a day's downloads were summed up again, and put right");
      else log.info(rebuilt, "a day's downloads were summed up again, to the same");
    },
  });
  const jobs = await container.startJobs(processors);
  log.info({ port: health.port }, "worker ready");

  const stop = async (signal: NodeJS.Signals) => {
    log.info({ signal }, "worker stops");
    health.drain();
    await jobs.stop(graceMs);
    await container.close();
    await health.close();
    // A job that did not finish in time was handed back; its code must not go on beside the next attempt.
    process.exit(0);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
