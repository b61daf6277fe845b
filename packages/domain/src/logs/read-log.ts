import type { RawDownload } from "../ports/downloads.ts";
import { type CloudFrontReader, cloudFrontReader } from "./cloudfront.ts";
import { readLines, type Unpack } from "./log-lines.ts";
import { LogRefusedError } from "./log-refusal.ts";
import type { LogLine } from "./log-request.ts";
import { checkLogpush, readLogpushLine } from "./logpush.ts";

/** Some lines of a log, and what is in them. */
export interface LogBatch {
  /** Lines up to here, from the beginning of the log. */
  to: number;
  downloads: RawDownload[];
  passedOver: number;
  malformed: number;
}

/**
 * A log as batches of `size` lines and the rest, without the first `skip` lines; the log itself tells its format. Lines
 * that say nothing of a request, as headers and empty ones do, are passed over in silence, and count as lines.
 * @throws LogRefusedError.
 */
export async function* readLog(
  stream: ReadableStream<Uint8Array>,
  { size, skip, unpack }: { size: number; skip: number; unpack: Unpack },
): AsyncGenerator<LogBatch, void> {
  const format = formatReader();
  let batch: LogBatch = { to: skip, downloads: [], passedOver: 0, malformed: 0 };
  let at = 0;
  for await (const lines of readLines(stream, unpack))
    for (const line of lines) {
      const read = format(line.endsWith("\r") ? line.slice(0, -1) : line, at >= skip);
      at += 1;
      if (at <= skip) continue;
      if (read === "malformed") batch.malformed += 1;
      else if (read === "passed_over") batch.passedOver += 1;
      else if (read !== null) batch.downloads.push(read);
      batch.to = at;
      if (at % size !== 0) continue;
      yield batch;
      batch = { to: at, downloads: [], passedOver: 0, malformed: 0 };
    }
  if (batch.to > skip && batch.to % size !== 0) yield batch;
}

/** Reads line by line; null for a line that tells of no request. What was counted already is only looked at for headers. */
function formatReader(): (line: string, counts: boolean) => LogLine | null {
  let format: "logpush" | "cloudfront" | null = null;
  let reader: CloudFrontReader | null = null;
  return (line, counts) => {
    if (line.trim() === "") return null;
    if (format === null) {
      if (line.startsWith("#Version:") || line.startsWith("#Fields:")) format = "cloudfront";
      else if (line.startsWith("{")) {
        checkLogpush(line);
        format = "logpush";
      } else
        throw new LogRefusedError(
          "unknown_format",
          "It begins neither as Cloudflare's NDJSON ({…}) nor as CloudFront's standard log (#Version).",
        );
    }
    if (format === "logpush") return counts ? readLogpushLine(line) : null;
    if (line.startsWith("#")) {
      if (line.startsWith("#Fields:")) reader = cloudFrontReader(line);
      return null;
    }
    if (!reader)
      throw new LogRefusedError(
        "columns_missing",
        "CloudFront's log has no line #Fields before its first request.",
      );
    return counts ? reader(line) : null;
  };
}
