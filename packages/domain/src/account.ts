import { z } from "zod";
import type { PlatformRole } from "./actor.ts";
import type { DeveloperId, SessionId, UserId } from "./ids.ts";

/** Where a person's identity comes from: the provider and the id that it never changes. */
export const Identity = z.object({
  provider: z.enum(["github", "demo"]),
  subject: z.string().min(1).max(255),
  name: z.string().trim().min(1).max(100),
  email: z.email().nullable(),
  avatarUrl: z.url({ protocol: /^https?$/ }).nullable(),
});
export type Identity = z.infer<typeof Identity>;

export interface User {
  id: UserId;
  developerId: DeveloperId;
  name: string;
  email: string | null;
  avatarUrl: string | null;
  role: PlatformRole;
  createdAt: Date;
}

export interface Session {
  id: SessionId;
  userId: UserId;
  provider: Identity["provider"];
  userAgent: string;
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
