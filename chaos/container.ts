import { createObjectStore } from "@mosis/storage";
import { createContainer } from "@mosis/worker/container";
import { type Env, readEnv } from "@mosis/worker/env";

/** The driver's own way into the store, which no fault disturbs. */
export type Observer = ReturnType<typeof createObserver>;

/** @param variables addresses and keys, named as in the apps' environment. */
export function createObserver(variables: Record<string, string>) {
  const env: Env = readEnv(variables);
  const { app, ports, close } = createContainer(env);
  const bucket = createObjectStore({
    provider: env.STORAGE_PROVIDER,
    ...(env.S3_ENDPOINT && { endpoint: env.S3_ENDPOINT }),
    region: env.S3_REGION,
    bucket: env.S3_BUCKET,
    accessKeyId: env.S3_ACCESS_KEY_ID,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY,
  });
  return { app, ports, bucket, close };
}
