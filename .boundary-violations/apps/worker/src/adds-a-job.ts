// Breaks: bullmq-in-jobs-only
import "bullmq";
