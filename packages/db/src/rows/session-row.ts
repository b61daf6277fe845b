import type { DeveloperId, Identity, Session, SessionId, UserId } from "@mosis/domain";
import type { Session as SessionRow } from "../generated/client.ts";

export function toSession(row: SessionRow): Session {
  return {
    id: row.id as SessionId,
    userId: row.userId as UserId,
    provider: row.provider as Identity["provider"],
    userAgent: row.userAgent,
    developerId: row.developerId as DeveloperId | null,
    createdAt: row.createdAt,
    lastSeenAt: row.lastSeenAt,
    expiresAt: row.expiresAt,
    revokedAt: row.revokedAt,
  };
}
