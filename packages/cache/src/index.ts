export { createRateLimiter, type RedisRateLimiter } from "./rate-limiter.ts";
export { createRedisCache, type RedisCache } from "./redis-cache.ts";
