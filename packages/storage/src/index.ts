export { createFolderSource } from "./moving/folder-source.ts";
export { type Moved, type MoveProgress, moveObjects, surveyMove } from "./moving/move-objects.ts";
export { openMoveRecord, RecordUnusable } from "./moving/move-record.ts";
export { troubleOf } from "./moving/move-trouble.ts";
export { createSide } from "./moving/s3-side.ts";
export { createStore } from "./moving/store-while-moving.ts";
export { createObjectStore } from "./object-store.ts";
export type { StorageConnection } from "./s3-client.ts";
export { unpackGzip } from "./unpack-gzip.ts";
