import type { LogFile } from "@mosis/domain";
import { Prisma } from "../generated/client.ts";

export interface LogFileTableRow extends Omit<LogFile, "size" | keyof Numbers> {
  size: bigint;
  numbers: Numbers;
}

type Numbers = Pick<
  LogFile,
  "lines" | "counted" | "duplicates" | "late" | "unknown" | "passedOver" | "malformed"
>;

export const logFileColumns = Prisma.sql`key, etag, size, status, refusal, detail, begun_at AS "begunAt",
  ended_at AS "endedAt", json_build_object('lines', lines, 'counted', counted, 'duplicates', duplicates, 'late', late,
    'unknown', unknown, 'passedOver', passed_over, 'malformed', malformed) AS numbers`;

export function toLogFile({ numbers, size, ...row }: LogFileTableRow): LogFile {
  return { ...row, ...numbers, size: Number(size) };
}
