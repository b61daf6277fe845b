import { freshDatabase } from "@mosis/devstack/testing";
import { describeRetention } from "@mosis/domain/testing";
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

/** What the database's clock has told. */
const times = [
  ["versions", "retention_from"],
  ["versions", "purge_announced_at"],
  ["sweep_runs", "started_at"],
  ["sweep_runs", "finished_at"],
] as const;

describeRetention("PostgreSQL", async () => {
  await client.query(
    "TRUNCATE apps, users, developers, retention_policies, sweep_runs, outbox, objects RESTART IDENTITY CASCADE",
  );
  return {
    db,
    pass: async (hours) => {
      for (const [table, column] of times) {
        await client.query(
          `UPDATE ${table} SET ${column} = ${column} - $1::float8 * interval '1 hour' WHERE ${column} IS NOT NULL`,
          [hours],
        );
      }
    },
  };
});
