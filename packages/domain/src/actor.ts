import { DomainError } from "./errors.ts";
import type { AccessTokenId, DeveloperId, UserId } from "./ids.ts";

export const platformRoles = ["member", "reviewer", "admin"] as const;
export type PlatformRole = (typeof platformRoles)[number];

/** A signed-in person, acting for the developer account they belong to. */
export interface UserActor {
  kind: "user";
  userId: UserId;
  developerId: DeveloperId;
  role: PlatformRole;
  /**
   * The access token by which a program acts for the person; absent when they are signed in themselves. A program
   * is a `member`, whatever role its person has.
   */
  token?: AccessTokenId;
}

/** The store itself: worker jobs and schedules. Sees everything, decides nothing. */
export interface SystemActor {
  kind: "system";
}

export type Actor = UserActor | SystemActor;
export const system: SystemActor = { kind: "system" };

/** Admins review too; programs never do. */
export function canReview(actor: UserActor): boolean {
  return actor.role !== "member" && actor.token === undefined;
}

export function isAdmin(actor: UserActor): boolean {
  return actor.role === "admin";
}

/** @throws DomainError `role_required`; `token_not_allowed`, as programs administer nothing. */
export function requireAdmin(actor: UserActor): void {
  requireSignedIn(actor);
  if (!isAdmin(actor)) throw new DomainError("role_required");
}

/** @throws DomainError `role_required`; `token_not_allowed`, as deciding is for people themselves. */
export function requireReviewer(actor: UserActor): void {
  requireSignedIn(actor);
  if (!canReview(actor)) throw new DomainError("role_required");
}

/**
 * Some things a person does themselves: nobody who finds a token may make more of them, or decide in their name.
 * @throws DomainError `token_not_allowed`.
 */
export function requireSignedIn(actor: UserActor): void {
  if (actor.token !== undefined) throw new DomainError("token_not_allowed");
}
