import { requirePermission, type UserActor } from "../actor.ts";
import { changeOf } from "../audit.ts";
import { DomainError } from "../errors.ts";
import { type DeveloperId, newId, type SessionId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import { type Account, mostAccounts, type OwnAccount } from "../team.ts";
import { requireStanding } from "./require-standing.ts";

/** The accounts the actor belongs to, with what they are there. @throws DomainError `token_not_allowed`. */
export async function listAccounts({ db }: Ports, { actor }: { actor: UserActor }): Promise<OwnAccount[]> {
  requirePermission(actor, "self.manage");
  return db.accounts.listOf(actor.userId);
}

/**
 * Has a session act for another of its person's accounts from now on.
 * @throws DomainError `not_found` for an account they do not belong to; `token_not_allowed`.
 */
export async function switchAccount(
  { db }: Ports,
  { actor, sessionId, developerId }: { actor: UserActor; sessionId: SessionId; developerId: DeveloperId },
): Promise<void> {
  requirePermission(actor, "self.manage");
  if (!(await db.sessions.choose(actor.userId, sessionId, developerId))) throw new DomainError("not_found");
}

/**
 * Makes an account of which the actor is the owner, and has the session act for it.
 * @throws DomainError `account_limit_reached`, `token_not_allowed`.
 */
export async function createAccount(
  { db, clock }: Ports,
  { actor, sessionId, name }: { actor: UserActor; sessionId: SessionId; name: string },
): Promise<Account> {
  requirePermission(actor, "self.manage");
  const now = clock.now();
  const account: Account = { id: newId(now), name, createdAt: now };
  await db.transaction(async (stores) => {
    await stores.accounts.lockPerson(actor.userId);
    if ((await stores.accounts.listOf(actor.userId)).length >= mostAccounts)
      throw new DomainError("account_limit_reached");
    await stores.accounts.create(account, { userId: actor.userId, role: "owner" });
    await stores.sessions.choose(actor.userId, sessionId, account.id);
    await stores.audit.append({
      actor,
      action: "account.created",
      subjectId: account.id,
      at: now,
      data: { name },
    });
  });
  return account;
}

/** @throws DomainError `account_role_required`, `token_not_allowed`. */
export async function renameAccount(
  { db, clock }: Ports,
  { actor, name }: { actor: UserActor; name: string },
): Promise<void> {
  const now = clock.now();
  await db.transaction(async (stores) => {
    await requireStanding(stores, actor, "team.manage");
    const account = await stores.accounts.find(actor.developerId);
    if (!account || account.name === name) return;
    await stores.accounts.rename(account.id, name);
    await stores.audit.append({
      actor,
      action: "account.renamed",
      subjectId: account.id,
      at: now,
      ...changeOf({ name: account.name }, { name }),
    });
  });
}

/**
 * The actor's other account that has the app with this package id; null when none has. Says nothing of accounts they do
 * not belong to.
 */
export async function findAccountWithApp(
  { db }: Ports,
  { actor, packageId }: { actor: UserActor; packageId: string },
): Promise<Account | null> {
  requirePermission(actor, "self.manage");
  const found = await db.accounts.findOwnWithApp(actor.userId, packageId);
  return found && found.id !== actor.developerId ? found : null;
}
