import { accountRoles, invitationStatuses, TrustedIdentity, transferStatuses } from "@mosis/domain";
import { z } from "zod";
import { at, count, id } from "./pieces.ts";

// What the API answers about accounts and who may publish. openapi.test.ts holds these against what it writes.

const role = z.enum(accountRoles);

export const Account = z.object({ id, name: z.string(), role, members: count, created_at: at });
export const Member = z.object({
  user_id: id,
  name: z.string(),
  email: z.string().nullable(),
  role,
  joined_at: at,
  last_seen_at: at.nullable(),
});
export const Invitation = z.object({
  id,
  role,
  email: z.string().nullable(),
  status: z.enum(invitationStatuses),
  created_at: at,
  expires_at: at,
});
export const OpenedInvitation = Invitation.extend({
  link: z.string().nullable().describe("Shown this once; null where it is sent by mail."),
});
export const Transfer = z.object({
  id,
  app_id: id,
  status: z.enum(transferStatuses),
  created_at: at,
  expires_at: at,
});
export const OfferedTransfer = Transfer.extend({ link: z.string().describe("Shown this once.") });
export const TrustedPublisher = z.object({
  id,
  app_id: id,
  issuer: z.string(),
  identity: TrustedIdentity,
  created_at: at,
});
export const Provenance = z.object({
  provider: z.enum(["github", "oidc"]),
  issuer: z.string(),
  claims: z.record(z.string(), z.string()),
  at,
});
export const UploadToken = z.object({
  token: z.string().describe("Good for one upload of one package."),
  expires_at: at,
});
