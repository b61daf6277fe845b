import type { AccountRole, DeveloperId, PlatformRole, User, UserId } from "@mosis/domain";
import { Prisma } from "../generated/client.ts";

/** A person with the developer account they act for, as `userColumns` selects them. */
export interface UserRow {
  userId: string;
  developerId: string;
  accountRole: string;
  name: string;
  email: string | null;
  avatarUrl: string | null;
  role: string;
  userCreatedAt: Date;
}

/** To be selected from `users AS u`, joined with `userAccount`. */
export const userColumns = Prisma.sql`
  u.id AS "userId", account.developer_id AS "developerId",
  account.role AS "accountRole", u.name, u.email, u.avatar_url AS "avatarUrl", u.role,
  u.created_at AS "userCreatedAt"`;

/** The developer account a person acts for: the chosen one as long as they belong to it, else their first. */
export const userAccount = (chosen: Prisma.Sql = Prisma.sql`NULL::uuid`): Prisma.Sql => Prisma.sql`
  JOIN LATERAL (
    SELECT m.developer_id, m.role FROM memberships m WHERE m.user_id = u.id
    ORDER BY (m.developer_id = ${chosen}) DESC NULLS LAST, m.created_at, m.developer_id LIMIT 1
  ) account ON true`;

export function toUser(row: UserRow): User {
  return {
    id: row.userId as UserId,
    developerId: row.developerId as DeveloperId,
    accountRole: row.accountRole as AccountRole,
    name: row.name,
    email: row.email,
    avatarUrl: row.avatarUrl,
    role: row.role as PlatformRole,
    createdAt: row.userCreatedAt,
  };
}
