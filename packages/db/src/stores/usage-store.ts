import { type DeveloperId, dayOf, type UsageStore, versionObjectKinds } from "@mosis/domain";
import type { Connection } from "../connection.ts";

export function createUsageStore({ prisma }: Connection): UsageStore {
  return {
    // Keys as objectKeys builds them.
    async recordDevelopers({ at, after, limit }) {
      const [row] = await prisma.$queryRaw<{ last: string | null; seen: number }[]>`
        WITH batch AS MATERIALIZED (
          SELECT id FROM developers WHERE ${after}::uuid IS NULL OR id > ${after}::uuid ORDER BY id LIMIT ${limit}
        ), held AS MATERIALIZED (
          SELECT o.developer_id, o.app_id, o.kind, o.size,
            substring(o.key FROM '^packages/[^/]+/[^/]+/([0-9]{1,9})/')::int AS code
          FROM batch b JOIN objects o ON o.developer_id = b.id AND o.status IN ('stored', 'deleting')
        ), by_state AS (
          SELECT h.developer_id, 
            coalesce(v.status, CASE WHEN h.kind = ANY(${[...versionObjectKinds]}::text[]) THEN 'other' ELSE h.kind END) AS state,
            sum(h.size)::bigint AS bytes
          FROM held h LEFT JOIN versions v ON v.app_id = h.app_id AND v.version_code = h.code
          GROUP BY 1, 2
        ), by_developer AS (
          SELECT developer_id, sum(bytes)::bigint AS bytes, jsonb_object_agg(state, bytes) AS by_state
          FROM by_state GROUP BY 1
        ), noted AS (
          INSERT INTO usage_days AS u (day, developer_id, stored_bytes, peak_bytes, by_state, recorded_at)
          SELECT ${dayOf(at)}::date, b.id, coalesce(d.bytes, 0), coalesce(d.bytes, 0), coalesce(d.by_state, '{}'),
            ${at}::timestamptz
          FROM batch b
            LEFT JOIN by_developer d ON d.developer_id = b.id
            LEFT JOIN usage_days today ON today.day = ${dayOf(at)}::date AND today.developer_id = b.id
          WHERE d.bytes IS NOT NULL OR today.day IS NOT NULL
          ORDER BY b.id
          ON CONFLICT (day, developer_id) DO UPDATE SET stored_bytes = excluded.stored_bytes,
            peak_bytes = greatest(u.peak_bytes, excluded.stored_bytes), by_state = excluded.by_state,
            recorded_at = excluded.recorded_at
          WHERE u.recorded_at IS NULL OR u.recorded_at <= excluded.recorded_at
        )
        SELECT max(id::text) AS last, count(*)::int AS seen FROM batch`;
      return row?.seen === limit ? (row.last as DeveloperId | null) : null;
    },

    async recordStore(at) {
      await prisma.$executeRaw`
        INSERT INTO store_usage_days AS s (day, stored_bytes, peak_bytes, by_state, recorded_at)
        SELECT ${dayOf(at)}::date, total.bytes, total.bytes, total.by_state, ${at}::timestamptz
        FROM (
          SELECT coalesce(sum(bytes), 0)::bigint AS bytes,
            coalesce(jsonb_object_agg(state, bytes), '{}') AS by_state
          FROM (
            SELECT each.key AS state, sum(each.value::bigint)::bigint AS bytes
            FROM usage_days u, jsonb_each_text(u.by_state) each WHERE u.day = ${dayOf(at)}::date GROUP BY 1
            UNION ALL
            -- Nobody's: what lies in quarantine.
            SELECT kind, sum(size)::bigint FROM objects
            WHERE developer_id IS NULL AND status IN ('stored', 'deleting') GROUP BY 1
          ) by_state
        ) total
        ON CONFLICT (day) DO UPDATE SET stored_bytes = excluded.stored_bytes,
          peak_bytes = greatest(s.peak_bytes, excluded.stored_bytes), by_state = excluded.by_state,
          recorded_at = excluded.recorded_at
        WHERE s.recorded_at IS NULL OR s.recorded_at <= excluded.recorded_at`;
    },

    async addOperations(at, counts) {
      const developerIds = counts.map(({ developerId }) => developerId);
      const classA = counts.map((each) => BigInt(each.classA));
      const classB = counts.map((each) => BigInt(each.classB));
      const egress = counts.map((each) => BigInt(each.egressBytes));
      const saved = counts.map((each) => BigInt(each.deltaBytesSaved ?? 0));
      // In the order of their ids, so that two processes never wait for each other.
      await prisma.$executeRaw`
        WITH counted AS MATERIALIZED (
          SELECT * FROM unnest(${developerIds}::uuid[], ${classA}::bigint[], ${classB}::bigint[], ${egress}::bigint[],
            ${saved}::bigint[]) AS c (developer_id, class_a, class_b, egress_bytes, delta_bytes_saved)
        ), of_developers AS (
          INSERT INTO usage_days AS u (day, developer_id, class_a, class_b, egress_bytes, delta_bytes_saved)
          SELECT ${dayOf(at)}::date, developer_id, class_a, class_b, egress_bytes, delta_bytes_saved
          FROM counted WHERE developer_id IS NOT NULL ORDER BY developer_id
          ON CONFLICT (day, developer_id) DO UPDATE SET class_a = u.class_a + excluded.class_a,
            class_b = u.class_b + excluded.class_b, egress_bytes = u.egress_bytes + excluded.egress_bytes,
            delta_bytes_saved = u.delta_bytes_saved + excluded.delta_bytes_saved
        )
        INSERT INTO store_usage_days AS s (day, class_a, class_b, egress_bytes, delta_bytes_saved)
        SELECT ${dayOf(at)}::date, sum(class_a)::bigint, sum(class_b)::bigint, sum(egress_bytes)::bigint,
          sum(delta_bytes_saved)::bigint
        FROM counted HAVING count(*) > 0
        ON CONFLICT (day) DO UPDATE SET class_a = s.class_a + excluded.class_a,
          class_b = s.class_b + excluded.class_b, egress_bytes = s.egress_bytes + excluded.egress_bytes,
          delta_bytes_saved = s.delta_bytes_saved + excluded.delta_bytes_saved`;
    },
  };
}
