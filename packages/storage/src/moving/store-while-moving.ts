import type { ObjectStore } from "@mosis/domain";
import { createObjectStore } from "../object-store.ts";
import type { StorageConnection } from "../s3-client.ts";
import { createMovingStore } from "./moving-store.ts";
import { createSide } from "./s3-side.ts";

/** The object store on its bucket, and while it moves house on the bucket it moves away from as well. */
export function createStore(connection: StorageConnection, old: StorageConnection | null): ObjectStore {
  if (!old) return createObjectStore(connection);
  return createMovingStore({ to: createSide(connection), from: createSide(old) });
}
