import { system } from "../actor.ts";
import { inventoryIntervalMs, inventoryMinAgeMs, inventoryQuietMs } from "../inventory.ts";
import type { Ports } from "../ports/ports.ts";
import { deleteKept } from "./quarantine.ts";
import { beginInventory } from "./take-inventory.ts";

/**
 * What the inventory needs by the clock: a run a week, the first once there is something old enough to be judged; a
 * run that fell silent goes on; what has been in quarantine for 30 days is deleted, at most `limit` objects at a time.
 */
export async function tendInventory(ports: Ports, { limit = 200 }: { limit?: number } = {}): Promise<void> {
  await startOrWake(ports);
  for (const kept of await ports.db.quarantine.listExpired(limit))
    await deleteKept(ports, kept, { actor: system, action: "quarantine.expired" });
}

async function startOrWake(ports: Ports): Promise<void> {
  const { db, clock } = ports;
  const [latest, now] = [await db.inventory.findLatest(), (await db.inventory.now()).getTime()];
  if (latest?.status === "running") {
    if (now - latest.changedAt.getTime() < inventoryQuietMs) return;
    // Of two jobs for one slice only one writes; the other finds its turn over.
    const payload = { runId: latest.id, slice: latest.slice };
    await db.outbox.requeue({ name: "bucket.inventory", payload }, clock.now());
    return;
  }
  const isDue = latest
    ? now - latest.startedAt.getTime() >= inventoryIntervalMs
    : await db.inventory.hasOlder(inventoryMinAgeMs);
  if (isDue) await beginInventory(ports, system);
}
