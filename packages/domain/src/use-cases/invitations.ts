import { requirePermission, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import { type DeveloperId, type InvitationId, newId, type SessionId } from "../ids.ts";
import {
  type Invitation,
  invitationLifetimeMs,
  isOpenInvitation,
  mostInvitations,
  type NewInvitation,
  whyEnded,
} from "../invitation.ts";
import type { NamedInvitation } from "../ports/invitations.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import { isSecretText, newSecretText, secretHash } from "../secret-text.ts";
import { mostAccounts, mostMembers } from "../team.ts";
import { announce } from "./announce.ts";
import { requireStanding } from "./require-standing.ts";

/** An invitation with the text of its link's secret, which is known from here on to nobody but the caller. */
export interface OpenedInvitation {
  invitation: Invitation;
  /** Null for one that is sent by mail: the worker makes it when it sends it. */
  text: string | null;
}

/**
 * Invites somebody into the actor's account: by a link to pass on, or by mail.
 * @throws DomainError `invitation_limit_reached`, `team_full`, `account_role_required`, `token_not_allowed`.
 */
export async function invite(
  { db, clock }: Ports,
  { actor, role, email }: { actor: UserActor } & NewInvitation,
): Promise<OpenedInvitation> {
  const now = clock.now();
  const { developerId } = actor;
  const secret = await secretFor(email);
  const invitation: Invitation = {
    id: newId(now),
    developerId,
    role,
    email,
    invitedBy: actor.userId,
    createdAt: now,
    expiresAt: new Date(now.getTime() + invitationLifetimeMs),
    status: "open",
    answeredAt: null,
    answeredBy: null,
  };
  await db.transaction(async (stores) => {
    await requireStanding(stores, actor, "team.manage");
    await requireRoom(stores, developerId, now);
    await stores.invitations.create(invitation, secret.hash);
    if (email !== null)
      await stores.outbox.add({ name: "invitation.send", payload: { invitationId: invitation.id } }, now);
    await stores.audit.append({
      actor,
      action: "invitation.created",
      subjectId: invitation.id,
      at: now,
      data: { account: developerId, role, by_mail: email !== null },
    });
  });
  return { invitation, text: secret.text };
}

/** Those that wait for an answer, expired ones too. @throws DomainError `account_role_required`, `token_not_allowed`. */
export async function listInvitations(
  { db }: Ports,
  { actor }: { actor: UserActor },
): Promise<NamedInvitation[]> {
  requirePermission(actor, "team.manage");
  return db.invitations.listUnanswered(actor.developerId, 2 * mostInvitations);
}

/**
 * Makes an unanswered invitation's link anew, for another seven days: the link before does not work any more.
 * @throws DomainError `invitation_ended`, `invitation_limit_reached`, `not_found`, `account_role_required`.
 */
export async function resendInvitation(
  { db, clock }: Ports,
  { actor, invitationId }: { actor: UserActor; invitationId: InvitationId },
): Promise<OpenedInvitation> {
  const now = clock.now();
  return db.transaction(async (stores) => {
    await requireStanding(stores, actor, "team.manage");
    const invitation = await requireOwn(stores, actor, invitationId);
    if (!isOpenInvitation(invitation, now)) await requireRoom(stores, actor.developerId, now);
    const { text, hash } = await secretFor(invitation.email);
    const expiresAt = new Date(now.getTime() + invitationLifetimeMs);
    if (!(await stores.invitations.renew(invitationId, { hash, expiresAt })))
      throw new DomainError("invitation_ended");
    if (invitation.email !== null)
      await stores.outbox.requeue({ name: "invitation.send", payload: { invitationId } }, now);
    await stores.audit.append({ actor, action: "invitation.resent", subjectId: invitationId, at: now });
    return { invitation: { ...invitation, expiresAt }, text };
  });
}

/** @throws DomainError `invitation_ended`, `not_found`, `account_role_required`, `token_not_allowed`. */
export async function revokeInvitation(
  { db, clock }: Ports,
  { actor, invitationId }: { actor: UserActor; invitationId: InvitationId },
): Promise<void> {
  const now = clock.now();
  await db.transaction(async (stores) => {
    await requireStanding(stores, actor, "team.manage");
    await requireOwn(stores, actor, invitationId);
    const end = { status: "revoked", by: actor.userId, at: now } as const;
    if (!(await stores.invitations.end(invitationId, end))) throw new DomainError("invitation_ended");
    await stores.audit.append({ actor, action: "invitation.revoked", subjectId: invitationId, at: now });
  });
}

/** What the link with this text leads to; null when there is none such. Whoever has the link may know. */
export async function readInvitation(
  { db }: Ports,
  { text }: { text: string },
): Promise<NamedInvitation | null> {
  return isSecretText("invitation", text) ? db.invitations.findByHash(await secretHash(text)) : null;
}

/**
 * Takes the actor into the account they are invited to, and has the session act for it. Again by the same person: does
 * nothing more.
 * @throws DomainError `invitation_ended`, `invitation_for_other`, `team_full`, `account_limit_reached`, `not_found`.
 */
export async function acceptInvitation(
  { db, clock }: Ports,
  { actor, sessionId, text }: { actor: UserActor; sessionId: SessionId; text: string },
): Promise<DeveloperId> {
  requirePermission(actor, "self.manage");
  const now = clock.now();
  return db.transaction(async (stores) => {
    const found = await requireLink(stores, text);
    const { developerId, role } = found;
    await stores.accounts.lock(developerId);
    await stores.accounts.lockPerson(actor.userId);
    const invitation = await requireLink(stores, text);
    const person = await requireAddressee(stores, actor, invitation);
    const isMember = (await stores.accounts.findMember(developerId, actor.userId)) !== null;
    const isRepeated = invitation.status === "accepted" && invitation.answeredBy === actor.userId;
    if (!(isRepeated && isMember)) {
      requireOpen(invitation, now);
      const end = { status: "accepted", by: actor.userId, at: now } as const;
      if (!(await stores.invitations.end(invitation.id, end))) throw new DomainError("invitation_ended");
      if (!isMember) {
        await requireSeat(stores, developerId, actor);
        await stores.accounts.addMember(developerId, { userId: actor.userId, role, at: now });
        await stores.audit.append({
          actor,
          action: "member.joined",
          subjectId: actor.userId,
          developerId,
          at: now,
          data: { account: developerId, role, invitation: invitation.id },
        });
        const data = { name: person.name, role };
        await announce(stores, { kind: "team.joined", actor, at: now, developerId, data });
      }
    }
    await stores.sessions.choose(actor.userId, sessionId, developerId);
    return developerId;
  });
}

/** @throws DomainError `invitation_ended`, `invitation_for_other`, `not_found`. */
export async function declineInvitation(
  { db, clock }: Ports,
  { actor, text }: { actor: UserActor; text: string },
): Promise<void> {
  requirePermission(actor, "self.manage");
  const now = clock.now();
  await db.transaction(async (stores) => {
    const invitation = await requireLink(stores, text);
    await requireAddressee(stores, actor, invitation);
    if (invitation.status === "declined" && invitation.answeredBy === actor.userId) return;
    requireOpen(invitation, now);
    const end = { status: "declined", by: actor.userId, at: now } as const;
    if (!(await stores.invitations.end(invitation.id, end))) throw new DomainError("invitation_ended");
    const data = { account: invitation.developerId };
    await stores.audit.append({
      actor,
      action: "invitation.declined",
      subjectId: invitation.id,
      developerId: invitation.developerId,
      at: now,
      data,
    });
  });
}

/** What is sent by mail gets its secret when it is sent: no job carries one, and none waits in the database. */
async function secretFor(email: string | null): Promise<{ text: string | null; hash: string | null }> {
  if (email !== null) return { text: null, hash: null };
  const text = newSecretText("invitation");
  return { text, hash: await secretHash(text) };
}

async function requireRoom(stores: Stores, developerId: DeveloperId, now: Date): Promise<void> {
  if ((await stores.invitations.countOpen(developerId, now)) >= mostInvitations)
    throw new DomainError("invitation_limit_reached");
  if ((await stores.accounts.listMembers(developerId)).length >= mostMembers)
    throw new DomainError("team_full");
}

async function requireSeat(stores: Stores, developerId: DeveloperId, actor: UserActor): Promise<void> {
  if ((await stores.accounts.listMembers(developerId)).length >= mostMembers)
    throw new DomainError("team_full");
  if ((await stores.accounts.listOf(actor.userId)).length >= mostAccounts)
    throw new DomainError("account_limit_reached");
}

async function requireOwn(stores: Stores, actor: UserActor, id: InvitationId): Promise<NamedInvitation> {
  const invitation = await stores.invitations.find(id);
  if (invitation?.developerId !== actor.developerId) throw new DomainError("not_found");
  return invitation;
}

async function requireLink(stores: Stores, text: string): Promise<NamedInvitation> {
  const found = isSecretText("invitation", text)
    ? await stores.invitations.findByHash(await secretHash(text))
    : null;
  if (!found) throw new DomainError("not_found");
  return found;
}

function requireOpen(invitation: Invitation, now: Date): void {
  const message = whyEnded(invitation, now);
  if (message !== null) throw new DomainError("invitation_ended", { message });
}

/** One that names an address is for whoever has confirmed that it is theirs. */
async function requireAddressee(
  stores: Stores,
  actor: UserActor,
  { email }: Invitation,
): Promise<{ name: string }> {
  const person = await stores.users.findPerson(actor.userId);
  if (!person) throw new DomainError("not_found");
  if (email === null || person.email?.toLowerCase() === email) return person;
  throw new DomainError("invitation_for_other", {
    message: person.email
      ? `This invitation is for ${email}, and your confirmed address is ${person.email}. Sign in as the person it is for.`
      : `This invitation is for ${email}, and no confirmed address of yours is known. Sign in with an account that has it.`,
  });
}
