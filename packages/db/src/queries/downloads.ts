import { type DownloadDay, type DownloadQueries, dayOf } from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { isOwnRow } from "../visibility.ts";

interface Row {
  day: Date;
  part: string;
  downloads: bigint;
  bytes: bigint;
  savedBytes: bigint;
  failures: bigint;
}

export function downloadQueries(prisma: PrismaClient): DownloadQueries {
  return {
    async readDownloadDays(actor, appId, { from, to }) {
      const isSeen =
        actor.kind === "system"
          ? Prisma.sql`TRUE`
          : Prisma.sql`EXISTS (SELECT FROM apps a WHERE a.id = t.app_id AND ${isOwnRow(actor, { developer: Prisma.sql`a.developer_id`, app: Prisma.sql`a.id` })})`;
      const rows = await prisma.$queryRaw<Row[]>`
        SELECT t.day, t.part, sum(t.downloads)::bigint AS downloads, sum(t.bytes)::bigint AS bytes,
          sum(t.saved_bytes)::bigint AS "savedBytes", sum(t.failures)::bigint AS failures
        FROM download_days t
        WHERE t.app_id = ${appId}::uuid AND t.day BETWEEN ${from}::date AND ${to}::date AND ${isSeen}
        GROUP BY t.day, t.part ORDER BY t.day, t.part COLLATE "C"`;
      return rows.map(
        (row): DownloadDay => ({
          day: dayOf(row.day),
          part: row.part as DownloadDay["part"],
          downloads: Number(row.downloads),
          bytes: Number(row.bytes),
          savedBytes: Number(row.savedBytes),
          failures: Number(row.failures),
        }),
      );
    },
  };
}
