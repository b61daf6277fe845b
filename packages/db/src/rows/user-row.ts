import type { DeveloperId, PlatformRole, User, UserId } from "@mosis/domain";
import { Prisma } from "../generated/client.ts";

/** A person with the developer account they act for, as `userColumns` selects them. */
export interface UserRow {
  userId: string;
  developerId: string;
  name: string;
  email: string | null;
  avatarUrl: string | null;
  role: string;
  userCreatedAt: Date;
}

/** To be selected from `users AS u`, joined with `userAccount`. */
export const userColumns = Prisma.sql`
  u.id AS "userId", account.developer_id AS "developerId", u.name, u.email, u.avatar_url AS "avatarUrl", u.role,
  u.created_at AS "userCreatedAt"`;

/** The developer account a person acts for: the first they belong to. */
export const userAccount = Prisma.sql`
  JOIN LATERAL (
    SELECT m.developer_id FROM memberships m WHERE m.user_id = u.id ORDER BY m.created_at, m.developer_id LIMIT 1
  ) account ON true`;

export function toUser(row: UserRow): User {
  return {
    id: row.userId as UserId,
    developerId: row.developerId as DeveloperId,
    name: row.name,
    email: row.email,
    avatarUrl: row.avatarUrl,
    role: row.role as PlatformRole,
    createdAt: row.userCreatedAt,
  };
}
