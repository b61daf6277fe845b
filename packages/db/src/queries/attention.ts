import type { Queries } from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { type AppHeadRow, appHeadColumns, toAppHead } from "../rows/app-row.ts";
import { toVersionListItem, type VersionListRow, versionListColumns } from "../rows/version-list-row.ts";
import { isOwnRow } from "../visibility.ts";

/**
 * What is being validated, in review or approved waits for a next step. A draft and what was turned down do so
 * only until the developer has uploaded something newer to the app.
 */
export const listAttention =
  (prisma: PrismaClient): Queries["listAttention"] =>
  async (actor, limit) => {
    const rows = await prisma.$queryRaw<(VersionListRow & AppHeadRow)[]>`
      SELECT ${versionListColumns}, ${appHeadColumns}
      FROM versions v JOIN apps a ON a.id = v.app_id
      WHERE ${isOwnRow(actor, { developer: Prisma.sql`v.developer_id`, app: Prisma.sql`v.app_id` })} AND (
        v.status IN ('validating', 'in_review', 'approved')
        OR v.status IN ('draft', 'failed', 'rejected') AND NOT EXISTS (
          SELECT FROM versions newer
          WHERE newer.app_id = v.app_id AND (newer.created_at, newer.id) > (v.created_at, v.id)
        )
      )
      ORDER BY v.status_changed_at DESC, v.id DESC LIMIT ${limit}`;
    return rows.map((row) => ({ version: toVersionListItem(row), app: toAppHead(row) }));
  };
