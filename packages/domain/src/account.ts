import { z } from "zod";
import type { UserActor } from "./actor.ts";
import type { DeveloperId, SessionId, UserId } from "./ids.ts";
import type { AccountRole, PlatformRole } from "./permission.ts";

/** Where a person's identity comes from: the provider and the id that it never changes. */
export const Identity = z.object({
  provider: z.enum(["github", "demo"]),
  subject: z.string().min(1).max(255),
  name: z.string().trim().min(1).max(100),
  email: z.email().nullable(),
  avatarUrl: z.url({ protocol: /^https?$/ }).nullable(),
});
export type Identity = z.infer<typeof Identity>;

/** A person, with the developer account they act for. */
export interface User {
  id: UserId;
  developerId: DeveloperId;
  /** What they are in that account. */
  accountRole: AccountRole;
  name: string;
  email: string | null;
  avatarUrl: string | null;
  role: PlatformRole;
  createdAt: Date;
}

/** A person, whatever account they act for. */
export type Person = Omit<User, "developerId" | "accountRole">;

export interface Session {
  id: SessionId;
  userId: UserId;
  provider: Identity["provider"];
  userAgent: string;
  /** The account chosen to act for; null for the first the person belongs to. One they have left counts as none. */
  developerId: DeveloperId | null;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
}

/** Thirty days from sign-in, whether the session is used or not. */
export const sessionLifetimeMs = 30 * 24 * 60 * 60 * 1000;

export function isLive(session: Session, at: Date): boolean {
  return session.revokedAt === null && session.expiresAt > at;
}

/** Who acts when this person does. */
export function actorOf({ id, developerId, accountRole, role }: User): UserActor {
  return { kind: "user", userId: id, developerId, accountRole, role };
}
