import { DomainError, type RateCount, type RateLimit, type UserActor } from "@mosis/domain";
import { container } from "../container.ts";
import { cameFrom } from "./came-from.ts";
import { type Party, type RateClass, rateLimits } from "./rate-limit-numbers.ts";

/** Counts a call. @throws DomainError `rate_limited`, with the seconds to wait. */
export async function countCall(
  kind: RateClass,
  actor: UserActor | null,
  from: string | undefined,
): Promise<void> {
  const keys: Record<Party, string | undefined> = {
    account: actor?.developerId,
    token: actor?.token?.id,
    address: from,
  };
  const counts = Object.keys(rateLimits[kind]).flatMap((party) => {
    const key = keys[party as Party];
    return key === undefined ? [] : [countOf(kind, party as Party, key)];
  });
  if (counts.length > 0) refuse(await container().limiter.take(counts));
}

/** @throws DomainError `rate_limited` for an address from which too many wrong tokens came. */
export async function checkGuesses(headers: Headers): Promise<void> {
  const from = cameFrom(headers);
  if (from) refuse(await container().limiter.check(countOf("token_guess", "address", from)));
}

function countOf(kind: RateClass, party: Party, key: string): RateCount {
  const name = `${kind}.${party}`;
  const own: Partial<Record<Party, RateLimit>> = rateLimits[kind];
  const limit = own[party];
  if (!limit) throw new Error(`There is no limit ${name}.`);
  return { name, key, limit };
}

function refuse(wait: number | null): void {
  if (wait === null) return;
  throw new DomainError("rate_limited", {
    message: `That were too many requests in a short time. Wait ${wait === 1 ? "a second" : `${wait} seconds`}, then try again.`,
    retryAfter: wait,
  });
}
