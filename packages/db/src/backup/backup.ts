export type { SequenceState, TableContents } from "./contents.ts";
export { type DumpedDatabase, dumpDatabase } from "./dump-database.ts";
export {
  type RestorableDump,
  type RestoredDatabase,
  requireRestorable,
  restoreDatabase,
} from "./restore-database.ts";
