export { createObjectStore } from "./object-store.ts";
export type { StorageConnection } from "./s3-client.ts";
