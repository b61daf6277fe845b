import { fillBigStore, openDatabase, type PlainDatabase } from "@mosis/devstack";

/** Of which about three quarters are in the catalog; the others are drafts, in review, or were taken out. */
const size = { apps: 136_000, versions: 150_000, days: 30 };

/** Fills a store's database with more than 100,000 apps that visitors see, few of them downloaded much. */
export async function fillCatalog(databaseUrl: string): Promise<{ listed: number; packageId: string }> {
  const database = openDatabase(databaseUrl);
  try {
    await fillBigStore(database, size);
    await database.query(`UPDATE catalog_entries SET popularity =
      (2000000 / (1 + ('x' || substr(md5(package_id), 1, 7))::bit(28)::int % 200000))::int`);
    await database.query("VACUUM (ANALYZE) catalog_entries");
    return await known(database);
  } finally {
    await database.close();
  }
}

async function known(database: PlainDatabase): Promise<{ listed: number; packageId: string }> {
  const [row] = await database.query<{ listed: number; packageId: string }>(
    'SELECT count(*)::int AS listed, min(package_id) AS "packageId" FROM catalog_entries',
  );
  if (!row) throw new Error("The catalog is empty.");
  return row;
}
