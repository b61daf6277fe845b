import {
  defaultReviewPolicy,
  ReviewPolicy,
  type ReviewPolicyInForce,
  type ReviewStore,
  SubmissionFacts,
  type VersionId,
} from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { Prisma } from "../generated/client.ts";
import { changingReviewColumns, toMessageRow, toReview } from "../rows/review-row.ts";
import { toVersion } from "../rows/version-row.ts";

interface FactsRow extends Omit<SubmissionFacts, "size" | "sizeBefore"> {
  versionId: string;
  size: bigint;
  sizeBefore: bigint | null;
}

export function createReviewStore({ prisma, inTransaction }: Connection): ReviewStore {
  return {
    async find(versionId) {
      const row = await prisma.review.findUnique({ where: { versionId } });
      return row && toReview(row);
    },

    async hold(versionId) {
      if (!inTransaction) throw new Error("a review can be held inside a transaction only");
      await prisma.$executeRaw`
        INSERT INTO reviews (version_id) VALUES (${versionId}::uuid) ON CONFLICT DO NOTHING`;
      await prisma.$queryRaw`SELECT FROM reviews WHERE version_id = ${versionId}::uuid FOR UPDATE`;
      return toReview(await prisma.review.findUniqueOrThrow({ where: { versionId } }));
    },

    async save(review) {
      const { versionId } = review;
      await prisma.review.updateMany({ where: { versionId }, data: changingReviewColumns(review) });
    },

    async say(message) {
      await prisma.reviewMessage.createMany({ data: toMessageRow(message) });
    },

    countMessages: (versionId) => prisma.reviewMessage.count({ where: { versionId } }),

    async concerns(userId, { appId, developerId, founderId, createdAt }) {
      const accounts = [developerId, founderId];
      const [row] = await prisma.$queryRaw<{ concerned: boolean }[]>`
        SELECT EXISTS (
            SELECT FROM memberships WHERE developer_id = ANY(${accounts}::uuid[]) AND user_id = ${userId}::uuid
          ) OR EXISTS (
            SELECT FROM former_members
            WHERE developer_id = ANY(${accounts}::uuid[]) AND user_id = ${userId}::uuid
              AND left_at >= ${createdAt}::timestamptz
          ) OR EXISTS (
            SELECT FROM versions WHERE app_id = ${appId}::uuid AND created_by = ${userId}::uuid
          ) AS concerned`;
      return row?.concerned === true;
    },

    async findPublishedBefore({ id, appId, versionCode }) {
      const row = await prisma.version.findFirst({
        where: { appId, id: { not: id }, status: "published", versionCode: { lt: versionCode ?? 0 } },
        orderBy: { versionCode: "desc" },
      });
      return row && toVersion(row);
    },

    async policy() {
      const [row] = await prisma.$queryRaw<ReviewPolicyInForce[]>`
        SELECT r.policy, r.number, r.id, u.name AS "changedBy", r.changed_at AS "changedAt"
        FROM review_policies r LEFT JOIN users u ON u.id = r.changed_by ORDER BY r.number DESC LIMIT 1`;
      if (!row) {
        return { policy: defaultReviewPolicy, number: 0, id: null, changedBy: null, changedAt: null };
      }
      return { ...row, policy: ReviewPolicy.parse(row.policy) };
    },

    async changePolicy(id, policy, by) {
      await prisma.reviewPolicy.createMany({ data: { id, policy, changedBy: by } });
    },

    async trust(developerId, since) {
      const { count } = await prisma.developer.updateMany({
        where: { id: developerId },
        data: { trustedAt: since },
      });
      return count === 1;
    },

    async facts(of, trustDays) {
      const submissions =
        "versionId" in of
          ? Prisma.sql`SELECT v.*, ${of.at}::timestamptz AS made FROM versions v WHERE v.id = ${of.versionId}::uuid`
          : Prisma.sql`
            SELECT v.*, v.submitted_at AS made FROM versions v WHERE v.submitted_at >= ${of.since}::timestamptz
            ORDER BY v.submitted_at DESC LIMIT ${of.limit}`;
      const rows = await prisma.$queryRaw<FactsRow[]>`
        WITH s AS MATERIALIZED (${submissions})
        SELECT s.id AS "versionId", p.id IS NULL AS "isFirst", s.size, p.size AS "sizeBefore",
          coalesce(d.trusted_at <= s.made, false) AS "isTrusted",
          (
            SELECT count(*)::int FROM jsonb_array_elements_text(coalesce(s.manifest->'permissions', '[]')) asked
            WHERE NOT coalesce(p.manifest->'permissions', '[]') @> to_jsonb(asked)
          ) AS "newPermissions",
          (
            SELECT count(*)::int FROM jsonb_array_elements(s.findings) f
            WHERE NOT EXISTS (
              SELECT FROM jsonb_array_elements(coalesce(p.findings, '[]')) g
              WHERE g->>'code' = f->>'code' AND g->>'path' IS NOT DISTINCT FROM f->>'path'
            )
          ) AS "newFindings",
          record.published, record.setbacks
        FROM s JOIN developers d ON d.id = s.developer_id
        LEFT JOIN LATERAL (
          SELECT p.id, p.size, p.manifest, p.findings FROM versions p
          WHERE p.app_id = s.app_id AND p.id <> s.id AND p.status = 'published'
            AND p.version_code < s.version_code AND p.published_at < s.made
          ORDER BY p.version_code DESC LIMIT 1
        ) p ON true
        CROSS JOIN LATERAL (
          -- Whatever was published or ended since then has changed its status since then: the index on that serves.
          SELECT
            count(*) FILTER (WHERE o.published_at >= since AND o.published_at < s.made)::int AS published,
            count(*) FILTER (WHERE o.status IN ('rejected', 'removed') AND o.status_changed_at < s.made)::int AS setbacks
          FROM versions o, (SELECT s.made - make_interval(days => ${trustDays}::int) AS since) span
          WHERE o.developer_id = s.developer_id AND o.status_changed_at >= since
        ) record
        ORDER BY s.made DESC`;
      return rows.map(({ versionId, size, sizeBefore, ...facts }) => ({
        versionId: versionId as VersionId,
        facts: SubmissionFacts.parse({
          ...facts,
          size: Number(size),
          sizeBefore: sizeBefore === null ? null : Number(sizeBefore),
        }),
      }));
    },
  };
}
