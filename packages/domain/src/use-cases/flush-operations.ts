import type { DeveloperId } from "../ids.ts";
import type { AppOperations, OperationMeter } from "../operation-meter.ts";
import type { Ports } from "../ports/ports.ts";
import type { OperationCount } from "../usage.ts";

/** How often a process hands over the calls it has counted: what a killed process has counted since is lost. */
export const flushEveryMs = 30_000;

/**
 * Hands over the calls to storage that this process has counted, to the accounts that have the apps now. When that
 * fails they stay counted.
 */
export async function flushOperations(
  { db, clock }: Pick<Ports, "db" | "clock">,
  meter: OperationMeter,
): Promise<void> {
  const counts = meter.take();
  if (counts.length === 0) return;
  try {
    const owners = await db.apps.ownersOf(counts.flatMap(({ appId }) => appId ?? []));
    await db.usage.addOperations(
      clock.now(),
      byDeveloper(counts, (appId) => (appId && owners.get(appId)) ?? null),
    );
  } catch (error) {
    meter.giveBack(counts);
    throw error;
  }
}

/** One count for each developer: a statement that adds them meets each row once. */
function byDeveloper(
  counts: readonly AppOperations[],
  ownerOf: (appId: AppOperations["appId"]) => DeveloperId | null,
): OperationCount[] {
  const found = new Map<DeveloperId | null, OperationCount>();
  for (const { appId, classA, classB, egressBytes } of counts) {
    const developerId = ownerOf(appId);
    const known = found.get(developerId) ?? { developerId, classA: 0, classB: 0, egressBytes: 0 };
    found.set(developerId, {
      developerId,
      classA: known.classA + classA,
      classB: known.classB + classB,
      egressBytes: known.egressBytes + egressBytes,
    });
  }
  return [...found.values()];
}
