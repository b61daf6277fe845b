import { fillBigStore, openDatabase } from "@mosis/devstack";
import { adminAddresses, barePage } from "./admin/addresses.ts";
import { PortalClient } from "./publish/portal-client.ts";
import { startMeasuredServices } from "./publish/running-store.ts";
import type { Measurement } from "./report.ts";
import { median, percentile } from "./statistics.ts";

/** Reads of each address, one after the other in turn, so that what disturbs the machine meets all of them alike. */
const rounds = 40;
const warmUpRounds = 3;
/** The longest an admin should wait for a page, milliseconds. */
const goalMs = 300;

/**
 * Measures every page and read of admins on the built portal over a store of 10,000 apps and 100,000 versions, beside a
 * page that asks the database for nothing but who is signed in.
 */
export async function run(): Promise<Measurement> {
  const services = await startMeasuredServices();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void services.stop().finally(() => process.exit(1)));
  }
  try {
    const store = await services.openStore();
    const from = performance.now();
    const database = openDatabase(store.databaseUrl);
    await fillBigStore(database).finally(() => database.close());
    console.error(`the big store took ${Math.round((performance.now() - from) / 1000)} s`);
    const client = await PortalClient.signIn(store.portalUrl, "Admin");
    await store.grant("admin", "Admin");
    const addresses = [barePage, ...adminAddresses];
    const taken = new Map<string, number[]>(addresses.map((address) => [address, []]));
    for (let round = 0; round < warmUpRounds + rounds; round++) {
      for (const address of addresses) {
        const since = performance.now();
        await client.read(address);
        if (round >= warmUpRounds) taken.get(address)?.push(performance.now() - since);
      }
    }
    const measured = [...taken].map(([address, times]) => ({
      address,
      p50: median(times),
      p95: percentile(times, 0.95),
    }));
    return {
      title: "Pages and reads of admins over 10,000 apps and 100,000 versions, to the last byte",
      columns: ["address", "p50 ms", "p95 ms"],
      rows: measured.map(({ address, p50, p95 }) => [address, p50, p95]),
      goals: measured
        .filter(({ address }) => address !== barePage)
        .map(({ address, p95 }) => ({
          name: `${address}, p95 against ${goalMs} ms`,
          ratio: p95 / goalMs,
          goal: 1,
        })),
    };
  } finally {
    await services.stop();
  }
}
