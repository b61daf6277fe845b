export { createRedisCache, type RedisCache } from "./redis-cache.ts";
