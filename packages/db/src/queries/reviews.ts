import {
  type AccountRole,
  type DeveloperRecord,
  fewestDecisions,
  internalKinds,
  mostMessages,
  type QueuePlace,
  ReviewPolicy,
  type ReviewQueries,
  reviewTimesDays,
  type ThreadMessage,
  type UserId,
} from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { toMessage } from "../rows/review-row.ts";
import { listReviewQueue } from "./review-queue.ts";

export const reviewQueries = (prisma: PrismaClient): ReviewQueries => {
  const namesOf: ReviewQueries["namesOf"] = async (ids) => {
    if (ids.length === 0) return new Map();
    const rows = await prisma.user.findMany({
      where: { id: { in: [...ids] } },
      select: { id: true, name: true },
    });
    return new Map(rows.map(({ id, name }) => [id as UserId, name]));
  };

  return {
    listReviewQueue: listReviewQueue(prisma),
    namesOf,

    async listThread(versionId, { isInternal }) {
      const rows = await prisma.reviewMessage.findMany({
        where: { versionId, ...(!isInternal && { kind: { notIn: [...internalKinds] } }) },
        orderBy: { id: "desc" },
        take: mostMessages,
      });
      const messages = rows.reverse().map(toMessage);
      const names = await namesOf([...new Set(messages.map(({ authorId }) => authorId))]);
      return messages.map(
        (message): ThreadMessage => ({ ...message, author: names.get(message.authorId) ?? null }),
      );
    },

    async readReviewTimes(at) {
      const [row] = await prisma.$queryRaw<{ decisions: number; p50: number | null; p90: number | null }[]>`
        SELECT count(*)::int AS decisions,
          percentile_cont(0.5) WITHIN GROUP (ORDER BY took) AS p50,
          percentile_cont(0.9) WITHIN GROUP (ORDER BY took) AS p90
        FROM (
          SELECT extract(epoch FROM decided_at - submitted_at)::float8 * 1000 AS took FROM versions
          WHERE decided_by IS NOT NULL AND submitted_at IS NOT NULL AND decided_at <= ${at}::timestamptz
            AND decided_at > ${at}::timestamptz - make_interval(days => ${reviewTimesDays}::int)
        ) decisions`;
      const decisions = row?.decisions ?? 0;
      const isKnown = decisions >= fewestDecisions;
      return {
        decisions,
        p50Ms: isKnown ? (row?.p50 ?? null) : null,
        p90Ms: isKnown ? (row?.p90 ?? null) : null,
      };
    },

    async readQueuePlace(versionId) {
      const [row] = await prisma.$queryRaw<QueuePlace[]>`
        SELECT (
            SELECT count(*)::int FROM versions w
            WHERE w.status = 'in_review' AND (w.submitted_at, w.id) <= (v.submitted_at, v.id)
          ) AS position, (SELECT count(*)::int FROM versions w WHERE w.status = 'in_review') AS waiting
        FROM versions v WHERE v.id = ${versionId}::uuid AND v.status = 'in_review'`;
      return row ?? null;
    },

    async readDeveloperRecord(developerId) {
      const [row] = await prisma.$queryRaw<
        (Omit<DeveloperRecord, "members" | "memberSince"> & { createdAt: Date })[]
      >`
        SELECT d.name, d.created_at AS "createdAt", d.trusted_at IS NOT NULL AS "isTrusted",
          (SELECT count(*)::int FROM apps a WHERE a.developer_id = d.id) AS apps, counts.*
        FROM developers d CROSS JOIN LATERAL (
          SELECT count(*)::int AS versions,
            count(*) FILTER (WHERE v.published_at IS NOT NULL)::int AS published,
            count(*) FILTER (WHERE v.status = 'rejected')::int AS rejected,
            count(*) FILTER (WHERE v.status = 'removed')::int AS removed,
            count(*) FILTER (WHERE v.status = 'failed')::int AS failed
          FROM versions v WHERE v.developer_id = d.id
        ) counts
        WHERE d.id = ${developerId}::uuid`;
      if (!row) return null;
      const members = await prisma.membership.findMany({
        where: { developerId },
        orderBy: { createdAt: "asc" },
        take: 50,
        select: { role: true, user: { select: { name: true } } },
      });
      const { createdAt, ...record } = row;
      return {
        ...record,
        memberSince: createdAt,
        members: members.map(({ role, user }) => ({ name: user.name, role: role as AccountRole })),
      };
    },

    async listReviewPolicies(limit) {
      const rows = await prisma.$queryRaw<
        { number: number; policy: unknown; changedBy: string | null; changedAt: Date }[]
      >`
        SELECT r.number, r.policy, u.name AS "changedBy", r.changed_at AS "changedAt"
        FROM review_policies r LEFT JOIN users u ON u.id = r.changed_by
        ORDER BY r.number DESC LIMIT ${Prisma.sql`${limit}::int`}`;
      return rows.map((row) => ({ ...row, policy: ReviewPolicy.parse(row.policy) }));
    },
  };
};
