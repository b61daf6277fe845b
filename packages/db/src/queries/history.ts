import { type AuditAction, canReview, type HistoryItem, internalActions, type Queries } from "@mosis/domain";
import type { PrismaClient } from "../generated/client.ts";
import { visibleVersions } from "../visibility.ts";

export const listHistory =
  (prisma: PrismaClient): Queries["listHistory"] =>
  async (actor, versionId) => {
    const visible = await prisma.version.findFirst({
      where: { id: versionId, ...visibleVersions(actor) },
      select: { id: true },
    });
    if (!visible) return [];
    const isInternal = actor.kind === "system" || canReview(actor);
    const left = isInternal ? [] : [...internalActions];
    const rows = await prisma.$queryRaw<{ action: string; at: Date; by: string | null; data: unknown }[]>`
      SELECT e.action, e.at, u.name AS by,
        CASE WHEN e.access_token_id IS NULL THEN e.data
          ELSE e.data || jsonb_build_object('access_token', e.access_token_id) END AS data
      FROM audit_events e LEFT JOIN users u ON u.id = e.actor_user_id
      WHERE e.subject_id = ${versionId}::uuid AND e.action <> ALL(${left}::text[])
      ORDER BY e.id`;
    return rows.map((row) => ({
      action: row.action as AuditAction,
      at: row.at,
      by: row.by,
      data: row.data as HistoryItem["data"],
    }));
  };
