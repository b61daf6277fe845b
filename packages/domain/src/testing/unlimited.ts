import type { RateLimiter } from "../ports/rate-limiter.ts";

/** Counts nothing, for what is not about limits. */
export const unlimited: RateLimiter = { take: async () => null, check: async () => null };
