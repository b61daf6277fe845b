import { z } from "zod";
import type { DeveloperId, UserId } from "./ids.ts";
import type { AccountRole } from "./permission.ts";

/** A developer account: what apps belong to. */
export interface Account {
  id: DeveloperId;
  name: string;
  createdAt: Date;
}

/** An account as one of its people sees it among theirs. */
export interface OwnAccount extends Account {
  role: AccountRole;
  members: number;
}

/** A person in an account. */
export interface Member {
  userId: UserId;
  name: string;
  /** Confirmed by the provider of their identity; null when none is known. */
  email: string | null;
  avatarUrl: string | null;
  role: AccountRole;
  joinedAt: Date;
  /** The last sign of life of any of their sessions, to five minutes; null without one. */
  lastSeenAt: Date | null;
}

/** People in one account at most, and accounts of one person. */
export const mostMembers = 100;
export const mostAccounts = 20;

export const AccountName = z
  .string("Give the account a name.")
  .trim()
  .min(1, "Give the account a name.")
  .max(60, "Use at most 60 characters.")
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, "Leave out line breaks and invisible characters.");
