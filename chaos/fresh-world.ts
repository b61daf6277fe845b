import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freshBucketPrefix, freshDatabase, freshRedis } from "@mosis/devstack/testing";
import { afterAll } from "vitest";
import { openWorld, type World } from "./world.ts";

/** A world for a test file, on the services that all share. Awaited at the top of the file. */
export async function freshWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), "mosis-chaos-test-"));
  const { s3 } = freshBucketPrefix();
  // Hooks run backwards: first this, then the database goes.
  const addresses = { databaseUrl: await freshDatabase(), redisUrl: await freshRedis(), s3 };
  const world = openWorld(addresses, folder, { ownsBucket: false });
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return world;
}
