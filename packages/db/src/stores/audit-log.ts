import { type AuditEntry, type AuditLog, actingAccount } from "@mosis/domain";
import type { Connection } from "../connection.ts";

export function createAuditLog({ prisma }: Connection): AuditLog {
  const appendAll: AuditLog["appendAll"] = async (entries) => {
    if (entries.length === 0) return;
    // One statement, which also finds whose app it is. The rows' order is that of the entries.
    await prisma.$executeRaw`
      INSERT INTO audit_events (at, actor_user_id, actor_developer_id, access_token_id, came_from, action, subject_id,
        developer_id, app_id, data, before, after)
      SELECT e.at, e.actor_user_id, e.actor_developer_id, e.access_token_id, e.came_from, e.action, e.subject_id,
        coalesce(e.developer_id, a.developer_id, e.affair_of), e.app_id, e.data, e.before, e.after
      FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(entries.map(toRow))}::jsonb) AS (
          at timestamptz, actor_user_id uuid, actor_developer_id uuid, access_token_id uuid, came_from text,
          action text, subject_id uuid, developer_id uuid, affair_of uuid, app_id uuid, data jsonb, before jsonb,
          after jsonb
        )) WITH ORDINALITY AS e
      LEFT JOIN apps a ON a.id = e.app_id
      ORDER BY e.ordinality`;
  };
  return { append: (entry) => appendAll([entry]), appendAll };
}

function toRow(entry: AuditEntry): Record<string, unknown> {
  const { actor, action, subjectId, at, developerId, appId, data = {}, before, after } = entry;
  const person = actor.kind === "user" ? actor : null;
  return {
    at,
    actor_user_id: person?.userId,
    actor_developer_id: person?.developerId,
    access_token_id: person?.token?.id,
    came_from: person?.from,
    action,
    subject_id: subjectId,
    developer_id: developerId,
    affair_of: actingAccount(entry) ?? undefined,
    app_id: appId,
    data,
    before,
    after,
  };
}
