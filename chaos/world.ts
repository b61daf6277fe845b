import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openDatabase, type PlainDatabase, type S3Connection, s3Variables } from "@mosis/devstack";
import { createObserver, type Observer } from "./container.ts";

/** Where services answer. */
export interface Addresses {
  databaseUrl: string;
  redisUrl: string;
  s3: S3Connection;
}

/** A running store, a folder of its own, and undisturbed ways to look at both. */
export interface World {
  addresses: Addresses;
  folder: string;
  observer: Observer;
  rows: PlainDatabase;
  /** Whether the bucket holds nothing but this world's objects. */
  ownsBucket: boolean;
  close(): Promise<void>;
}

export function openWorld(addresses: Addresses, folder: string, options: { ownsBucket: boolean }): World {
  for (const name of ["files", "tmp", "cache"]) mkdirSync(join(folder, name), { recursive: true });
  const observer = createObserver(environmentOf(addresses, folder));
  const rows = openDatabase(addresses.databaseUrl);
  return {
    addresses,
    folder,
    observer,
    rows,
    ...options,
    async close() {
      await rows.close();
      await observer.close();
    },
  };
}

/** All of the environment that the store's processes get. */
export function environmentOf({ databaseUrl, redisUrl, s3 }: Addresses, folder: string) {
  return {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    STORAGE_PROVIDER: "r2",
    ...s3Variables(s3),
    RELEASE_SIGNING_KEYS: "a1".repeat(32),
    PUBLIC_URL: "http://localhost:3000",
    MAIL_LINK_SECRET: "m".repeat(32),
    MAIL_DIRECTORY: join(folder, "mail"),
    LOG_LEVEL: "error",
    TMPDIR: join(folder, "tmp"),
    NODE_COMPILE_CACHE: join(folder, "cache"),
  };
}
