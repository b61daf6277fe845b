import { freshDatabase } from "@mosis/devstack/testing";
import { createMemoryObjectStore, describeReleaseModel } from "@mosis/domain/testing";
import pg from "pg";
import { afterAll } from "vitest";
import { createDatabase } from "./database.ts";

const url = await freshDatabase();
const client = new pg.Client({ connectionString: url });
await client.connect();
const db = createDatabase({ url, onConnectionError: () => {} });
afterAll(async () => {
  await db.close();
  await client.end();
});

describeReleaseModel(
  "PostgreSQL",
  async () => ({
    ports: { db, objects: createMemoryObjectStore({ now: Date.now }), clock: { now: () => new Date() } },
    pass: async (hours) => {
      for (const column of ["starts_at", "raises_at"])
        await client.query(
          `UPDATE releases SET ${column} = ${column} - $1::float8 * interval '1 hour' WHERE ${column} IS NOT NULL`,
          [hours],
        );
    },
  }),
  { runs: 8, steps: 30, timeoutMs: 120_000 },
);
