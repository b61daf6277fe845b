import { type Around, surroundCalls, surroundPorts } from "@mosis/domain/interrupted-ports";
import type { Adapters } from "@mosis/worker/container";

/** The same adapters, with `around` about each call of a port, those of the outbox's relay among them. */
export function surroundAdapters(adapters: Adapters, around: Around): Adapters {
  const { db, objects, clock } = adapters;
  const surrounded = surroundPorts({ db, objects, clock }, around);
  // The port's one method that gives no promise.
  const { onOutbox } = db.relay;
  const relay = { ...surroundCalls("relay", db.relay, around), onOutbox };
  return { clock, objects: surrounded.objects, db: { ...db, ...surrounded.db, relay } };
}
