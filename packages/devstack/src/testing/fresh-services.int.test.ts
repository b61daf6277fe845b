import pg from "pg";
import { expect, test } from "vitest";
import { freshBucketPrefix, freshDatabase, freshRedis } from "./index.ts";

const [one, other] = [await freshDatabase(), await freshDatabase()];
const [firstRedis, secondRedis] = [await freshRedis(), await freshRedis()];

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

test("each database is migrated and nobody else writes to it", async () => {
  const [migrations] = await query(one, "SELECT count(*)::int AS count FROM _prisma_migrations");
  expect(migrations?.count).toBeGreaterThan(0);
  await query(one, "CREATE TABLE only_here ()");
  expect(await query(other, "SELECT to_regclass('only_here') AS found")).toEqual([{ found: null }]);
});

test("each call gets a Redis database of its own", () => {
  expect(firstRedis).not.toBe(secondRedis);
});

test("the bucket refuses a request that nobody signed, in S3's own words", async () => {
  const { s3, prefix } = freshBucketPrefix();
  const answer = await fetch(`${s3.endpoint}/${s3.bucket}/${prefix}anything`);
  expect(answer.ok).toBe(false);
  expect(await answer.text()).toContain("<Error><Code>");
});
