// Breaks: bullmq-in-jobs-only
import "ioredis";
