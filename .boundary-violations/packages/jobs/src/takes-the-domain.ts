// Breaks: nothing
import "@mosis/domain";
import "bullmq";
