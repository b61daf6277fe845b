import { LogFilesQuery, logFileStatuses, logRefusals, StatisticsQuery } from "@mosis/domain";
import { z } from "zod";
import { AppParams } from "../inputs.ts";
import { StatisticsExport } from "../statistics-inputs.ts";
import type { Call } from "./call.ts";
import { at, bytes, count, pageOf } from "./pieces.ts";

const day = z.iso.date();
const sums = {
  downloads: count,
  first_installs: count,
  updates: count,
  unknown: count.describe("Of which it is not known whether they were updates."),
  clients: z.object({ device: count, browser: count, command_line: count, other: count }),
  deltas: count.describe("Of the downloads, those of a delta instead of the package."),
  bytes,
  saved_bytes: bytes.describe("Of packages, less those of the deltas that were downloaded instead."),
  failures: count,
};

const Statistics = z.object({
  from: day,
  to: day,
  version_code: z.int().nullable(),
  unit: z.enum(["day", "week", "month"]).describe("What a bucket stands for: longer for longer spans."),
  total: z.object(sums),
  buckets: z.array(z.object({ day: day.describe("The first of the bucket."), ...sums })),
  versions: z.array(
    z.object({ version_code: z.int(), version: z.string().nullable(), downloads: count, failures: count }),
  ),
  countries: z.array(z.object({ country: z.string().length(2).nullable(), downloads: count })),
});

const LogFile = z.object({
  key: z.string(),
  etag: z.string(),
  size: bytes,
  status: z.enum(logFileStatuses),
  refusal: z.enum(logRefusals).nullable(),
  detail: z.string().nullable(),
  lines: count,
  counted: count,
  duplicates: count,
  late: count,
  unknown: count,
  passed_over: count,
  malformed: count,
  begun_at: at,
  ended_at: at.nullable(),
});

export const statisticsCalls: readonly Call[] = [
  {
    at: "GET /api/v1/apps/{appId}/statistics",
    id: "readStatistics",
    summary: "Read what it was downloaded",
    description: "Days are those of UTC. Give `days`, or `from` and `to`.",
    auth: "app.read",
    params: AppParams,
    query: StatisticsQuery,
    answer: [200, Statistics],
  },
  {
    at: "GET /api/v1/apps/{appId}/statistics.csv",
    id: "exportStatistics",
    summary: "Download its downloads by day",
    auth: "app.read",
    params: AppParams,
    query: StatisticsExport,
    answer: [200, null],
    contentType: "text/csv",
  },
];

export const sourceCalls: readonly Call[] = [
  {
    at: "GET /api/v1/admin/downloads",
    id: "listLogFiles",
    summary: "List what downloads were counted from",
    auth: "store.administer",
    query: LogFilesQuery,
    answer: [
      200,
      pageOf(LogFile).extend({
        rebuilds: z.array(z.object({ day, requests: count, differed: count, rebuilt_at: at })),
      }),
    ],
  },
];
