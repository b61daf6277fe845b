import { clientOf } from "../download-client.ts";
import { amountsOf, knownCountry, largestAnswer } from "../download-counts.ts";
import { downloadIn } from "../object-keys.ts";
import type { RawDownload } from "../ports/downloads.ts";

/** A request as a log tells it, whichever CDN wrote it. */
export interface LogRequest {
  id: string;
  /** Milliseconds since 1970. */
  at: number;
  method: string;
  /** From its slash on; a query may follow. */
  path: string;
  status: number;
  bytes: number;
  userAgent: string | undefined;
  country: string | undefined;
  isCached: boolean;
  /** The first byte of a partial answer; null where the log does not say. */
  rangeStart: number | null;
}

/** A line of a log: a download, something that does not count, or nothing that can be read. */
export type LogLine = RawDownload | "passed_over" | "malformed";

const idShape = /^[\w.:=+/-]{1,120}$/;

/**
 * What a request counts as. Only GETs of packages and deltas in the bucket count: what goes through the edge the edge has
 * counted itself. A partial answer counts as a download where the log says that it began with the first byte.
 */
export function downloadOf(request: LogRequest): LogLine {
  const { id, at, method, path, status, bytes, rangeStart } = request;
  if (method !== "GET" || !path.startsWith("/packages/")) return "passed_over";
  const query = path.indexOf("?");
  const of = downloadIn(path.slice(1, query < 0 ? undefined : query));
  if (!of) return "passed_over";
  const isRight =
    idShape.test(id) && Number.isFinite(at) && status >= 100 && status <= 599 && Number.isInteger(status);
  if (!isRight || !Number.isInteger(bytes) || bytes < 0 || bytes > largestAnswer) return "malformed";
  const isDelta = of.fromVersionCode !== null;
  return {
    id,
    at: Math.trunc(at),
    ...of,
    part: isDelta ? "delta" : "package",
    install: isDelta ? "update" : "unknown",
    client: clientOf(request.userAgent),
    country: knownCountry(request.country),
    isCached: request.isCached,
    ...amountsOf({ status, bytes, begins: status !== 206 || rangeStart === 0 }),
  };
}
