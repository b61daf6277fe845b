import { isDomainError, type Mailer, type Outbound, type RateLimiter, type SharedCache } from "@mosis/domain";
import type { Metrics } from "./metrics/metrics.ts";

/** The same limiter; what it refuses counts, by the limit's name. */
export function observeLimiter(limiter: RateLimiter, metrics: Metrics): RateLimiter {
  const note = (limit: string, wait: number | null) => {
    if (wait !== null) metrics.rateLimited.inc({ limit });
    return wait;
  };
  return {
    // Limits that are taken together are of one kind of call: `read.account`, `read.token`.
    take: async (counts) => note(kindOf(counts[0]?.name), await limiter.take(counts)),
    check: async (count) => note(kindOf(count.name), await limiter.check(count)),
  };
}

function kindOf(name: string | undefined): string {
  return name?.split(".", 1)[0] ?? "none";
}

/** The same cache; what it had and had not counts. */
export function observeCache(cache: SharedCache, metrics: Metrics): SharedCache {
  return {
    async get(key) {
      const value = await cache.get(key);
      metrics.cacheReads.inc({ outcome: value === undefined ? "miss" : "hit" });
      return value;
    },
    set: (key, value, seconds) => cache.set(key, value, seconds),
  };
}

/** The same mailer; every attempt counts. */
export function observeMailer(mailer: Mailer, metrics: Metrics): Mailer {
  return {
    async send(mail) {
      try {
        await mailer.send(mail);
        metrics.mails.inc({ outcome: "handed_over" });
      } catch (error) {
        metrics.mails.inc({ outcome: isDomainError(error, "mail_refused") ? "refused" : "failed" });
        throw error;
      }
    },
  };
}

/** The same way to other people's servers; every request counts, by what came of it. */
export function observeOutbound(outbound: Outbound, metrics: Metrics): Outbound {
  return {
    async request(request) {
      const result = await outbound.request(request);
      const outcome = result.kind === "answer" ? `${Math.floor(result.status / 100)}xx` : result.kind;
      metrics.outbound.observe({ outcome }, result.durationMs / 1000);
      return result;
    },
  };
}
