import { type Actor, canReview } from "@mosis/domain";
import type { Prisma } from "./generated/client.ts";

// The one place that says who sees which rows. A developer sees their own; a reviewer also versions that have
// been submitted, with their apps, icons and screenshots; the system sees everything.

const submitted = { submittedAt: { not: null } } satisfies Prisma.VersionWhereInput;

export function visibleVersions(actor: Actor): Prisma.VersionWhereInput {
  if (actor.kind === "system") return {};
  const own = { developerId: actor.developerId };
  return canReview(actor) ? { OR: [own, submitted] } : own;
}

export function visibleApps(actor: Actor): Prisma.AppWhereInput {
  if (actor.kind === "system") return {};
  const own = { developerId: actor.developerId };
  return canReview(actor) ? { OR: [own, { versions: { some: submitted } }] } : own;
}

export function visibleIcons(actor: Actor): Prisma.IconWhereInput {
  if (actor.kind === "system") return {};
  const own = { developerId: actor.developerId };
  return canReview(actor) ? { OR: [own, { app: { versions: { some: submitted } } }] } : own;
}

export function visibleScreenshots(actor: Actor): Prisma.ScreenshotWhereInput {
  if (actor.kind === "system") return {};
  const own = { developerId: actor.developerId };
  return canReview(actor) ? { OR: [own, { app: { versions: { some: submitted } } }] } : own;
}

/** An upload is nobody's business but its developer's. */
export function visibleUploads(actor: Actor): Prisma.UploadWhereInput {
  return actor.kind === "system" ? {} : { developerId: actor.developerId };
}
