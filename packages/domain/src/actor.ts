import { DomainError } from "./errors.ts";
import type { DeveloperId, UserId } from "./ids.ts";

export const platformRoles = ["member", "reviewer", "admin"] as const;
export type PlatformRole = (typeof platformRoles)[number];

/** A signed-in person, acting for the developer account they belong to. */
export interface UserActor {
  kind: "user";
  userId: UserId;
  developerId: DeveloperId;
  role: PlatformRole;
}

/** The store itself: worker jobs and schedules. Sees everything, decides nothing. */
export interface SystemActor {
  kind: "system";
}

export type Actor = UserActor | SystemActor;
export const system: SystemActor = { kind: "system" };

/** Admins review too. */
export function canReview(actor: UserActor): boolean {
  return actor.role !== "member";
}

export function isAdmin(actor: UserActor): boolean {
  return actor.role === "admin";
}

export function requireAdmin(actor: UserActor): void {
  if (!isAdmin(actor)) throw new DomainError("role_required");
}

export function requireReviewer(actor: UserActor): void {
  if (!canReview(actor)) throw new DomainError("role_required");
}
