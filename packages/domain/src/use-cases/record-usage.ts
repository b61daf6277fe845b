import type { DeveloperId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";

/** Developers looked at with one statement. */
const batch = 200;

/**
 * Notes what every developer and the store keep at this moment as the account of the day. What runs twice in an hour
 * notes the same again; the store's sum comes last, so that it never lacks a developer that has been looked at.
 */
export async function recordUsage({ db, clock }: Ports): Promise<void> {
  const at = clock.now();
  let after: DeveloperId | null = null;
  do after = await db.usage.recordDevelopers({ at, after, limit: batch });
  while (after !== null);
  await db.usage.recordStore(at);
}
