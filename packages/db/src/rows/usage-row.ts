import { type BytesByState, dayOf, type UsageDay } from "@mosis/domain";
import { Prisma } from "../generated/client.ts";

/** To be selected from `usage_days AS u` or `store_usage_days AS u`. */
export const usageColumns = Prisma.sql`
  u.day, u.stored_bytes AS "storedBytes", u.peak_bytes AS "peakBytes", u.by_state AS "byState", u.class_a AS "classA",
  u.class_b AS "classB", u.egress_bytes AS "egressBytes", u.delta_bytes_saved AS "deltaBytesSaved",
  u.recorded_at AS "recordedAt"`;

export interface UsageRow {
  day: Date;
  storedBytes: bigint;
  peakBytes: bigint;
  byState: unknown;
  classA: bigint;
  classB: bigint;
  egressBytes: bigint;
  deltaBytesSaved: bigint;
  recordedAt: Date | null;
}

export function toUsageDay(row: UsageRow): UsageDay {
  return {
    day: dayOf(row.day),
    storedBytes: Number(row.storedBytes),
    peakBytes: Number(row.peakBytes),
    byState: row.byState as BytesByState,
    classA: Number(row.classA),
    classB: Number(row.classB),
    egressBytes: Number(row.egressBytes),
    deltaBytesSaved: Number(row.deltaBytesSaved),
    recordedAt: row.recordedAt,
  };
}
