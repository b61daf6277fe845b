import type { AuditLog } from "@mosis/domain";
import type { Connection } from "../connection.ts";

export function createAuditLog({ prisma }: Connection): AuditLog {
  return {
    async append({ actor, action, subjectId, at, data = {} }) {
      const actorUserId = actor.kind === "user" ? actor.userId : null;
      await prisma.auditEvent.createMany({ data: { actorUserId, action, subjectId, at, data } });
    },
  };
}
