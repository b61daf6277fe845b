import { isDomainError } from "../errors.ts";
import { inParallel } from "../in-parallel.ts";
import type { Unpack } from "../logs/log-lines.ts";
import { LogRefusedError } from "../logs/log-refusal.ts";
import { type LogBatch, readLog } from "../logs/read-log.ts";
import { cdnLogsPrefix } from "../object-keys.ts";
import type { LogFileKey } from "../ports/log-files.ts";
import type { ListedObject } from "../ports/object-store.ts";
import type { Ports } from "../ports/ports.ts";
import { dayMs } from "../quota.ts";
import type { Day } from "../usage.ts";
import { countDownloads, openCountingDays, withoutLate } from "./count-downloads.ts";

/** Most logs in one run; the next begins soon. */
const mostFiles = 100;
/** Logs at the same time: while the database counts the lines of one, those of the other are read. */
const width = 2;
/** Objects listed at once, and how often in a run: logs that were refused stay for a while, and are walked past. */
const listed = 1_000;
const mostLists = 10;
/** Lines whose downloads are counted with one statement. */
const batchLines = 10_000;
/** Days for which a refused log stays, to be looked at; and for which it is known that a log was read. */
const refusedDays = 7;
const rememberedDays = 30;
const forgottenAtOnce = 10_000;

type LogPorts = Ports & { unpack: Unpack };

/** What a run did. */
export interface ImportedLogs {
  files: number;
  refused: number;
  lines: number;
  counted: number;
  duplicates: number;
  late: number;
}

/**
 * Counts the access logs of a CDN, each once: how far a log is read is noted in the transaction that counts its lines, so
 * that a run which is cut off goes on where it was, and of two at once one steps aside. What is read is deleted; it names
 * addresses of people. What cannot be read stays for a week, with the reason in the list of logs.
 * @throws what kept a log from being read, after the others.
 */
export async function importLogs(
  ports: LogPorts,
  { signal }: { signal?: AbortSignal } = {},
): Promise<ImportedLogs> {
  const { db, clock } = ports;
  const sum: ImportedLogs = { files: 0, refused: 0, lines: 0, counted: 0, duplicates: 0, late: 0 };
  const files = await listNew(ports, signal);
  const failures: unknown[] = [];
  if (files.length > 0) {
    const span = await openCountingDays(ports);
    await inParallel(files, width, async (file) => {
      signal?.throwIfAborted();
      try {
        await importLog(ports, file, { sum, span, signal });
      } catch (error) {
        // One that cannot be read now keeps no other waiting.
        failures.push(error);
      }
    });
  }
  if (failures.length > 0) throw failures.find((error) => !isDomainError(error)) ?? failures[0];
  await db.logFiles.forget(new Date(clock.now().getTime() - rememberedDays * dayMs), forgottenAtOnce);
  return sum;
}

/** Logs that have not been read; those that have, and were not deleted, are deleted when their time has come. */
async function listNew({ db, objects, clock }: Ports, signal?: AbortSignal): Promise<ListedObject[]> {
  const fresh: ListedObject[] = [];
  let after: string | undefined;
  for (let lists = 0; lists < mostLists && fresh.length < mostFiles; lists += 1) {
    signal?.throwIfAborted();
    const page = await objects.list({
      prefix: cdnLogsPrefix,
      limit: listed,
      ...(after !== undefined && { after }),
    });
    const ended = new Map(
      (await db.logFiles.listEnded(page.objects)).map((file) => [nameOf(file), file.status]),
    );
    for (const object of page.objects) {
      const status = ended.get(nameOf(object));
      if (status === undefined) fresh.push(object);
      else if (
        status === "imported" ||
        object.modifiedAt.getTime() <= clock.now().getTime() - refusedDays * dayMs
      )
        await objects.delete(object.key);
    }
    after = page.objects.at(-1)?.key;
    if (!page.hasMore) break;
  }
  return fresh.slice(0, mostFiles);
}

function nameOf({ key, etag }: LogFileKey): string {
  return `${etag} ${key}`;
}

async function importLog(
  ports: LogPorts,
  object: ListedObject,
  { sum, span, signal }: { sum: ImportedLogs; span: { from: Day; to: Day }; signal: AbortSignal | undefined },
): Promise<void> {
  const { db, objects, clock } = ports;
  const { key, etag, size } = object;
  const known = await db.logFiles.begin({ key, etag, size }, clock.now());
  let isOurs = true;
  if (known.status === "reading") {
    let writing: Promise<void> = Promise.resolve();
    let from = known.lines;
    const write = async (batch: LogBatch, begins: number) => {
      if (isOurs) isOurs = await countBatch(ports, object, { batch, from: begins, sum, span });
    };
    try {
      const { stream } = await objects.read(key, { etag, ...(signal && { signal }) });
      for await (const batch of readLog(stream, {
        size: batchLines,
        skip: known.lines,
        unpack: ports.unpack,
      })) {
        // While the database counts one batch the next is read; no further.
        await writing;
        if (!isOurs) return;
        signal?.throwIfAborted();
        writing = write(batch, from);
        writing.catch(() => undefined);
        from = batch.to;
      }
      await writing;
      if (!isOurs) return;
      if (await db.logFiles.end({ key, etag }, null, clock.now())) sum.files += 1;
    } catch (error) {
      await writing;
      // Another run has counted and deleted it, or it was replaced by another.
      if (isDomainError(error, "object_missing") || isDomainError(error, "object_changed")) return;
      if (!(error instanceof LogRefusedError)) throw error;
      const { refusal, message: detail } = error;
      if (await db.logFiles.end({ key, etag }, { refusal, detail }, clock.now())) sum.refused += 1;
      return;
    }
  }
  if (known.status !== "refused") await objects.delete(key);
}

/** False when another run was first. */
async function countBatch(
  { db }: Ports,
  { key, etag }: LogFileKey,
  {
    batch,
    from,
    sum,
    span,
  }: { batch: LogBatch; from: number; sum: ImportedLogs; span: { from: Day; to: Day } },
): Promise<boolean> {
  const { open, late } = withoutLate(batch.downloads, span);
  const counts = await db.transaction(async (stores) => {
    // First, because it holds the log's row: whoever comes second waits here, and counts nothing.
    if (!(await stores.logFiles.advance({ key, etag }, from, batch.to))) return null;
    const { known, counted } = await countDownloads(stores, open);
    const counts = {
      counted,
      duplicates: known - counted,
      late,
      unknown: open.length - known,
      passedOver: batch.passedOver,
      malformed: batch.malformed,
    };
    await stores.logFiles.addCounts({ key, etag }, counts);
    return counts;
  });
  if (!counts) return false;
  sum.lines += batch.to - from;
  for (const what of ["counted", "duplicates", "late"] as const) sum[what] += counts[what];
  return true;
}
