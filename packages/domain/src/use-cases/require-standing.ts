import { requirePermission, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { Permission } from "../permission.ts";
import type { Stores } from "../ports/stores.ts";
import type { Member } from "../team.ts";

/**
 * Holds the actor's account until the transaction ends, and asks again what the actor may there: what was true when the
 * request came in may have changed while it waited.
 * @throws DomainError `not_found` when they have left; `account_role_required`, `token_not_allowed`.
 */
export async function requireStanding(
  stores: Stores,
  actor: UserActor,
  permission: Permission,
): Promise<Member> {
  requirePermission(actor, permission);
  await stores.accounts.lock(actor.developerId);
  const member = await stores.accounts.findMember(actor.developerId, actor.userId);
  if (!member) throw new DomainError("not_found");
  requirePermission({ ...actor, accountRole: member.role }, permission);
  return member;
}
