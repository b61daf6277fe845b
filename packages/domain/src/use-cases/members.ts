import { requirePermission, type UserActor } from "../actor.ts";
import { changeOf } from "../audit.ts";
import { DomainError } from "../errors.ts";
import { newId, type UserId } from "../ids.ts";
import type { AccountRole } from "../permission.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import type { Account, Member } from "../team.ts";
import { announce } from "./announce.ts";
import { requireStanding } from "./require-standing.ts";

/** The account the actor acts for, with who belongs to it. @throws DomainError `token_not_allowed`. */
export async function readTeam(
  { db }: Ports,
  { actor }: { actor: UserActor },
): Promise<{ account: Account; members: Member[] }> {
  requirePermission(actor, "team.read");
  const [account, members] = await Promise.all([
    db.accounts.find(actor.developerId),
    db.accounts.listMembers(actor.developerId),
  ]);
  // They have been removed since the request was let in.
  if (!account || !members.some(({ userId }) => userId === actor.userId)) throw new DomainError("not_found");
  return { account, members };
}

/**
 * Gives a member of the actor's account another role.
 * @throws DomainError `last_owner`, `account_role_required`, `not_found`, `token_not_allowed`.
 */
export async function changeMemberRole(
  { db, clock }: Ports,
  { actor, userId, role }: { actor: UserActor; userId: UserId; role: AccountRole },
): Promise<void> {
  const now = clock.now();
  const { developerId } = actor;
  await db.transaction(async (stores) => {
    await requireStanding(stores, actor, "team.manage");
    const member = await requireMember(stores, actor, userId);
    if (member.role === role) return;
    if (member.role === "owner") await requireOtherOwner(stores, actor);
    await stores.accounts.setRole(developerId, userId, role);
    await stores.audit.append({
      actor,
      action: "member.role_changed",
      subjectId: userId,
      at: now,
      data: { account: developerId },
      ...changeOf({ role: member.role }, { role }),
    });
    const account = await stores.accounts.find(developerId);
    const data = { account: account?.name ?? "", from: member.role, to: role };
    await announce(stores, { kind: "team.role_changed", actor, at: now, developerId, userId, data });
  });
}

/**
 * Takes somebody out of the actor's account; their access tokens for it stop at once.
 * @throws DomainError `last_owner`, `account_role_required`, `not_found`, `token_not_allowed`.
 */
export async function removeMember(
  { db, clock }: Ports,
  { actor, userId }: { actor: UserActor; userId: UserId },
): Promise<void> {
  if (userId === actor.userId) return leaveAccount({ db, clock }, { actor });
  const now = clock.now();
  await db.transaction(async (stores) => {
    await requireStanding(stores, actor, "team.manage");
    await endMembership(stores, actor, await requireMember(stores, actor, userId), now);
  });
}

/**
 * Takes the actor out of the account they act for.
 * @throws DomainError `last_owner`, `not_found`, `token_not_allowed`.
 */
export async function leaveAccount(
  { db, clock }: Pick<Ports, "db" | "clock">,
  { actor }: { actor: UserActor },
): Promise<void> {
  const now = clock.now();
  await db.transaction(async (stores) => {
    const member = await requireStanding(stores, actor, "self.manage");
    await endMembership(stores, actor, member, now);
  });
}

async function requireMember(stores: Stores, actor: UserActor, userId: UserId): Promise<Member> {
  const member = await stores.accounts.findMember(actor.developerId, userId);
  if (!member) throw new DomainError("not_found");
  return member;
}

async function requireOtherOwner(stores: Stores, { developerId }: UserActor): Promise<void> {
  if ((await stores.accounts.countOwners(developerId)) < 2) throw new DomainError("last_owner");
}

/** The caller holds the account. Whoever belongs to no other gets one of their own. */
async function endMembership(stores: Stores, actor: UserActor, member: Member, at: Date): Promise<void> {
  const { userId, name, role } = member;
  const { developerId } = actor;
  if (role === "owner") await requireOtherOwner(stores, actor);
  await stores.accounts.lockPerson(userId);
  await stores.accounts.removeMember(developerId, userId);
  await stores.tokens.revokeAll({ userId, developerId }, at);
  await stores.audit.append({
    actor,
    action: userId === actor.userId ? "member.left" : "member.removed",
    subjectId: userId,
    at,
    data: { account: developerId, role },
  });
  await announce(stores, { kind: "team.left", actor, at, developerId, data: { name } });
  if ((await stores.accounts.listOf(userId)).length > 0) return;
  const own: Account = { id: newId(at), name, createdAt: at };
  await stores.accounts.create(own, { userId, role: "owner" });
  const entry = { actor, action: "account.created", subjectId: own.id, developerId: own.id, at } as const;
  await stores.audit.append({ ...entry, data: { name } });
}
