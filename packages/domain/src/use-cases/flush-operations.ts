import type { OperationMeter } from "../operation-meter.ts";
import type { Ports } from "../ports/ports.ts";

/** How often a process hands over the calls it has counted: what a killed process has counted since is lost. */
export const flushEveryMs = 30_000;

/** Hands over the calls to storage that this process has counted. When that fails they stay counted. */
export async function flushOperations(
  { db, clock }: Pick<Ports, "db" | "clock">,
  meter: OperationMeter,
): Promise<void> {
  const counts = meter.take();
  if (counts.length === 0) return;
  try {
    await db.usage.addOperations(clock.now(), counts);
  } catch (error) {
    meter.giveBack(counts);
    throw error;
  }
}
