import { alertNames } from "@mosis/domain";
import { z } from "zod";
import { at, bytes, count } from "./pieces.ts";

const ms = z.number().min(0).nullable().describe("Milliseconds; null where no package was checked.");
const uploads = z.object({ ended: count, failed: count, check_p50_ms: ms, check_p95_ms: ms });
const downloads = z.object({ requests: count, failures: count, bytes, cached_bytes: bytes });
const money = z.number().describe("Micro-dollars.");

export const Dashboard = z.object({
  at,
  span: z.enum(["24h", "7d"]),
  uploads: uploads.extend({ steps: z.array(uploads.extend({ at })) }),
  downloads: downloads.extend({ steps: z.array(downloads.extend({ at })) }),
  queues: z.array(
    z.object({
      queue: z.string(),
      waiting: count,
      handed_over: count,
      oldest_seconds: z.number().min(0),
    }),
  ),
  failed_jobs: count,
  stored_bytes: bytes.nullable(),
  budget: z.object({ estimate: money, budget: money }).nullable().describe("Of the running month."),
  firing: z.array(z.object({ alert: z.enum(alertNames), since: at, value: z.number().nullable() })),
});
