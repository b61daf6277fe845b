import { dayMs, defaultQuota, type Quota, type QuotaStore } from "@mosis/domain";
import type { Connection } from "../connection.ts";

/** The columns that hold an account's own limits. */
const columns = {
  packageBytes: "maxPackageBytes",
  storedBytes: "maxStoredBytes",
  openUploads: "maxOpenUploads",
  dailyUploads: "maxDailyUploads",
} as const satisfies Record<keyof Quota, string>;

export function createQuotaStore({ prisma, inTransaction }: Connection): QuotaStore {
  return {
    async hold(id) {
      if (!inTransaction) throw new Error("a quota can be held inside a transaction only");
      const [row] = await prisma.$queryRaw<{ [Limit in keyof Quota]: bigint | number | null }[]>`
        SELECT max_package_bytes AS "packageBytes", max_stored_bytes AS "storedBytes",
          max_open_uploads AS "openUploads", max_daily_uploads AS "dailyUploads"
        FROM developers WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
      const own = Object.entries(row ?? {}).flatMap(([limit, value]) =>
        value === null ? [] : [[limit, Number(value)]],
      );
      return { ...defaultQuota, ...Object.fromEntries(own) };
    },

    async usage(id, at) {
      const since = new Date(at.getTime() - dayMs);
      const [row] = await prisma.$queryRaw<
        { stored: bigint; reserved: bigint; open: bigint; daily: bigint }[]
      >`
        SELECT
          (SELECT coalesce(sum(size), 0)::bigint FROM objects
            WHERE developer_id = ${id}::uuid AND status = 'stored' AND kind <> 'upload') AS stored,
          (SELECT coalesce(sum(size), 0)::bigint FROM uploads
            WHERE developer_id = ${id}::uuid AND status IN ('open', 'completed')) AS reserved,
          (SELECT count(*) FROM uploads WHERE developer_id = ${id}::uuid AND status = 'open') AS open,
          (SELECT count(*) FROM uploads
            WHERE developer_id = ${id}::uuid AND created_at > ${since}::timestamptz) AS daily`;
      return {
        storedBytes: Number(row?.stored ?? 0) + Number(row?.reserved ?? 0),
        openUploads: Number(row?.open ?? 0),
        dailyUploads: Number(row?.daily ?? 0),
      };
    },

    async set(id, limits) {
      const data = Object.fromEntries(
        Object.entries(limits).map(([limit, value]) => [columns[limit as keyof Quota], value]),
      );
      const { count } = await prisma.developer.updateMany({ where: { id }, data });
      return count === 1;
    },
  };
}
