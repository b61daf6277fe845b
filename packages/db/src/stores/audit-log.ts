import { type AuditLog, auditFacts } from "@mosis/domain";
import type { Connection } from "../connection.ts";

export function createAuditLog({ prisma }: Connection): AuditLog {
  const appendAll: AuditLog["appendAll"] = async (entries) => {
    await prisma.auditEvent.createMany({
      data: entries.map((entry) => {
        const { actor, action, subjectId, at } = entry;
        const actorUserId = actor.kind === "user" ? actor.userId : null;
        return { actorUserId, action, subjectId, at, data: auditFacts(entry) };
      }),
    });
  };
  return { append: (entry) => appendAll([entry]), appendAll };
}
