import type { LogFile, LogFileQueries } from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { type LogFileTableRow, logFileColumns, toLogFile } from "../rows/log-file-row.ts";
import { contains, readPage } from "./search.ts";

export function logFileQueries(prisma: PrismaClient): LogFileQueries {
  return {
    listLogFiles: (query) =>
      readPage<LogFileTableRow, LogFile>(prisma, query, {
        select: logFileColumns,
        from: Prisma.sql`log_files f`,
        where: Prisma.sql`${contains(query.search, [Prisma.sql`f.key`])}
          AND ${query.show === "refused" ? Prisma.sql`f.status = 'refused'` : Prisma.sql`true`}`,
        orderBy: Prisma.sql`f.begun_at DESC, f.key DESC`,
        toItem: toLogFile,
      }),
  };
}
