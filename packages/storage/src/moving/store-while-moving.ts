import type { ObjectStore, StorageCall } from "@mosis/domain";
import { createObjectStore } from "../object-store.ts";
import type { StorageConnection } from "../s3-client.ts";
import { createMovingStore } from "./moving-store.ts";
import { createSide } from "./s3-side.ts";

/**
 * The object store on its bucket, and while it moves house on the bucket it moves away from as well.
 * @param options.onCall as for `createObjectStore`; told of the calls to both.
 */
export function createStore(
  connection: StorageConnection,
  { old, onCall }: { old: StorageConnection | null; onCall: (call: StorageCall) => void },
): ObjectStore {
  if (!old) return createObjectStore(connection, onCall);
  return createMovingStore({ to: createSide(connection, onCall), from: createSide(old, onCall) });
}
