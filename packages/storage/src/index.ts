export { createMovingStore } from "./moving/moving-store.ts";
export { createSide } from "./moving/s3-side.ts";
export { createObjectStore } from "./object-store.ts";
export type { StorageConnection } from "./s3-client.ts";
