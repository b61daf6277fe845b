import type {
  AppTransfer,
  Invitation,
  Member,
  OwnAccount,
  Provenance,
  TrustedPublisher,
} from "@mosis/domain";

export function presentAccount({ id, name, role, members, createdAt }: OwnAccount) {
  return { id, name, role, members, created_at: createdAt.toISOString() };
}

export function presentMember({ userId, name, email, role, joinedAt, lastSeenAt }: Member) {
  return {
    user_id: userId,
    name,
    email,
    role,
    joined_at: joinedAt.toISOString(),
    last_seen_at: lastSeenAt?.toISOString() ?? null,
  };
}

export function presentInvitation({ id, role, email, status, createdAt, expiresAt }: Invitation) {
  return {
    id,
    role,
    email,
    status,
    created_at: createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
  };
}

/** `link` is the whole address: it leaves the portal in this answer and never again. Null where it is sent by mail. */
export function presentOpenedInvitation(
  { invitation, text }: { invitation: Invitation; text: string | null },
  portalUrl: string,
) {
  return { ...presentInvitation(invitation), link: text && `${portalUrl}/invitations/${text}` };
}

export function presentTransfer({ id, appId, status, createdAt, expiresAt }: AppTransfer) {
  return {
    id,
    app_id: appId,
    status,
    created_at: createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
  };
}

export function presentPublisher({ id, appId, issuer, identity, createdAt }: TrustedPublisher) {
  return { id, app_id: appId, issuer, identity, created_at: createdAt.toISOString() };
}

export function presentProvenance({ provider, issuer, claims, at }: Provenance) {
  return { provider, issuer, claims, at: at.toISOString() };
}

export type OpenedInvitationJson = ReturnType<typeof presentOpenedInvitation>;
export type OfferedJson = ReturnType<typeof presentTransfer> & { link: string };
