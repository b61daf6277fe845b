import { setTimeout as sleep } from "node:timers/promises";
import { expireUploads } from "@mosis/domain";
import type { Clients } from "./clients.ts";
import { quietMs } from "./timing.ts";
import { unsettled } from "./unsettled.ts";
import type { World } from "./world.ts";

const twoHours = 2 * 60 * 60 * 1000;

/**
 * Ends uploads of which nothing is heard any more, as the store does after an hour, and waits until nothing is
 * under way any more, or until that has taken longer than it may.
 */
export async function settle(world: World, onProgress: (line: string) => void): Promise<void> {
  const clock = { now: () => new Date(Date.now() + twoHours) };
  const deadline = Date.now() + quietMs;
  let said = "";
  await expireUploads({ ...world.observer.ports, clock });
  for (;;) {
    const left = await unsettled(world.rows);
    if (left.length === 0 || Date.now() > deadline) return;
    if (said !== left.join(", ")) onProgress(`under way: ${left.join(", ")}`);
    said = left.join(", ");
    await sleep(500);
  }
}

/** Waits for the stories that are running, or until one must be stuck, which `failures` then says with its step. */
export async function endOf(
  running: ReadonlySet<Promise<void>>,
  clients: Pick<Clients, "underWay">,
  failures: string[],
): Promise<void> {
  const late = new AbortController();
  const isStuck = await Promise.race([
    Promise.all(running).then(() => false),
    sleep(quietMs, true, { signal: late.signal }),
  ]);
  late.abort();
  if (isStuck) failures.push(`${running.size} stories did not end: ${clients.underWay().join("; ")}`);
}
