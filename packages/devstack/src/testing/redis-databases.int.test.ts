import { expect, inject, test } from "vitest";
import { leaseRedisDatabase, returnRedisDatabase } from "./redis-databases.ts";

const server = inject("redisUrl");

test("no two tests hold the same database", async () => {
  const taken = [await leaseRedisDatabase(server), await leaseRedisDatabase(server)];
  expect(new Set(taken).size).toBe(2);
  await Promise.all(taken.map(returnRedisDatabase));
});

test("a database given back can be taken again, far more often than there are databases", async () => {
  for (let round = 0; round < 40; round++) await returnRedisDatabase(await leaseRedisDatabase(server));
});

test("a wrong password is an error, not an empty answer", async () => {
  const url = new URL(server);
  url.password = "guess";
  await expect(leaseRedisDatabase(url.href)).rejects.toThrow(/Redis refused: WRONGPASS/);
});
