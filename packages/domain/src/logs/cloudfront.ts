import { LogRefusedError } from "./log-refusal.ts";
import { downloadOf, type LogLine } from "./log-request.ts";

/** Columns of CloudFront's standard logs without which nothing can be counted. */
const needed = ["x-edge-request-id", "cs-method", "cs-uri-stem", "sc-status", "sc-bytes"] as const;

/** What CloudFront served from a cache. */
const cached = new Set(["Hit", "RefreshHit", "OriginShieldHit"]);

/** Reads a line, once a header has said which column is where. */
export type CloudFrontReader = (line: string) => LogLine;

/**
 * Makes a reader by a header line, `#Fields: date time x-edge-location …`. Standard logs of both versions have one; the
 * second has the columns that its owner chose. Columns that nobody asks for are ignored.
 * @throws LogRefusedError `columns_missing`.
 */
export function cloudFrontReader(header: string): CloudFrontReader {
  const names = header
    .slice("#Fields:".length)
    .trim()
    .split(/[\s,]+/);
  const missing: string[] = needed.filter((name) => !names.includes(name));
  const has = (name: string) => names.includes(name);
  if (!has("timestamp(ms)") && !has("timestamp") && !(has("date") && has("time")))
    missing.push("date and time");
  if (missing.length > 0)
    throw new LogRefusedError(
      "columns_missing",
      `CloudFront's log lacks ${missing.join(", ")}. Choose these fields for the distribution's log.`,
    );
  const place = (name: string) => names.indexOf(name);
  const places = {
    id: place("x-edge-request-id"),
    method: place("cs-method"),
    path: place("cs-uri-stem"),
    status: place("sc-status"),
    bytes: place("sc-bytes"),
    userAgent: place("cs(User-Agent)"),
    country: place("c-country"),
    result: place("x-edge-result-type"),
    rangeStart: place("sc-range-start"),
    date: place("date"),
    time: place("time"),
    seconds: place("timestamp"),
    milliseconds: place("timestamp(ms)"),
  };

  return (line) => {
    const cells = line.split("\t");
    if (cells.length < names.length) return "malformed";
    const cell = (at: number) => {
      const text = cells[at];
      return text === "-" || text === "" ? undefined : text;
    };
    const [id, method, path] = [cell(places.id), cell(places.method), cell(places.path)];
    if (id === undefined || method === undefined || path === undefined) return "malformed";
    const rangeStart = cell(places.rangeStart);
    return downloadOf({
      id,
      at: timeIn(cell),
      method,
      path,
      status: Number(cell(places.status)),
      bytes: Number(cell(places.bytes)),
      // Spaces and other characters are written as in an address, by some versions twice.
      userAgent: cell(places.userAgent)?.replaceAll(/%(?:25)?20/g, " "),
      country: cell(places.country),
      isCached: cached.has(cell(places.result) ?? ""),
      rangeStart: rangeStart === undefined ? null : Number(rangeStart),
    });
  };

  function timeIn(cell: (at: number) => string | undefined): number {
    if (places.milliseconds >= 0) return Number(cell(places.milliseconds));
    if (places.date >= 0 && places.time >= 0) return Date.parse(`${cell(places.date)}T${cell(places.time)}Z`);
    return Number(cell(places.seconds)) * 1000;
  }
}
