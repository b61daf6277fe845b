import type { Identity } from "../account.ts";
import { system } from "../actor.ts";
import { changeOf } from "../audit.ts";
import { DomainError } from "../errors.ts";
import type { PlatformRole } from "../permission.ts";
import type { Ports } from "../ports/ports.ts";

/**
 * Gives a person a role on the platform. For the store's operator, at the command line.
 * @throws DomainError `not_found` when nobody has signed in with that identity yet.
 */
export async function grantRole(
  { db, clock }: Ports,
  { provider, subject, role }: Pick<Identity, "provider" | "subject"> & { role: PlatformRole },
): Promise<void> {
  const now = clock.now();
  await db.transaction(async (stores) => {
    const user = await stores.users.findByIdentity(provider, subject);
    if (!user)
      throw new DomainError("not_found", { message: `Nobody has signed in as ${provider}:${subject} yet.` });
    if (user.role === role) return;
    await stores.users.setRole(user.id, role);
    await stores.audit.append({
      actor: system,
      action: "role.granted",
      subjectId: user.id,
      at: now,
      ...changeOf({ role: user.role }, { role }),
    });
  });
}
