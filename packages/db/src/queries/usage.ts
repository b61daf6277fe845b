import {
  type BytesByState,
  type DeveloperId,
  type DeveloperUsageItem,
  orderOf,
  type UsageQueries,
  type UsageSort,
} from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { toUsageDay, type UsageRow, usageColumns } from "../rows/usage-row.ts";
import { contains, readPage } from "./search.ts";

interface Row {
  developerId: string;
  name: string;
  storedBytes: bigint;
  byState: unknown;
  classA: bigint;
  classB: bigint;
  egressBytes: bigint;
}

const sortColumns: Record<UsageSort, Prisma.Sql> = {
  stored: Prisma.sql`"storedBytes"`,
  name: Prisma.sql`lower(d.name)`,
  class_a: Prisma.sql`"classA"`,
  class_b: Prisma.sql`"classB"`,
  egress: Prisma.sql`"egressBytes"`,
};

export function usageQueries(prisma: PrismaClient): UsageQueries {
  return {
    async listStoreDays({ from, to }) {
      const rows = await prisma.$queryRaw<UsageRow[]>`
        SELECT ${usageColumns} FROM store_usage_days u
        WHERE u.day BETWEEN ${from}::date AND ${to}::date ORDER BY u.day`;
      return rows.map(toUsageDay);
    },

    async findLastDay() {
      const [row] = await prisma.$queryRaw<UsageRow[]>`
        SELECT ${usageColumns} FROM store_usage_days u
        WHERE u.recorded_at IS NOT NULL ORDER BY u.day DESC LIMIT 1`;
      return row ? toUsageDay(row) : null;
    },

    listDeveloperUsage(query, { standing, from, to }) {
      // One day needs no summing up, and an index has its rows in order.
      const used =
        from === to
          ? Prisma.sql`(SELECT developer_id, class_a, class_b, egress_bytes FROM usage_days WHERE day = ${from}::date)`
          : Prisma.sql`(
              SELECT developer_id, sum(class_a)::bigint AS class_a, sum(class_b)::bigint AS class_b,
                sum(egress_bytes)::bigint AS egress_bytes
              FROM usage_days WHERE day BETWEEN ${from}::date AND ${to}::date GROUP BY developer_id
            )`;
      const direction = orderOf(query) === "asc" ? Prisma.sql`ASC` : Prisma.sql`DESC`;
      return readPage<Row, DeveloperUsageItem>(prisma, query, {
        select: Prisma.sql`
          d.id AS "developerId", d.name, coalesce(s.stored_bytes, 0) AS "storedBytes",
          coalesce(s.by_state, '{}') AS "byState", u.class_a AS "classA", u.class_b AS "classB",
          u.egress_bytes AS "egressBytes"`,
        from: Prisma.sql`${used} u JOIN developers d ON d.id = u.developer_id`,
        lookups: Prisma.sql`
          LEFT JOIN usage_days s ON s.day = ${standing}::date AND s.developer_id = u.developer_id`,
        where: contains(query.search, [Prisma.sql`d.name`]),
        orderBy: Prisma.sql`${sortColumns[query.sort]} ${direction}, d.id`,
        toItem: (row) => ({
          developerId: row.developerId as DeveloperId,
          name: row.name,
          storedBytes: Number(row.storedBytes),
          byState: row.byState as BytesByState,
          classA: Number(row.classA),
          classB: Number(row.classB),
          egressBytes: Number(row.egressBytes),
        }),
      });
    },

    async readDeveloperDays({ from, to }, after, limit) {
      const beyond = after
        ? Prisma.sql`AND (u.day, u.developer_id) > (${after.day}::date, ${after.developerId}::uuid)`
        : Prisma.empty;
      const rows = await prisma.$queryRaw<(UsageRow & { developerId: string; name: string })[]>`
        SELECT ${usageColumns}, u.developer_id AS "developerId", d.name
        FROM usage_days u JOIN developers d ON d.id = u.developer_id
        WHERE u.day BETWEEN ${after?.day ?? from}::date AND ${to}::date ${beyond}
        ORDER BY u.day, u.developer_id LIMIT ${limit}`;
      return rows.map(({ developerId, name, ...row }) => ({
        ...toUsageDay(row),
        developerId: developerId as DeveloperId,
        name,
      }));
    },
  };
}
