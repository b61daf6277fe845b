import { Redis, type RedisOptions } from "ioredis";
import type { Logger } from "./logger.ts";

/**
 * A Redis client that outlives Redis: it reconnects for as long as it takes, and says once that the connection is
 * gone and once that it is back. Connects at once; callers make it when they first need it.
 */
export function connectRedis(redisUrl: string, logger: Logger | undefined, options: RedisOptions): Redis {
  const redis = new Redis(redisUrl, {
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 1_000),
    ...options,
  });
  let isDown = false;
  redis.on("error", (error: Error) => {
    if (isDown) return;
    isDown = true;
    logger?.warn({ err: error }, "Redis does not answer; trying again until it does");
  });
  redis.on("ready", () => {
    if (isDown) logger?.info({}, "Redis answers again");
    isDown = false;
  });
  return redis;
}

/** Ends a connection, politely when there is one to end. */
export async function disconnectRedis(redis: Redis): Promise<void> {
  if (redis.status !== "ready") return redis.disconnect();
  await redis.quit().catch(() => redis.disconnect());
}

/** Whether Redis could not be asked, in the words of ioredis and of the system. */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && /^E[A-Z]+$/.test(String(error.code))) return true;
  return /connection is closed|max retries per request|stream isn't writeable/i.test(error.message);
}
