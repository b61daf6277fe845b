import { type AuditLog, auditFacts } from "@mosis/domain";
import type { Connection } from "../connection.ts";

export function createAuditLog({ prisma }: Connection): AuditLog {
  return {
    async append(entry) {
      const { actor, action, subjectId, at } = entry;
      const actorUserId = actor.kind === "user" ? actor.userId : null;
      await prisma.auditEvent.createMany({
        data: { actorUserId, action, subjectId, at, data: auditFacts(entry) },
      });
    },
  };
}
