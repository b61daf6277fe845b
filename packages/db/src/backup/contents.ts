import pg from "pg";

/** A table as a backup has it. The rows of a partitioned one are its own, however they are partitioned. */
export interface TableContents {
  schema: string;
  name: string;
  /** In the order of the fields of its rows; without those that the database computes. */
  columns: string[];
  /** What it was cut into, so that the same can be made again; the bounds as PostgreSQL writes them. */
  partitions: { schema: string; name: string; bound: string }[];
}

export interface SequenceState {
  schema: string;
  name: string;
  /** The last number that was given out, in decimal. */
  last: string;
}

/** `"schema"."name"`. */
export function quoted({ schema, name }: { schema: string; name: string }): string {
  return `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
}

/** The migrations' own record: it comes about anew when they are applied. */
export const migrationsTable = "_prisma_migrations";

const ownSchemas = `n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'`;
const notOfAnExtension = `NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
  AND d.deptype = 'e')`;

/** Every table that holds rows of the store, by name. */
export async function listTables(client: pg.ClientBase): Promise<TableContents[]> {
  const { rows } = await client.query<TableContents>(
    `SELECT n.nspname AS schema, c.relname AS name,
       ARRAY(SELECT a.attname::text FROM pg_attribute a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
         ORDER BY a.attnum) AS columns,
       COALESCE((SELECT json_agg(json_build_object('schema', pn.nspname, 'name', p.relname,
           'bound', pg_get_expr(p.relpartbound, p.oid)) ORDER BY p.relname)
         FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace
         WHERE i.inhparent = c.oid AND p.relispartition), '[]'::json) AS partitions
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
       AND ${ownSchemas} AND ${notOfAnExtension} AND c.relname <> $1
     ORDER BY n.nspname, c.relname`,
    [migrationsTable],
  );
  return rows;
}

/**
 * Where the sequences stand. They do not belong to a snapshot: what is read after one was taken is at least as far as
 * any row of it.
 */
export async function listSequences(client: pg.ClientBase): Promise<SequenceState[]> {
  const { rows } = await client.query<SequenceState>(
    `SELECT schemaname AS schema, sequencename AS name, last_value::text AS last FROM pg_sequences
     WHERE last_value IS NOT NULL ORDER BY schemaname, sequencename`,
  );
  return rows;
}

export interface AppliedMigration {
  name: string;
  /** SHA-256 of its text. */
  checksum: string;
}

/** What was applied to a database, oldest first; nothing where no migration ever was. */
export async function listMigrations(client: pg.ClientBase): Promise<AppliedMigration[]> {
  const { rows: known } = await client.query("SELECT to_regclass($1) IS NOT NULL AS found", [
    migrationsTable,
  ]);
  if (!(known[0] as { found: boolean }).found) return [];
  const { rows } = await client.query<AppliedMigration>(
    `SELECT migration_name AS name, checksum FROM ${migrationsTable}
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows;
}
