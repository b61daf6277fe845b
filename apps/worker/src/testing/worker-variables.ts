import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a worker of a test is told beside the addresses of its services. */
export const workerVariables = {
  RELEASE_SIGNING_KEYS: "a1".repeat(32),
  PUBLIC_URL: "http://localhost:3000",
  MAIL_LINK_SECRET: "m".repeat(32),
  MAIL_DIRECTORY: join(tmpdir(), "mosis-test-mail"),
  LOG_LEVEL: "error",
} as const;
