import type { LogFileStatus, LogFileStore } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { type LogFileTableRow, logFileColumns, toLogFile } from "../rows/log-file-row.ts";

export function createLogFileStore({ prisma }: Connection): LogFileStore {
  return {
    async begin({ key, etag, size }, at) {
      await prisma.$executeRaw`
        INSERT INTO log_files (key, etag, size, status, lines, counted, duplicates, late, unknown, passed_over, malformed,
          begun_at)
        VALUES (${key}, ${etag}, ${size}, 'reading', 0, 0, 0, 0, 0, 0, 0, ${at})
        ON CONFLICT (key, etag) DO NOTHING`;
      const [row] = await prisma.$queryRaw<LogFileTableRow[]>`
        SELECT ${logFileColumns} FROM log_files WHERE key = ${key} AND etag = ${etag}`;
      if (!row) throw new Error("the log is not there any more");
      return toLogFile(row);
    },

    async advance({ key, etag }, from, to) {
      const count = await prisma.$executeRaw`
        UPDATE log_files SET lines = ${to}
        WHERE key = ${key} AND etag = ${etag} AND status = 'reading' AND lines = ${from}`;
      return count === 1;
    },

    async addCounts({ key, etag }, { counted, duplicates, late, unknown, passedOver, malformed }) {
      await prisma.$executeRaw`
        UPDATE log_files SET counted = counted + ${counted}, duplicates = duplicates + ${duplicates},
          late = late + ${late}, unknown = unknown + ${unknown}, passed_over = passed_over + ${passedOver},
          malformed = malformed + ${malformed}
        WHERE key = ${key} AND etag = ${etag}`;
    },

    async end({ key, etag }, refused, at) {
      const count = await prisma.$executeRaw`
        UPDATE log_files SET status = ${refused ? "refused" : "imported"}, refusal = ${refused?.refusal ?? null},
          detail = ${refused?.detail ?? null}, ended_at = ${at}
        WHERE key = ${key} AND etag = ${etag} AND status = 'reading'`;
      return count === 1;
    },

    async listEnded(files) {
      if (files.length === 0) return [];
      return prisma.$queryRaw<{ key: string; etag: string; status: LogFileStatus }[]>`
        SELECT f.key, f.etag, f.status
        FROM unnest(${files.map(({ key }) => key)}::text[], ${files.map(({ etag }) => etag)}::text[]) AS g (key, etag)
          JOIN log_files f ON f.key = g.key AND f.etag = g.etag
        WHERE f.status <> 'reading'`;
    },

    forget: (before, limit) => prisma.$executeRaw`
      DELETE FROM log_files WHERE (key, etag) IN (
        SELECT key, etag FROM log_files WHERE begun_at < ${before} AND ended_at < ${before} ORDER BY begun_at LIMIT ${limit}
      )`,
  };
}
