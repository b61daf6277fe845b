import { LogRefusedError } from "./log-refusal.ts";
import { downloadOf, type LogLine } from "./log-request.ts";

/** Fields of Cloudflare's dataset `http_requests` without which nothing can be counted. */
const needed = [
  "RayID",
  "EdgeStartTimestamp",
  "ClientRequestMethod",
  "EdgeResponseStatus",
  "EdgeResponseBytes",
] as const;
/** One of these is needed; the first that is there is taken. */
const paths = ["ClientRequestPath", "ClientRequestURI"] as const;

/** What Cloudflare served from a cache of its own. */
const cached = new Set(["hit", "stale", "revalidated", "updating", "stream_hit"]);

/** A line of Cloudflare Logpush (NDJSON). Fields that nobody asks for are ignored. */
export function readLogpushLine(line: string): LogLine {
  const fields = objectIn(line);
  if (!fields) return "malformed";
  const text = (name: string) => (typeof fields[name] === "string" ? (fields[name] as string) : undefined);
  const id = text("RayID");
  const path = text("ClientRequestPath") ?? text("ClientRequestURI");
  const method = text("ClientRequestMethod");
  if (id === undefined || path === undefined || method === undefined) return "malformed";
  return downloadOf({
    id,
    at: timeIn(fields.EdgeStartTimestamp),
    method,
    path,
    status: Number(fields.EdgeResponseStatus),
    bytes: Number(fields.EdgeResponseBytes ?? Number.NaN),
    userAgent: text("ClientRequestUserAgent"),
    country: text("ClientCountry"),
    isCached: cached.has(text("CacheCacheStatus") ?? ""),
    rangeStart: rangeIn(fields.RequestHeaders),
  });
}

/** Looks whether a log has what is needed, by its first line. @throws LogRefusedError `columns_missing`. */
export function checkLogpush(line: string): void {
  const fields = objectIn(line) ?? {};
  const missing: string[] = needed.filter((name) => !(name in fields));
  if (!paths.some((name) => name in fields)) missing.push(paths.join(" or "));
  if (missing.length > 0)
    throw new LogRefusedError(
      "columns_missing",
      `Cloudflare's log lacks ${missing.join(", ")}. Add that to the fields of the Logpush job.`,
    );
}

function objectIn(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Milliseconds: a Logpush job writes RFC 3339, seconds or nanoseconds since 1970, as it is set up. */
function timeIn(value: unknown): number {
  if (typeof value === "string") return Date.parse(value);
  if (typeof value !== "number") return Number.NaN;
  if (value > 1e17) return Math.floor(value / 1e6);
  if (value > 1e14) return Math.floor(value / 1e3);
  return value > 1e11 ? value : value * 1000;
}

/** The first byte that was asked for, where the job is told to log the header `range`. */
function rangeIn(headers: unknown): number | null {
  const range = Object(headers).range as unknown;
  const [, start] = (typeof range === "string" && /^bytes=[ \t]*(\d+)-/.exec(range)) || [];
  return start === undefined ? null : Number(start);
}
