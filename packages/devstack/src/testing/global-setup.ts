import { rmSync } from "node:fs";
import { migrate } from "@mosis/db/migrate";
import type { TestProject } from "vitest/node";
import { createDatabase } from "../databases.ts";
import type { S3Connection } from "../edge-worker.ts";
import { readRecords, signalGroup } from "../process-record.ts";
import { type Services, startServices } from "../services.ts";
import { makeThrowawayData } from "./throwaway-data.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Names another database than those that tests get; made for CREATE and DROP DATABASE. */
    databaseAdminUrl: string;
    /** A migrated, empty database to which nobody connects, so that it can be copied. */
    templateDatabase: string;
    redisUrl: string;
    s3: S3Connection;
    edgeUrl: string;
  }
}

const templateDatabase = "mosis_template";

/**
 * Vitest global set-up: real PostgreSQL, Redis and R2, once for all integration tests, in a data folder that is
 * thrown away afterwards.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await makeThrowawayData("int");
  let services: Services | undefined;
  // On Ctrl-C and `kill`, Vitest ends within a millisecond and tears nothing down. There is no data to lose. The
  // records also name what is still starting.
  const endAtOnce = () => {
    for (const { leader } of readRecords(dataDir)) signalGroup(leader.pid, "SIGKILL");
    rmSync(dataDir, { recursive: true, force: true });
  };
  process.once("exit", endAtOnce);
  const tearDown = async () => {
    await services?.stop();
    process.off("exit", endAtOnce);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    services = await startServices({ dataDir, durable: false });
    const databaseUrl = await createDatabase(services.databaseUrl, templateDatabase);
    await migrate({ databaseUrl });
    project.provide("databaseAdminUrl", services.databaseUrl);
    project.provide("templateDatabase", templateDatabase);
    project.provide("redisUrl", services.redisUrl);
    project.provide("s3", services.s3);
    project.provide("edgeUrl", services.edgeUrl);
    return tearDown;
  } catch (error) {
    await tearDown();
    throw error;
  }
}
