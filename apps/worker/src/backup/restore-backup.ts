import { Readable } from "node:stream";
import { compareKeys, everyObject, inParallel, isDomainError, isWrittenOnce } from "@mosis/domain";
import type { BackupTools } from "../container.ts";
import type { BackupEnv } from "../env.ts";
import { type Backup, linesOf, openBackup } from "./backup-folder.ts";
import { InventoryLine, inventoryFile } from "./backup-manifest.ts";

export interface RestoreOptions {
  folder: string;
  /** Puts the objects of the backup into the bucket, as far as they are missing there. */
  withObjects: boolean;
  /** Looks whether the backup is whole, and brings nothing back. */
  checkOnly: boolean;
  signal: AbortSignal;
  onProgress: (line: string) => void;
}

export interface Restored {
  takenAt: string;
  tables: number;
  rows: number;
  migrationsApplied: string[];
  audit: { verified: bigint; fault: string | null };
  objects: {
    /** In the bucket as in the backup. */
    present: number;
    /** Put there now. */
    put: number;
    /** Neither there nor in the backup: the first hundred keys. */
    missing: string[];
    missingCount: number;
    /** There with other bytes, of those that never change: the first hundred keys. */
    different: string[];
    differentCount: number;
  };
}

/** Objects written at a time. */
const atOnce = 8;
const mostNamed = 100;

/**
 * Brings a backup back: every sum is checked first, then the bucket, in which nothing is ever replaced, and last the
 * database, which has to be empty, in one transaction. Cut off anywhere, it is simply repeated.
 * @returns null for `checkOnly`.
 * @throws BackupUnusable for a damaged folder, before anything was changed; what `restoreDatabase` refuses.
 */
export async function restoreBackup(
  tools: BackupTools,
  env: BackupEnv,
  options: RestoreOptions,
): Promise<Restored | null> {
  const { signal, onProgress } = options;
  let read = 0;
  const backup = await openBackup(options.folder, {
    signal,
    onFile: (file, bytes) => {
      read += bytes;
      onProgress(`checked ${file}`);
    },
  });
  const { manifest } = backup;
  if (options.withObjects && !manifest.objects.copied) {
    throw new Error(
      "This backup was taken without --with-objects: it knows which objects there were, not their bytes.",
    );
  }
  if (manifest.objects.copied) {
    let checked = 0;
    for await (const { copy } of inventoryOf(backup)) {
      if (copy) read += await backup.requireObject(copy);
      checked += 1;
      if (checked % 1_000 === 0) onProgress(`checked ${checked} objects`);
    }
  }
  onProgress(`${read.toLocaleString("en")} bytes are what was written`);
  if (options.checkOnly) return null;

  await tools.requireRestorable(env.DATABASE_URL, manifest.database.migrations);
  const objects = await compareBucket(tools.bucket, backup, options);
  const { rows, applied, audit } = await tools.restoreDatabase(env.DATABASE_URL, manifest.database, {
    signal,
    read: ({ file }) => backup.read(file),
    onTable: ({ name, rows: count }) => onProgress(`${name}: ${count.toLocaleString("en")} rows`),
  });
  return {
    takenAt: manifest.taken_at,
    tables: manifest.database.tables.length,
    rows,
    migrationsApplied: applied,
    audit: { verified: audit.verified, fault: audit.fault?.sentence ?? null },
    objects,
  };
}

async function* inventoryOf(backup: Backup): AsyncGenerator<InventoryLine> {
  for await (const line of linesOf(backup.read(inventoryFile))) yield InventoryLine.parse(JSON.parse(line));
}

/** Both lists side by side, as both have the same order: neither is ever held as a whole. */
async function compareBucket(
  bucket: BackupTools["bucket"],
  backup: Backup,
  { withObjects, signal, onProgress }: RestoreOptions,
): Promise<Restored["objects"]> {
  const result = { present: 0, put: 0 };
  const [missing, different] = [createList(), createList()];
  const there = everyObject(bucket, { signal });
  let next = await there.next();
  let waiting: InventoryLine[] = [];

  const settle = async () => {
    const lines = waiting;
    waiting = [];
    await inParallel(lines, atOnce, async (line) => {
      if (!withObjects || !line.copy) missing.add(line.key);
      else if (await put(bucket, backup, line, line.copy)) result.put += 1;
      else result.present += 1;
    });
  };

  let looked = 0;
  for await (const line of inventoryOf(backup)) {
    while (!next.done && compareKeys(next.value.key, line.key) < 0) next = await there.next();
    if (!next.done && next.value.key === line.key) {
      if (isWrittenOnce(line.key) && next.value.size !== line.size) different.add(line.key);
      else result.present += 1;
    } else if (isTransient(line.key)) {
      // Nobody waits for it any more: uploads that were under way are begun again.
      if (withObjects) waiting.push(line);
    } else {
      waiting.push(line);
    }
    if (waiting.length >= 100) await settle();
    looked += 1;
    if (looked % 1_000 === 0) onProgress(`compared ${looked} objects with the bucket`);
  }
  await settle();
  return {
    ...result,
    missing: missing.first,
    missingCount: missing.count(),
    different: different.first,
    differentCount: different.count(),
  };
}

/** What comes and goes by itself: its absence is no loss. */
function isTransient(key: string): boolean {
  return key.startsWith("temp/") || key.startsWith("events/");
}

/** Whether it was written: false when somebody else has been faster. */
async function put(
  bucket: BackupTools["bucket"],
  backup: Backup,
  { key, size }: InventoryLine,
  copy: NonNullable<InventoryLine["copy"]>,
): Promise<boolean> {
  const stream = Readable.toWeb(backup.readObject(copy)) as ReadableStream<Uint8Array>;
  try {
    await bucket.write({
      key,
      size,
      stream,
      contentType: copy.content_type,
      cacheControl: copy.cache_control,
      expectedEtag: null,
    });
    return true;
  } catch (error) {
    if (!isDomainError(error, "object_changed")) throw error;
    return false;
  }
}

function createList() {
  const first: string[] = [];
  let all = 0;
  return {
    first,
    count: () => all,
    add(key: string) {
      all += 1;
      if (first.length < mostNamed) first.push(key);
    },
  };
}
