import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

/** Nothing of the database is left out: every table and enum is managed by the migrations. */
export const wholeDatabase: glue.SchemaFilter = { externalTables: [], externalEnums: [] };

/** The engine only needs to learn the provider; the connection comes from the adapter. */
const providerOnly = 'datasource db {\n  provider = "postgresql"\n}\n';

/** The part of the WebAssembly API used here; its types ship with TypeScript's DOM library only. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    instantiate(
      bytes: Uint8Array,
      imports: Record<string, object>,
    ): Promise<{ instance: { exports: Record<string, unknown> } }>;
  };
};

let loaded: Promise<void> | undefined;

/**
 * Instantiates the WebAssembly build of Prisma's schema engine, once per process. It is the same engine
 * as the native binary, but comes with `npm ci` instead of a download of its own.
 */
async function load(): Promise<void> {
  // The engine tells this global why it panicked; without it, the reason would be lost.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message: (message: string) => console.error(`The schema engine failed: ${message}`),
    },
  });
  const { resolve } = createRequire(import.meta.url);
  const wasmFile = resolve("@prisma/schema-engine-wasm/schema_engine_bg").replace(/\.js$/, ".wasm");
  const { instance } = await WebAssembly.instantiate(await readFile(wasmFile), {
    "./schema_engine_bg.js": glue,
  });
  glue.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start !== "function") throw new Error("The schema engine has no entry point.");
  start();
}

/**
 * Runs `work` with a schema engine on `databaseUrl` and closes its connections afterwards.
 *
 * The engine uses that same database as its shadow database when asked to replay migrations, which empties it: for
 * such a call hand it a scratch database. (`PrismaPg`'s own shadow database cannot be used with a connection
 * string: `pg` lets the string's database win, so the "shadow" would be the real one.)
 */
export async function withSchemaEngine<Result>(
  databaseUrl: string,
  work: (engine: glue.SchemaEngine) => Promise<Result>,
): Promise<Result> {
  loaded ??= load();
  await loaded;
  const pool = new pg.Pool({ connectionString: databaseUrl });
  pool.on("error", () => {}); // an idle connection that breaks shows in the next query
  try {
    const connect = connectionsForMigrations(pool);
    const factory: SqlMigrationAwareDriverAdapterFactory = {
      provider: "postgres",
      adapterName: "@prisma/adapter-pg",
      connect,
      connectToShadowDb: connect,
    };
    const engine = await glue.SchemaEngine.new(
      { datamodels: [["schema.prisma", providerOnly]] },
      () => {},
      bindMigrationAwareSqlAdapterFactory(factory),
    );
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } finally {
    await pool.end();
  }
}

type Adapter = Awaited<ReturnType<PrismaPg["connect"]>>;

/** PostgreSQL's internal one-byte type `"char"`, which only its catalogs use (pg_type.dat). */
const charOid = 18;
const textOid = 25;

/**
 * Completes what `PrismaPg` leaves out because an application does not need it. It cuts scripts at every semicolon;
 * and it refuses columns of the type "char", of which the catalogs that the engine reads to compare schemas are full:
 * they pass as text here, and are then declared what they are.
 */
function connectionsForMigrations(pool: pg.Pool): () => Promise<Adapter> {
  const charColumns = new WeakMap<unknown[], number[]>();
  const query = pool.query.bind(pool) as unknown as (config: unknown) => Promise<pg.QueryArrayResult>;
  const queryWithChars = async (config: unknown) => {
    const result = await query(config);
    const columns = result.fields?.flatMap((field, at) => (field.dataTypeID === charOid ? [at] : [])) ?? [];
    for (const at of columns) Object.assign(result.fields[at] ?? {}, { dataTypeID: textOid });
    if (columns.length > 0) charColumns.set(result.rows, columns);
    return result;
  };
  Object.assign(pool, { query: queryWithChars });
  const postgres = new PrismaPg(pool);
  return async () => {
    const adapter = await postgres.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (sql) => {
      const result = await queryRaw(sql);
      for (const at of charColumns.get(result.rows) ?? []) result.columnTypes[at] = ColumnTypeEnum.Character;
      return result;
    };
    adapter.executeScript = (script) => executeScript(pool, script);
    return adapter;
  };
}

/**
 * Runs a whole script in one message, which PostgreSQL treats as one transaction unless it says otherwise, as the
 * native engine does. `PrismaPg`'s own method cuts the script at every semicolon, inside strings and functions too,
 * and leaves half of a failed migration behind.
 */
async function executeScript(pool: pg.Pool, script: string): Promise<void> {
  try {
    await pool.query(script);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    const line = error.position ? script.slice(0, Number(error.position)).split("\n").length : undefined;
    throw new DriverAdapterError({
      kind: "postgres",
      code: error.code ?? "XX000",
      severity: error.severity ?? "ERROR",
      message: line ? `${error.message} (line ${line})` : error.message,
      detail: error.detail,
      column: error.column,
      hint: error.hint,
    });
  }
}
