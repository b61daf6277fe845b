import { requireAdmin, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { UserId } from "../ids.ts";
import type { Page, PeopleQuery } from "../listing.ts";
import type { PlatformRole } from "../permission.ts";
import type { Ports } from "../ports/ports.ts";
import type { PersonItem } from "../ports/queries.ts";
import { announce } from "./announce.ts";

/** Everybody who has ever signed in. @throws DomainError `role_required`. */
export async function listPeople(
  { db }: Ports,
  { actor, query }: { actor: UserActor; query: PeopleQuery },
): Promise<Page<PersonItem>> {
  requireAdmin(actor);
  return db.queries.listPeople(query);
}

/**
 * Changes what a person is in the store; their next request goes by it.
 * @throws DomainError `role_required`, `not_found`, `last_admin` when nobody would administer the store any more.
 */
export async function changePlatformRole(
  { db, clock }: Ports,
  { actor, userId, role }: { actor: UserActor; userId: UserId; role: PlatformRole },
): Promise<void> {
  requireAdmin(actor);
  const at = clock.now();
  await db.transaction(async (stores) => {
    // Held, so that of two admins who make members of each other one stays.
    const admins = await stores.users.holdAdmins();
    const person = await stores.users.findPerson(userId);
    if (!person) throw new DomainError("not_found");
    const before = person.role;
    if (before === role) return;
    if (before === "admin" && admins.every((id) => id === userId)) throw new DomainError("last_admin");
    await stores.users.setRole(userId, role);
    await stores.audit.append({
      actor,
      action: "role.granted",
      subjectId: userId,
      at,
      before: { role: before },
      after: { role },
    });
    await announce(stores, { kind: "role.changed", actor, at, userId, data: { from: before, to: role } });
  });
}
