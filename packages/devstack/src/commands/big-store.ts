import { parseArgs } from "node:util";
import { migrate } from "@mosis/db/migrate";
import { bigStoreSize, fillBigStore } from "../big-store.ts";
import { createDatabase, openDatabase } from "../databases.ts";

const words = `Fills an empty database with a store of 10,000 apps and 100,000 versions, grown over two years. It makes the
database when there is none of that name, brings it up to date, and refuses one that has apps. Nothing is put into the
bucket. To look at it, start the portal with DATABASE_URL set to it.

  npm run big-store -- --into postgresql://USER:PASSWORD@HOST:PORT/mosis_big
`;

/** The database that the store itself uses unless it is told otherwise. */
const defaultName = "mosis";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      into: { type: "string" },
      apps: { type: "string", default: String(bigStoreSize.apps) },
      versions: { type: "string", default: String(bigStoreSize.versions) },
      days: { type: "string", default: String(bigStoreSize.days) },
      force: { type: "boolean", default: false },
    },
  });
  if (values.into === undefined || !URL.canParse(values.into)) return refuse(words);
  const name = decodeURIComponent(new URL(values.into).pathname.slice(1));
  if (name === "" || (name === defaultName && !values.force)) {
    return refuse(`"${name}" is where a store keeps what is real. Name another database, or add --force.`);
  }
  const since = performance.now();
  if (await ensureDatabase(values.into, name)) console.log(`made the database ${name}`);
  await migrate({ databaseUrl: values.into });
  const database = openDatabase(values.into);
  try {
    const size = {
      apps: Number(values.apps),
      versions: Number(values.versions),
      days: Number(values.days),
    };
    await fillBigStore(database, size);
    const seconds = ((performance.now() - since) / 1000).toFixed(1);
    console.log(`${size.apps} apps and ${size.versions} versions in ${name}, ${seconds} s`);
  } finally {
    await database.close();
  }
}

/** Whether it had to be made. */
async function ensureDatabase(url: string, name: string): Promise<boolean> {
  const database = openDatabase(url);
  try {
    await database.query("SELECT 1");
    return false;
  } catch (error) {
    // "invalid_catalog_name" (PostgreSQL manual, appendix A): there is a server, and no such database.
    if ((error as { code?: unknown }).code !== "3D000") throw error;
    const admin = new URL(url);
    admin.pathname = "/postgres";
    await createDatabase(admin.href, name);
    return true;
  } finally {
    await database.close();
  }
}

function refuse(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  refuse(error instanceof Error ? error.message : String(error));
}
