/**
 * What integration tests (`*.int.test.ts`) take from the services that global-setup.ts started. Each function is
 * awaited at the top of a test file, outside hooks and tests; what it gives belongs to that file and is removed
 * after the file's last test.
 */
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { afterAll, inject } from "vitest";
import { createDatabase, dropDatabase } from "../databases.ts";
import { type S3Connection, s3Variables } from "../edge-worker.ts";
import { startServices } from "../services.ts";
// Declares what `inject` gives, also where this file is imported by another package.
import type {} from "./global-setup.ts";
import { leaseRedisDatabase, returnRedisDatabase } from "./redis-databases.ts";
import { makeThrowawayData } from "./throwaway-data.ts";

export { type SentSpan, startTraceReceiver } from "./trace-receiver.ts";
export { s3Variables };

/** Address of a migrated, empty database: a copy of the template, made in about 50 ms. */
export async function freshDatabase(): Promise<string> {
  const adminUrl = inject("databaseAdminUrl");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const url = await createDatabase(adminUrl, name, inject("templateDatabase"));
  afterAll(() => dropDatabase(adminUrl, name));
  return url;
}

/** Address of a database in which there is nothing at all, as a server hands one out. */
export async function emptyDatabase(): Promise<string> {
  const adminUrl = inject("databaseAdminUrl");
  const name = `empty_${randomUUID().replaceAll("-", "")}`;
  const url = await createDatabase(adminUrl, name);
  afterAll(() => dropDatabase(adminUrl, name));
  return url;
}

/** Address of an empty Redis database that no other test sees. */
export async function freshRedis(): Promise<string> {
  const url = await leaseRedisDatabase(inject("redisUrl"));
  afterAll(() => returnRedisDatabase(url));
  return url;
}

/**
 * The bucket of the local R2. All files share it, as keys are built from ids that are never reused; a test that
 * makes its own keys starts them with `prefix`.
 */
export function freshBucketPrefix(): { s3: S3Connection; prefix: string } {
  return { s3: inject("s3"), prefix: `test-${randomUUID()}/` };
}

/**
 * Another object storage, with an address, keys and objects of its own: a second R2 on this machine, started in some
 * seconds for the file that asks for it.
 */
export async function secondStorage(): Promise<S3Connection> {
  const dataDir = await makeThrowawayData("int");
  const services = await startServices({ dataDir, only: ["edge"] });
  afterAll(async () => {
    await services.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return services.s3;
}

/** Address of the edge Worker that stands beside the local R2. */
export function edgeUrl(): string {
  return inject("edgeUrl");
}
