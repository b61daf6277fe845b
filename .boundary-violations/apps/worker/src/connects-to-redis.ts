// Breaks: redis-in-jobs-and-cache-only
import "ioredis";
