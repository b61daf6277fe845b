export { createDatabase, type DatabaseOptions, type PostgresDatabase } from "./database.ts";
