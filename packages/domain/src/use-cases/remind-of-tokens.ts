import { system } from "../actor.ts";
import type { Ports } from "../ports/ports.ts";
import { dayMs } from "../quota.ts";
import { announce } from "./announce.ts";

const remindBeforeMs = 7 * dayMs;
const batch = 200;

/**
 * Tells people of access tokens that are about to expire, once for each, and forgets exchanged identity tokens that came
 * to nothing.
 */
export async function remindOfTokens(
  { db, clock }: Pick<Ports, "db" | "clock">,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<void> {
  for (let told = batch; told === batch && !signal?.aborted; ) {
    told = await db.transaction(async (stores) => {
      const at = clock.now();
      const until = new Date(at.getTime() + remindBeforeMs);
      const tokens = await stores.tokens.claimExpiring({ at, until, limit: batch });
      await announce(
        stores,
        ...tokens.map(({ userId, developerId, name, start, expiresAt }) => ({
          kind: "token.expiring" as const,
          actor: system,
          at,
          userId,
          developerId,
          data: { name, start, expires_at: expiresAt.toISOString() },
        })),
      );
      return tokens.length;
    });
  }
  for (let forgotten = batch; forgotten === batch && !signal?.aborted; )
    forgotten = await db.trust.forget(clock.now(), batch);
}
