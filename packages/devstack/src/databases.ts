import pg from "pg";

/**
 * Makes a database on the server of `adminUrl`, empty or as a copy of `template`, which takes about 50 ms and needs
 * nobody else to be connected to the template.
 *
 * @returns its address, with the same user.
 * @throws when a database of that name exists.
 */
export async function createDatabase(adminUrl: string, name: string, template?: string): Promise<string> {
  const from = template === undefined ? "" : ` TEMPLATE ${pg.escapeIdentifier(template)}`;
  await asAdmin(adminUrl, `CREATE DATABASE ${pg.escapeIdentifier(name)}${from}`);
  const url = new URL(adminUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}

/** Removes a database, ending the connections to it; one that does not exist is fine. `adminUrl` must name another one. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await asAdmin(adminUrl, `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
}

/** A database by its bare SQL, for what no use case does: filling it in bulk, looking at it from outside. */
export type PlainDatabase = {
  /** Runs one statement with its values (`$1`, …), or several without values. Gives the rows of the one. */
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
};

/** Connects once, and stays connected until it is closed. */
export async function openDatabase(url: string): Promise<PlainDatabase> {
  const client = new pg.Client({ connectionString: url });
  // The next query says so.
  client.on("error", () => {});
  await client.connect();
  return {
    async query<Row extends object>(sql: string, values?: readonly unknown[]) {
      const { rows } = await client.query<Row>(sql, values && [...values]);
      return rows;
    },
    close: () => client.end(),
  };
}

async function asAdmin(adminUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
