import { createObjectStore } from "@mosis/storage";
import { bucketOf } from "@mosis/storage/settings";
import { createContainer } from "@mosis/worker/container";
import { type Env, readEnv } from "@mosis/worker/env";

/** The driver's own way into the store, which no fault disturbs. */
export type Observer = ReturnType<typeof createObserver>;

/** @param variables addresses and keys, named as in the apps' environment. */
export function createObserver(variables: Record<string, string>) {
  const env: Env = readEnv(variables);
  const { app, ports, close } = createContainer(env);
  const bucket = createObjectStore(bucketOf(env));
  return { app, ports, bucket, close };
}
