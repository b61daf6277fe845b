import { type Actor, type AppId, canReview, type DeveloperId, type UserActor } from "@mosis/domain";
import { Prisma } from "./generated/client.ts";

// The one place that says who sees which rows. A developer sees their own; a reviewer also versions that have
// been submitted, with their apps, icons and screenshots; the system sees everything. A token that is good for one app
// sees nothing of the others.

const submitted = { submittedAt: { not: null } } satisfies Prisma.VersionWhereInput;

function ownRows(actor: UserActor): { developerId: DeveloperId; appId?: AppId } {
  const only = actor.token?.appId ?? null;
  return { developerId: actor.developerId, ...(only !== null && { appId: only }) };
}

/** The same for statements: whether a row is the actor's own, from its columns for account and app. */
export function isOwnRow(actor: UserActor, columns: { developer: Prisma.Sql; app: Prisma.Sql }): Prisma.Sql {
  const { developerId, appId } = ownRows(actor);
  const isAccounts = Prisma.sql`${columns.developer} = ${developerId}::uuid`;
  return appId ? Prisma.sql`(${isAccounts} AND ${columns.app} = ${appId}::uuid)` : isAccounts;
}

export function visibleVersions(actor: Actor): Prisma.VersionWhereInput {
  if (actor.kind === "system") return {};
  const own = ownRows(actor);
  return canReview(actor) ? { OR: [own, submitted] } : own;
}

export function visibleApps(actor: Actor): Prisma.AppWhereInput {
  if (actor.kind === "system") return {};
  const { developerId, appId: id } = ownRows(actor);
  const own = { developerId, ...(id && { id }) };
  return canReview(actor) ? { OR: [own, { versions: { some: submitted } }] } : own;
}

export function visibleIcons(actor: Actor): Prisma.IconWhereInput {
  if (actor.kind === "system") return {};
  const own = ownRows(actor);
  return canReview(actor) ? { OR: [own, { app: { versions: { some: submitted } } }] } : own;
}

export function visibleScreenshots(actor: Actor): Prisma.ScreenshotWhereInput {
  if (actor.kind === "system") return {};
  const own = ownRows(actor);
  return canReview(actor) ? { OR: [own, { app: { versions: { some: submitted } } }] } : own;
}

/** An upload is nobody's business but its developer's. */
export function visibleUploads(actor: Actor): Prisma.UploadWhereInput {
  return actor.kind === "system" ? {} : ownRows(actor);
}
