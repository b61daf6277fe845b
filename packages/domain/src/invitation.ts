import { z } from "zod";
import type { DeveloperId, InvitationId, UserId } from "./ids.ts";
import { type AccountRole, accountRoles } from "./permission.ts";
import { dayMs } from "./quota.ts";

export const invitationStatuses = ["open", "accepted", "declined", "revoked"] as const;
export type InvitationStatus = (typeof invitationStatuses)[number];

/** Asks somebody into an account. The secret of its link is kept as a hash alone. */
export interface Invitation {
  id: InvitationId;
  developerId: DeveloperId;
  role: AccountRole;
  /** Whom it is for, in small letters; null for a link that whoever has it may use. */
  email: string | null;
  invitedBy: UserId;
  createdAt: Date;
  expiresAt: Date;
  status: InvitationStatus;
  answeredAt: Date | null;
  answeredBy: UserId | null;
}

export const invitationLifetimeMs = 7 * dayMs;
/** Open ones of one account at most. */
export const mostInvitations = 50;

export const NewInvitation = z.object({
  role: z.enum(accountRoles, "Choose owner, maintainer or viewer."),
  /** Null for a link to pass on. */
  email: z
    .email("Give a whole e-mail address.")
    .max(254, "Use an address of at most 254 characters.")
    .transform((address) => address.toLowerCase())
    .nullable()
    .default(null),
});
export type NewInvitation = z.infer<typeof NewInvitation>;

/** Whether it can be accepted now. */
export function isOpenInvitation({ status, expiresAt }: Invitation, at: Date): boolean {
  return status === "open" && expiresAt > at;
}

/** Why it cannot be accepted any more, as a sentence; null while it can. */
export function whyEnded(invitation: Invitation, at: Date): string | null {
  if (isOpenInvitation(invitation, at)) return null;
  const sentences = {
    open: "This invitation has expired. Ask whoever invited you for a new one.",
    accepted: "This invitation has been accepted already, and each is good for one person.",
    declined: "This invitation was declined. Ask whoever invited you for a new one.",
    revoked: "This invitation was taken back. Ask whoever invited you for a new one.",
  } as const satisfies Record<InvitationStatus, string>;
  return sentences[invitation.status];
}
