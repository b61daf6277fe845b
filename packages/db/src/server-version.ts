/** The first PostgreSQL with the collation `pg_c_utf8`, by which the catalog orders names and finds words. */
const oldestMajor = 17;

/**
 * @param version as `server_version` shows it, such as `18.1 (Debian 18.1-1)`
 * @throws Error that says what is needed, for a server that is older.
 */
export function requireServerVersion(version: string): void {
  if (Number.parseInt(version, 10) >= oldestMajor) return;
  throw new Error(
    `The database runs PostgreSQL ${version}. Mosis needs PostgreSQL ${oldestMajor} or later: upgrade the server, or name another one in DATABASE_URL.`,
  );
}
