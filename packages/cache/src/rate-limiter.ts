import type { RateCount, RateLimit, RateLimiter } from "@mosis/domain";
import { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { CacheLogger } from "./redis-cache.ts";

export interface RedisRateLimiter extends RateLimiter {
  close(): Promise<void>;
}

/** Milliseconds after which a process counts by itself rather than let a call wait. */
const answerWithinMs = 250;

/**
 * Counts in Redis, for all processes together. While Redis does not answer each process counts by itself, under the
 * same limits: so many times as many calls get through as there are processes, and nobody is refused for Redis' sake.
 * That is said once when it begins and once when it ends.
 */
export function createRateLimiter({
  redisUrl,
  overrides = {},
  logger,
}: {
  redisUrl: string;
  /** Limits that count instead of those of the same name. */
  overrides?: Readonly<Record<string, RateLimit>>;
  logger: CacheLogger;
}): RedisRateLimiter {
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    maxRetriesPerRequest: 0,
    commandTimeout: answerWithinMs,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 1_000),
  });
  let isDown = false;
  redis.on("error", (error: Error) => {
    if (!isDown) logger.warn({ err: error }, "calls are counted by each process alone until Redis answers");
    isDown = true;
  });
  redis.on("ready", () => {
    if (isDown) logger.info({}, "calls are counted in Redis again");
    isDown = false;
  });
  let connecting: Promise<void> | undefined;
  const connected = () => (connecting ??= redis.connect().catch(() => {}));

  const counters = new Map<string, RateLimiterRedis>();
  function counterOf({ name, limit: usual }: RateCount): RateLimiterRedis {
    const limit = overrides[name] ?? usual;
    const id = `${name}:${limit.calls}/${limit.seconds}`;
    const known = counters.get(id);
    if (known) return known;
    const numbers = { points: limit.calls, duration: limit.seconds, keyPrefix: `mosis:limit:${id}` };
    const made = new RateLimiterRedis({
      ...numbers,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      // Who goes on calling when told to wait costs Redis nothing more.
      inMemoryBlockOnConsumed: limit.calls + 1,
      insuranceLimiter: new RateLimiterMemory(numbers),
    });
    counters.set(id, made);
    return made;
  }

  return {
    async take(counts) {
      await connected();
      const waits = await Promise.all(
        counts.map(async (count) => {
          try {
            await counterOf(count).consume(count.key);
            return null;
          } catch (spent) {
            if (spent instanceof RateLimiterRes) return secondsOf(spent);
            throw spent;
          }
        }),
      );
      return waits.reduce((longest, wait) => (wait === null ? longest : Math.max(wait, longest ?? 0)), null);
    },
    async check(count) {
      await connected();
      const state = await counterOf(count).get(count.key);
      return state && state.remainingPoints <= 0 ? secondsOf(state) : null;
    },
    async close() {
      if (redis.status === "ready") await redis.quit();
      else redis.disconnect();
    },
  };
}

function secondsOf({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1_000));
}
