export type { SequenceState, TableContents } from "./contents.ts";
export { type DumpedDatabase, dumpDatabase } from "./dump-database.ts";
export {
  type RestorableDump,
  type RestoredDatabase,
  RestoreRefused,
  restoreDatabase,
} from "./restore-database.ts";
