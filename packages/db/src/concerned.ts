import { type Audience, kindsFor } from "@mosis/domain";
import { Prisma } from "./generated/client.ts";

const isOf = (audience: Audience) => Prisma.sql`a.kind = ANY(${kindsFor(audience)}::text[])`;
const isMember = Prisma.sql`EXISTS (
  SELECT FROM memberships m WHERE m.developer_id = a.developer_id AND m.user_id = u.id
)`;

/** Whether the person `users u` is among those the announcement `announcements a` is for: never who did it. */
export const concerned = Prisma.sql`(
  u.id IS DISTINCT FROM a.caused_by AND CASE
    WHEN ${isOf("account")} THEN ${isMember}
    WHEN ${isOf("person")} THEN u.id = a.user_id
    WHEN ${isOf("reviewers")} THEN u.role <> 'member' AND NOT ${isMember}
    ELSE u.role = 'admin'
  END
)`;

/** From where those people are taken, so that no statement looks at everybody. */
export const candidates = Prisma.sql`(
  SELECT m.user_id AS id FROM memberships m WHERE m.developer_id = a.developer_id AND ${isOf("account")}
  UNION ALL SELECT a.user_id WHERE ${isOf("person")} AND a.user_id IS NOT NULL
  UNION ALL SELECT r.id FROM users r WHERE r.role <> 'member' AND NOT (${isOf("account")} OR ${isOf("person")})
)`;
