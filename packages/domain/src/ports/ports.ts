import type { Clock } from "./clock.ts";
import type { ObjectStore } from "./object-store.ts";
import type { Database } from "./stores.ts";

/** What every use case may reach: the database, the bucket and the time. */
export interface Ports {
  db: Database;
  objects: ObjectStore;
  clock: Clock;
}
