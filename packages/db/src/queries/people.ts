import {
  type AccountRole,
  type DeveloperId,
  mostAccountsShown,
  type PersonItem,
  type PlatformRole,
  type Queries,
  type UserId,
} from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { contains, readPage } from "./search.ts";

interface Row {
  id: string;
  name: string;
  email: string | null;
  avatarUrl: string | null;
  role: string;
  createdAt: Date;
  lastSeenAt: Date | null;
  identities: string[];
  accounts: { id: string; name: string; role: string }[];
  accountCount: number;
}

const identitiesOf = Prisma.sql`
  SELECT i.provider || ':' || i.subject FROM identities i WHERE i.user_id = u.id`;

const columns = Prisma.sql`
  u.id, u.name, u.email, u.avatar_url AS "avatarUrl", u.role, u.created_at AS "createdAt",
  (SELECT max(s.last_seen_at) FROM sessions s WHERE s.user_id = u.id) AS "lastSeenAt",
  ARRAY(${identitiesOf} ORDER BY 1) AS identities,
  (SELECT count(*)::int FROM memberships m WHERE m.user_id = u.id) AS "accountCount",
  COALESCE((
    SELECT jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'role', a.role) ORDER BY a.since, a.id)
    FROM (
      SELECT d.id, d.name, m.role, m.created_at AS since
      FROM memberships m JOIN developers d ON d.id = m.developer_id
      WHERE m.user_id = u.id ORDER BY m.created_at, d.id LIMIT ${mostAccountsShown}
    ) a
  ), '[]') AS accounts`;

export const listPeople =
  (prisma: PrismaClient): Queries["listPeople"] =>
  (query) => {
    const search = contains(query.search, [Prisma.sql`u.name`, Prisma.sql`u.email`]);
    const isNamed = contains(query.search, [Prisma.sql`i.provider || ':' || i.subject`]);
    const isWanted =
      query.search === ""
        ? search
        : Prisma.sql`(${search} OR EXISTS (SELECT FROM identities i WHERE i.user_id = u.id AND ${isNamed}))`;
    const hasRole = query.role === null ? Prisma.sql`true` : Prisma.sql`u.role = ${query.role}`;
    return readPage<Row, PersonItem>(prisma, query, {
      select: columns,
      from: Prisma.sql`users u`,
      where: Prisma.sql`${isWanted} AND ${hasRole}`,
      // Ids grow with time.
      orderBy: Prisma.sql`u.id DESC`,
      toItem: (row) => ({
        ...row,
        id: row.id as UserId,
        role: row.role as PlatformRole,
        accounts: row.accounts.map(({ id, name, role }) => ({
          id: id as DeveloperId,
          name,
          role: role as AccountRole,
        })),
      }),
    });
  };
