import { deserialize, serialize } from "node:v8";
import type { SharedCache } from "@mosis/domain";
import { Redis } from "ioredis";

export interface RedisCache extends SharedCache {
  /** @throws what keeps Redis from answering. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface CacheLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** Milliseconds after which reading the source again is better than waiting for the cache. */
const answerWithinMs = 250;

/**
 * A cache that all processes share. A Redis that does not answer has nothing and keeps nothing: that costs time, and
 * nobody an answer. It is said once when it begins and once when it ends.
 */
export function createRedisCache({
  redisUrl,
  logger,
}: {
  redisUrl: string;
  logger: CacheLogger;
}): RedisCache {
  const redis = new Redis(redisUrl, {
    keyPrefix: "mosis:cache:",
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: answerWithinMs,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 1_000),
  });
  let isDown = false;
  redis.on("error", (error: Error) => {
    if (!isDown) logger.warn({ err: error }, "the cache does not answer; going on without it until it does");
    isDown = true;
  });
  redis.on("ready", () => {
    if (isDown) logger.info({}, "the cache answers again");
    isDown = false;
  });

  let connecting: Promise<void> | undefined;
  async function ask<Answer>(question: () => Promise<Answer>): Promise<Answer | undefined> {
    // What goes wrong is an "error" of the connection as well, and logged there.
    connecting ??= redis.connect().catch(() => {});
    await connecting;
    return question().catch(() => undefined);
  }

  return {
    async get(key) {
      const bytes = await ask(() => redis.getBuffer(key));
      // Only this store writes here, and keys name the shape of their values.
      return bytes ? (deserialize(bytes) as unknown) : undefined;
    },
    async set(key, value, seconds) {
      await ask(() => redis.set(key, serialize(value), "EX", seconds));
    },
    async ping() {
      connecting ??= redis.connect().catch(() => {});
      await connecting;
      await redis.ping();
    },
    async close() {
      if (redis.status === "ready") await redis.quit();
      else redis.disconnect();
    },
  };
}
