import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { everyObject, inParallel, isDomainError, type ListedObject } from "@mosis/domain";
import type { BackupTools } from "../container.ts";
import type { BackupEnv } from "../env.ts";
import { BackupUnusable, BackupWriter } from "./backup-folder.ts";
import { type BackupManifest, type InventoryLine, inventoryFile } from "./backup-manifest.ts";
import { type Keys, keyNames, writeKeys } from "./sealed-keys.ts";

export interface BackupOptions {
  folder: string;
  /** Copies every object's bytes into the folder. */
  withObjects: boolean;
  /** Writes the secrets as well, sealed where there is a passphrase. */
  withKeys: boolean;
  signal: AbortSignal;
  onProgress: (line: string) => void;
  /** For tests of a store that goes on: called once the database's snapshot is taken. */
  onSnapshot?: () => Promise<void>;
}

/** Objects read at a time. */
const atOnce = 8;
/** An object that is replaced while it is read is looked at again this often. */
const attempts = 5;

/**
 * Writes a backup of a store that may go on working: first the database, in one snapshot, then what is in the bucket.
 * Objects that appear in between are in the backup and known to nobody in it, which the reconciliation finds; those that
 * are deleted in between are missing from it, which the restore says. A published package is not deleted in that time
 * unless somebody takes it down.
 * @throws BackupUnusable when it cannot be written there; DomainError `service_unavailable`.
 */
export async function takeBackup(
  tools: Pick<BackupTools, "dumpDatabase" | "bucket">,
  env: BackupEnv,
  options: BackupOptions,
): Promise<BackupManifest> {
  const { folder, signal, onProgress } = options;
  if (env.S3_OLD_BUCKET && options.withObjects) {
    throw new BackupUnusable(
      "The store is moving to another bucket: finish that first, or leave out --with-objects.",
    );
  }
  const keys = options.withKeys ? keysOf(env) : null;
  const writer = await BackupWriter.create(folder);
  const database = await tools.dumpDatabase(env.DATABASE_URL, {
    signal,
    ...(options.onSnapshot && { onSnapshot: options.onSnapshot }),
    async write({ schema, name }, rows) {
      const file = `database/${schema}.${name}.copy.zst`;
      const { bytes } = await writer.write(file, rows, signal);
      onProgress(`${name}: ${bytes.toLocaleString("en")} bytes`);
      return { file };
    },
  });

  const found = { count: 0, bytes: 0 };
  const lines = async function* () {
    for await (const line of inventory(tools, writer, options)) {
      found.count += 1;
      found.bytes += line.size;
      if (found.count % 1_000 === 0) onProgress(`${found.count} objects, ${mib(found.bytes)}`);
      yield Buffer.from(`${JSON.stringify(line)}\n`);
    }
  };
  await writer.write(inventoryFile, Readable.from(lines()), signal);
  onProgress(`${found.count} objects, ${mib(found.bytes)}`);

  const manifest: BackupManifest = {
    format: "mosis-backup/1",
    taken_at: database.takenAt.toISOString(),
    finished_at: new Date().toISOString(),
    database: {
      server_version: database.serverVersion,
      migrations: database.migrations,
      tables: database.tables,
      sequences: database.sequences,
    },
    objects: { bucket: env.S3_BUCKET, ...found, copied: options.withObjects },
    keys: keys && (await putKeys(writer, keys, env.BACKUP_PASSPHRASE ?? null)),
  };
  await writer.finish(manifest);
  return manifest;
}

function keysOf(env: BackupEnv): Keys {
  const entries = keyNames.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  if (entries.length === 0) {
    throw new BackupUnusable(
      `--with-keys: none of ${keyNames.join(", ")} is set here, so there is nothing to keep.`,
    );
  }
  return Object.fromEntries(entries);
}

async function putKeys(writer: BackupWriter, keys: Keys, passphrase: string | null) {
  const [file, sealed] = passphrase === null ? ["keys.json", false] : ["keys.sealed.json", true];
  await writer.write(file, Readable.from([Buffer.from(writeKeys(keys, passphrase))]));
  return { file, sealed, names: Object.keys(keys) };
}

async function* inventory(
  { bucket }: Pick<BackupTools, "bucket">,
  writer: BackupWriter,
  { withObjects, signal }: BackupOptions,
): AsyncGenerator<InventoryLine> {
  if (!withObjects) {
    for await (const { key, size, etag } of everyObject(bucket, { signal }))
      yield { key, size, etag, copy: null };
    return;
  }
  for await (const some of inBatches(everyObject(bucket, { signal }), 100)) {
    const copied = new Map<string, InventoryLine>();
    await inParallel(some, atOnce, async (object) => {
      const line = await copyObject(bucket, writer, object, signal);
      if (line) copied.set(object.key, line);
    });
    for (const { key } of some) {
      const line = copied.get(key);
      if (line) yield line;
    }
  }
}

/** Null for what has been deleted since it was listed. */
async function copyObject(
  bucket: BackupTools["bucket"],
  writer: BackupWriter,
  { key }: ListedObject,
  signal: AbortSignal,
): Promise<InventoryLine | null> {
  const file = fileOf(key);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const object = await bucket.open(key, { signal });
      const { size, etag, contentType: content_type, cacheControl: cache_control } = object;
      const { bytes, sha256 } = await writer.writeObject(
        file,
        Readable.fromWeb(object.stream as never),
        signal,
      );
      if (bytes !== size) throw new Error(`${key} ended after ${bytes} of ${size} bytes`);
      return { key, size, etag, copy: { file, sha256, content_type, cache_control } };
    } catch (error) {
      await writer.drop(file);
      if (isDomainError(error, "object_missing")) return null;
      if (!isDomainError(error, "object_changed") || attempt === attempts) throw error;
    }
  }
}

/** Keys of the store are names of files; what else may lie in its bucket gets one that is. */
function fileOf(key: string): string {
  const isPlain = key.split("/").every((part) => /^[\w-][\w.~-]*$/.test(part));
  if (isPlain && key.length < 500) return `objects/${key}`;
  return `objects/~other/${createHash("sha256").update(key).digest("hex")}`;
}

async function* inBatches<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** As people read it. */
export function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toLocaleString("en", { maximumFractionDigits: 1 })} MiB`;
}
