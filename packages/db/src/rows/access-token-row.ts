import type { AccessToken, AccessTokenId, AppId, DeveloperId, TokenScope, UserId } from "@mosis/domain";
import type { AccessToken as AccessTokenRow } from "../generated/client.ts";

/** The hash stays behind: it is for looking up, and nothing else. */
export function toAccessToken(row: Omit<AccessTokenRow, "hash" | "remindedAt">): AccessToken {
  return {
    id: row.id as AccessTokenId,
    userId: row.userId as UserId,
    developerId: row.developerId as DeveloperId,
    name: row.name,
    scopes: row.scopes as TokenScope[],
    appId: row.appId as AppId | null,
    start: row.start,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    lastUsedAt: row.lastUsedAt,
    revokedAt: row.revokedAt,
  };
}
