import { type Actor, type AppId, canReview, type DeveloperId, type UserActor } from "@mosis/domain";
import { Prisma } from "./generated/client.ts";

// The one place that says who sees which rows. A developer sees their own; a reviewer also versions that have
// been submitted, with their apps, icons and screenshots; the system sees everything. A token that is good for one app
// sees nothing of the others.

const submitted = { submittedAt: { not: null } } satisfies Prisma.VersionWhereInput;

interface OwnRows {
  developerId: DeveloperId;
  appId: AppId | null;
}

function ownRows(actor: UserActor): OwnRows {
  return { developerId: actor.developerId, appId: actor.token?.appId ?? null };
}

/**
 * The same as conditions, by the names of the columns. They stand behind `AND`, so that they take nothing from a
 * question which they are spread into: one that asks for another app than the token's is to find nothing.
 */
function own(actor: UserActor): { AND: ({ developerId: DeveloperId } | { appId: AppId })[] } {
  const { developerId, appId } = ownRows(actor);
  return { AND: [{ developerId }, ...(appId === null ? [] : [{ appId }])] };
}

/** The same for statements: whether a row is the actor's own, from its columns for account and app. */
export function isOwnRow(actor: UserActor, columns: { developer: Prisma.Sql; app: Prisma.Sql }): Prisma.Sql {
  const { developerId, appId } = ownRows(actor);
  const isAccounts = Prisma.sql`${columns.developer} = ${developerId}::uuid`;
  return appId ? Prisma.sql`(${isAccounts} AND ${columns.app} = ${appId}::uuid)` : isAccounts;
}

export function visibleVersions(actor: Actor): Prisma.VersionWhereInput {
  if (actor.kind === "system") return {};
  return canReview(actor) ? { OR: [own(actor), submitted] } : own(actor);
}

export function visibleApps(actor: Actor): Prisma.AppWhereInput {
  if (actor.kind === "system") return {};
  const { developerId, appId: id } = ownRows(actor);
  const ownApps = { AND: [{ developerId }, ...(id === null ? [] : [{ id }])] };
  return canReview(actor) ? { OR: [ownApps, { versions: { some: submitted } }] } : ownApps;
}

export function visibleIcons(actor: Actor): Prisma.IconWhereInput {
  if (actor.kind === "system") return {};
  return canReview(actor) ? { OR: [own(actor), { app: { versions: { some: submitted } } }] } : own(actor);
}

export function visibleScreenshots(actor: Actor): Prisma.ScreenshotWhereInput {
  if (actor.kind === "system") return {};
  return canReview(actor) ? { OR: [own(actor), { app: { versions: { some: submitted } } }] } : own(actor);
}

/** An upload is nobody's business but its developer's. */
export function visibleUploads(actor: Actor): Prisma.UploadWhereInput {
  return actor.kind === "system" ? {} : own(actor);
}
