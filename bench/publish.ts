import { measurePortalUnderLoad } from "./publish/portal-load.ts";
import { measureFullStore, measureWorkers } from "./publish/rate.ts";
import { measureRoundTrips } from "./publish/round-trips.ts";
import { type MeasuredServices, type RunningStore, startMeasuredServices } from "./publish/running-store.ts";
import { measureVerdict } from "./publish/verdict.ts";
import type { Measurement } from "./report.ts";

type Parts = { services: MeasuredServices; store: () => Promise<RunningStore> };

const measures: Record<string, (parts: Parts) => Promise<Measurement | readonly Measurement[]>> = {
  "round-trips": ({ services }) => measureRoundTrips(services),
  verdict: async ({ services, store }) => measureVerdict(services, await store()),
  load: async ({ store }) => measurePortalUnderLoad(await store()),
  workers: async ({ store }) => measureWorkers(await store()),
  "full-store": ({ services }) => measureFullStore(services),
};

/**
 * Measures the way of a version through the whole built product, on real services of its own.
 *
 * @param options which measures to take; without any, all
 */
export async function run(options: readonly string[] = []): Promise<Measurement[]> {
  const unknown = options.filter((name) => !(name in measures));
  if (unknown.length > 0) {
    throw new Error(
      `There is no measure ${unknown.join(", ")}; there are ${Object.keys(measures).join(", ")}.`,
    );
  }
  const services = await startMeasuredServices();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void services.stop().finally(() => process.exit(1)));
  }
  let main: Promise<RunningStore> | undefined;
  const store = () => {
    main ??= services.openStore();
    return main;
  };
  try {
    const measured: Measurement[] = [];
    for (const [name, measure] of Object.entries(measures)) {
      if (options.length > 0 && !options.includes(name)) continue;
      const from = performance.now();
      measured.push(...[await measure({ services, store })].flat());
      console.error(`${name} took ${Math.round((performance.now() - from) / 1000)} s`);
    }
    return measured;
  } finally {
    await services.stop();
  }
}
