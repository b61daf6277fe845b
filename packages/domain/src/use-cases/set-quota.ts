import type { Identity } from "../account.ts";
import { system } from "../actor.ts";
import { changeOf } from "../audit.ts";
import { DomainError } from "../errors.ts";
import type { Ports } from "../ports/ports.ts";
import type { Quota } from "../quota.ts";

/**
 * Sets limits of a person's developer account, null for the store's own, and gives all that hold now. For the store's
 * operator, at the command line.
 * @throws DomainError `not_found` when nobody has signed in with that identity yet.
 */
export async function setQuota(
  { db, clock }: Ports,
  {
    provider,
    subject,
    quota,
  }: Pick<Identity, "provider" | "subject"> & { quota: { [Limit in keyof Quota]?: number | null } },
): Promise<Quota> {
  const now = clock.now();
  return db.transaction(async (stores) => {
    const user = await stores.users.findByIdentity(provider, subject);
    if (!user)
      throw new DomainError("not_found", { message: `Nobody has signed in as ${provider}:${subject} yet.` });
    const { developerId } = user;
    const before = await stores.quotas.hold(developerId);
    if (Object.keys(quota).length === 0) return before;
    await stores.quotas.set(developerId, quota);
    const after = await stores.quotas.hold(developerId);
    await stores.audit.append({
      actor: system,
      action: "quota.changed",
      subjectId: developerId,
      developerId,
      at: now,
      ...changeOf(before, after),
    });
    return after;
  });
}
