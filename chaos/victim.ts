import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { createFailpoints, type Failpoint, type Failpoints } from "./failpoints.ts";
import { noteDescriptor, type Order, type Report } from "./fleet.ts";

/**
 * Makes this process one that can be killed at failpoints: it tells the driver of each that it reaches for the first
 * time, and ends itself by SIGKILL at one it was armed with.
 */
export function becomeVictim(otherwise: string): Failpoints {
  let armed: ReadonlySet<string> = new Set();
  let spared: ReadonlySet<string> = new Set();
  const reached = new Set<string>();

  function onReach(point: Failpoint): void {
    const { name, running } = point;
    if (!reached.has(name)) {
      reached.add(name);
      tell({ reached: name });
    }
    if (!armed.has(name) || running.some((subject) => spared.has(subject))) return;
    tell({ dying: point });
    process.kill(process.pid, "SIGKILL");
    // The signal takes this process before anything else runs in it.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }

  process.on("message", (order: Order) => {
    if (order.type !== "arm") return;
    armed = new Set(order.points);
    spared = new Set(order.spared);
  });
  // The driver is gone, and with it whoever wants to know.
  process.on("disconnect", () => process.exit(1));
  return createFailpoints({ onReach, otherwise });
}

/** Tells the driver that this process waits for orders. */
export function reportReady(): void {
  // So that the next process starts faster; one that is killed would not leave it.
  flushCompileCache();
  process.send?.({ type: "ready" } satisfies Report);
}

/** Synchronously, since this process may have no next moment. */
function tell(note: unknown): void {
  writeSync(noteDescriptor, `${JSON.stringify(note)}\n`);
}
