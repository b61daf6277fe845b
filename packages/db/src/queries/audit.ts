import {
  type AccessTokenId,
  type AppId,
  type AuditAction,
  type AuditFacts,
  type AuditItem,
  type AuditQueries,
  type AuditQuery,
  type AuditState,
  actionsOf,
  auditActions,
  type DeveloperId,
  type TrustedExchangeId,
  type UserId,
} from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { contains } from "./search.ts";

interface Row {
  id: bigint;
  sequence: bigint;
  at: Date;
  actorUserId: UserId | null;
  actorName: string | null;
  actorDeveloperId: DeveloperId | null;
  actorDeveloperName: string | null;
  accessTokenId: AccessTokenId | TrustedExchangeId | null;
  cameFrom: string | null;
  action: string;
  subjectId: string;
  developerId: DeveloperId | null;
  developerName: string | null;
  appId: AppId | null;
  appName: string | null;
  packageId: string | null;
  data: unknown;
  before: unknown;
  after: unknown;
}

export function auditQueries(prisma: PrismaClient): AuditQueries {
  return {
    async listAudit(query, limit) {
      // The page is cut before anything is joined: names are looked up for what is shown alone.
      const rows = await prisma.$queryRaw<Row[]>`
        SELECT e.id, c.sequence, e.at, e.actor_user_id AS "actorUserId", u.name AS "actorName",
          e.actor_developer_id AS "actorDeveloperId", acting.name AS "actorDeveloperName",
          e.access_token_id AS "accessTokenId", e.came_from AS "cameFrom", e.action, e.subject_id AS "subjectId",
          e.developer_id AS "developerId", d.name AS "developerName", e.app_id AS "appId", a.name AS "appName",
          a.package_id AS "packageId", e.data, e.before, e.after
        FROM (
          SELECT * FROM audit_events e WHERE ${await condition(prisma, query)} ORDER BY e.id DESC LIMIT ${limit}
        ) e
        JOIN audit_chain c ON c.event_id = e.id
        LEFT JOIN users u ON u.id = e.actor_user_id
        LEFT JOIN developers acting ON acting.id = e.actor_developer_id
        LEFT JOIN developers d ON d.id = e.developer_id
        LEFT JOIN apps a ON a.id = e.app_id
        ORDER BY e.id DESC`;
      return rows.map(toItem);
    },

    async findAuditHead() {
      const [head] = await prisma.$queryRaw<{ sequence: bigint; hash: string }[]>`
        SELECT sequence, encode(hash, 'hex') AS hash FROM audit_chain ORDER BY sequence DESC LIMIT 1`;
      return head ?? null;
    },
  };
}

async function condition(prisma: PrismaClient, query: AuditQuery): Promise<Prisma.Sql> {
  const { user, account, app, subject, group, from, to, before } = query;
  const terms = [
    user && Prisma.sql`e.actor_user_id = ${user}::uuid`,
    account && Prisma.sql`e.developer_id = ${account}::uuid`,
    app && Prisma.sql`e.app_id = ${app}::uuid`,
    subject && Prisma.sql`e.subject_id = ${subject}::uuid`,
    group && Prisma.sql`e.action = ANY(${actionsOf(group)}::text[])`,
    from && Prisma.sql`e.at >= (${from}::date)::timestamp AT TIME ZONE 'UTC'`,
    to && Prisma.sql`e.at < (${to}::date + 1)::timestamp AT TIME ZONE 'UTC'`,
    before && Prisma.sql`e.id < ${before}`,
    query.search !== "" && (await searched(prisma, query.search)),
  ].filter((term) => term !== null && term !== false);
  return terms.length > 0 ? Prisma.join(terms, " AND ") : Prisma.sql`true`;
}

/** Names that match a search, at most: more than that asks for a closer one. */
const mostMatches = 100;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What is searched for becomes ids and actions first, so that indexes find the entries, however long the log is. */
async function searched(prisma: PrismaClient, search: string): Promise<Prisma.Sql> {
  if (uuid.test(search)) {
    return Prisma.sql`(e.subject_id = ${search}::uuid OR e.actor_user_id = ${search}::uuid
      OR e.developer_id = ${search}::uuid OR e.app_id = ${search}::uuid)`;
  }
  const [people, apps] = await Promise.all([
    prisma.$queryRaw<{ id: string }[]>`
      SELECT id FROM users WHERE ${contains(search, [Prisma.sql`name`])} ORDER BY id LIMIT ${mostMatches}`,
    prisma.$queryRaw<{ id: string }[]>`
      SELECT id FROM apps WHERE ${contains(search, [Prisma.sql`name`, Prisma.sql`package_id`])}
      ORDER BY id LIMIT ${mostMatches}`,
  ]);
  const actions = auditActions.filter((action) => action.includes(search.toLowerCase()));
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);
  return Prisma.sql`(e.actor_user_id = ANY(${ids(people)}::uuid[]) OR e.app_id = ANY(${ids(apps)}::uuid[])
    OR e.action = ANY(${actions}::text[]))`;
}

function toItem(row: Row): AuditItem {
  const { id, sequence, at, accessTokenId, cameFrom, subjectId, appId, developerId } = row;
  return {
    id,
    sequence,
    at,
    by: row.actorUserId
      ? {
          id: row.actorUserId,
          name: row.actorName,
          accountId: row.actorDeveloperId,
          accountName: row.actorDeveloperName,
        }
      : null,
    accessTokenId,
    cameFrom,
    action: row.action as AuditAction,
    subjectId,
    account: developerId && { id: developerId, name: row.developerName },
    app: appId && { id: appId, name: row.appName, packageId: row.packageId },
    data: row.data as AuditFacts,
    before: row.before as AuditState | null,
    after: row.after as AuditState | null,
  };
}
