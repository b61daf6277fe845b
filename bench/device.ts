import { measureUpdateChecks } from "./device/update-checks.ts";
import type { Measurement } from "./report.ts";

type Measure = () => Promise<Measurement>;

const measures: Record<string, Measure> = {
  updates: measureUpdateChecks,
};

/**
 * What devices ask of the edge: update checks beside a bare server, beside a route of the portal, downloads beside bare
 * storage, and signing an address beside the AWS SDK.
 *
 * @param options which measures to take; without any, all
 */
export async function run(options: readonly string[] = []): Promise<Measurement[]> {
  const unknown = options.filter((name) => !(name in measures));
  if (unknown.length > 0)
    throw new Error(`There is no ${unknown.join(", ")} here: ${Object.keys(measures).join(", ")}.`);
  const measured: Measurement[] = [];
  for (const [name, measure] of Object.entries(measures)) {
    if (options.length === 0 || options.includes(name)) measured.push(await measure());
  }
  return measured;
}
