import { closeSync, createReadStream, openSync, writeSync } from "node:fs";
import { truncate } from "node:fs/promises";
import { z } from "zod";
import { SettledObjects } from "./settled-objects.ts";

const Header = z.object({ mosis_move: z.literal(1), from: z.string(), to: z.string() });

const Line = z.object({
  key: z.string().min(1),
  etag: z.string(),
  size: z.number().int().min(0),
  /** Of the bytes that were sent and read back; absent when they were not compared because the sizes differ. */
  sha256: z.string().optional(),
  /** Entity tag of the copy; null when the new side has something of its own there. */
  copy: z.string().nullable(),
});
export type RecordLine = z.infer<typeof Line>;

/** What has been done so far, also by earlier runs. */
export interface MoveRecord {
  readonly settled: SettledObjects;
  add(line: RecordLine): void;
  close(): void;
}

/** The file is not the record of this move, or cannot be read. */
export class RecordUnusable extends Error {}

/**
 * Opens the record of a move: a file of one JSON document a line, of which the first names the two sides. It is only
 * ever appended to. A last line that was cut off is dropped, since what it would have said is found out again.
 *
 * @param options.isReadOnly leaves the file as it is, and keeps what is added in memory.
 * @throws RecordUnusable
 */
export async function openMoveRecord(
  file: string,
  sides: { from: string; to: string },
  options: { isReadOnly?: boolean } = {},
): Promise<MoveRecord> {
  const settled = new SettledObjects();
  const { wholeBytes, hasHeader } = await readRecord(file, sides, settled);
  if (options.isReadOnly) return { settled, add: (line) => settled.add(line), close() {} };

  if (wholeBytes !== null) await truncate(file, wholeBytes);
  const descriptor = openSync(file, "a", 0o600);
  const append = (document: object) => void writeSync(descriptor, `${JSON.stringify(document)}\n`);
  if (!hasHeader) append({ mosis_move: 1, ...sides } satisfies z.infer<typeof Header>);
  return {
    settled,
    add(line) {
      append(line);
      settled.add(line);
    },
    close: () => closeSync(descriptor),
  };
}

/** `wholeBytes` is the length of all lines that end; null when there is no file. */
async function readRecord(file: string, sides: { from: string; to: string }, settled: SettledObjects) {
  let number = 0;
  let wholeBytes = 0;
  let rest: Buffer = Buffer.alloc(0);
  const take = (line: Buffer) => {
    number++;
    wholeBytes += line.length + 1;
    if (number === 1) return requireHeader(file, sides, line);
    const parsed = Line.safeParse(json(line));
    if (!parsed.success) throw unusable(file, `line ${number} cannot be read`);
    settled.add(parsed.data);
  };
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      let bytes = Buffer.concat([rest, chunk]);
      for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10)) {
        take(bytes.subarray(0, end));
        bytes = bytes.subarray(end + 1);
      }
      rest = bytes;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { wholeBytes: null, hasHeader: false };
    throw error;
  }
  return { wholeBytes, hasHeader: number > 0 };
}

function requireHeader(file: string, sides: { from: string; to: string }, line: Buffer): void {
  const header = Header.safeParse(json(line));
  if (!header.success) throw unusable(file, "it is no record of a move");
  const { from, to } = header.data;
  if (from !== sides.from || to !== sides.to)
    throw unusable(file, `it belongs to the move from ${from} to ${to}`);
}

function unusable(file: string, reason: string): RecordUnusable {
  return new RecordUnusable(
    `${file} cannot be used: ${reason}. Name another file with --state; without the record everything is compared again.`,
  );
}

function json(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString());
  } catch {
    return undefined;
  }
}
