import { DeviceEvent, type InstallEvent } from "../device-event.ts";
import { largestAnswer, openDays, rawDownload } from "../download-counts.ts";
import { isDomainError } from "../errors.ts";
import type { InstallReportId, ReleaseId } from "../ids.ts";
import { inParallel } from "../in-parallel.ts";
import { deviceEventsPrefix } from "../object-keys.ts";
import type { RawDownload } from "../ports/downloads.ts";
import type { ListedObject } from "../ports/object-store.ts";
import type { Ports } from "../ports/ports.ts";
import { dayMs } from "../quota.ts";
import { addDays, type Day, dayOf } from "../usage.ts";
import { countDownloads, withoutLate } from "./count-downloads.ts";
import { mostReports, recordInstallReports } from "./record-install-reports.ts";

/** Most objects in one run; the next begins soon. */
const mostObjects = 100;
/** Objects at the same time: what a run holds in memory is so many times the largest. */
const width = 4;
/** Bytes of an object that the edge would write at most. */
const largestObject = 2 * 1024 * 1024;
/** What nobody has read for so long is not read any more; that it was read is known for longer. */
const unreadDays = 7;
const rememberedDays = 8;
const forgottenAtOnce = 10_000;

/** What a run did. */
export interface ReadEvents {
  /** Objects that were counted. */
  objects: number;
  lines: number;
  /** Lines that are no event, or of another day than their object, and those that are late. */
  dropped: number;
  /** Of the dropped: downloads of a day that is closed. */
  late: number;
  /** Objects that were deleted unread: too large, too old, or none of the edge's. */
  refused: number;
}

/**
 * Reads what the edge noted, each object once: what it counts and that it has been read are noted in one transaction,
 * so that a run that is cut off, or two at once, count nothing a second time. Nothing else writes under the prefix, and
 * nothing stays there.
 * @throws what kept an object from being read, after the others.
 */
export async function readDeviceEvents(
  ports: Ports,
  { signal }: { signal?: AbortSignal } = {},
): Promise<ReadEvents> {
  const { db, objects } = ports;
  const sum: ReadEvents = { objects: 0, lines: 0, dropped: 0, late: 0, refused: 0 };
  const failures: unknown[] = [];
  const page = await objects.list({ prefix: deviceEventsPrefix, limit: mostObjects });
  const span = openDays(dayOf(ports.clock.now()));
  if (page.objects.length > 0) await db.rawDownloads.open(span);
  await inParallel(page.objects, width, async (object) => {
    signal?.throwIfAborted();
    try {
      const read = await readObject(ports, object, { span, signal });
      for (const what of ["objects", "lines", "dropped", "late", "refused"] as const) sum[what] += read[what];
    } catch (error) {
      // One that cannot be read keeps no other waiting.
      failures.push(error);
    }
  });
  // What nobody expects tells more than that a service is away.
  if (failures.length > 0) throw failures.find((error) => !isDomainError(error)) ?? failures[0];
  await db.downloads.forgetRead(rememberedDays, forgottenAtOnce);
  return sum;
}

async function readObject(
  ports: Ports,
  { key, size, etag }: ListedObject,
  { span, signal }: { span: { from: Day; to: Day }; signal: AbortSignal | undefined },
): Promise<ReadEvents> {
  const { db, objects, clock } = ports;
  const nothing = { objects: 0, lines: 0, dropped: 0, late: 0, refused: 0 };
  const day = dayIn(key);
  if (!day || size > largestObject || day < dayOf(new Date(clock.now().getTime() - unreadDays * dayMs))) {
    await objects.delete(key);
    return { ...nothing, refused: 1 };
  }
  let text: string;
  try {
    const { stream } = await objects.read(key, { etag, ...(signal && { signal }) });
    text = await new Response(stream).text();
  } catch (error) {
    // Another run was first.
    if (isDomainError(error, "object_missing")) return nothing;
    throw error;
  }
  const { downloads, installs, lines } = eventsIn(text, key, day);
  const { open, late } = withoutLate(downloads, span);
  const dropped = lines - open.length - installs.length;
  const isNew = await db.transaction(async (stores) => {
    if (!(await stores.downloads.noteRead({ key, lines, dropped, late }))) return false;
    await countDownloads(stores, open);
    return true;
  });
  // Each report counts once by its own id, also where a run was cut off between the two.
  for (let at = 0; at < installs.length; at += mostReports) {
    const reports = installs.slice(at, at + mostReports).map(({ id, release_id, outcome }) => ({
      id: id as InstallReportId,
      releaseId: release_id as ReleaseId,
      outcome,
    }));
    await recordInstallReports(ports, { reports });
  }
  await objects.delete(key);
  return isNew ? { objects: 1, lines, dropped, late, refused: 0 } : nothing;
}

/** The day on which the edge wrote the object; null for a key that is none of its. */
function dayIn(key: string): Day | null {
  const rest = key.slice(deviceEventsPrefix.length);
  const [, day] = /^(\d{4}-\d{2}-\d{2})\/[0-9a-f-]{36}\.ndjson$/.exec(rest) ?? [];
  return day && !Number.isNaN(Date.parse(day)) ? (day as Day) : null;
}

function eventsIn(text: string, key: string, day: Day) {
  const downloads: RawDownload[] = [];
  const installs: InstallEvent[] = [];
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const [first, last] = [addDays(day, -1), addDays(day, 1)];
  for (const [at, line] of lines.entries()) {
    const event = eventOf(line);
    const of = event?.at.slice(0, 10) ?? "";
    if (!event || of < first || of > last) continue;
    if (event.kind === "install") installs.push(event);
    else if (event.bytes <= largestAnswer) downloads.push(rawDownload(event, `${key}:${at}`));
  }
  return { downloads, installs, lines: lines.length };
}

function eventOf(line: string): DeviceEvent | null {
  try {
    return DeviceEvent.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
