import { scrub } from "@mosis/domain";
import type { LogFields } from "./log-scope.ts";

/**
 * The options by which a pino logger writes the line that all parts of the store write: `time` (RFC 3339), `level` as a
 * word, `app`, the fields of the request or job at hand, what the call says, `msg`; and nothing that is nobody's business.
 */
export function logForm({ app, level, fields }: { app: string; level: string; fields: () => LogFields }) {
  return {
    level,
    base: { app },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    mixin: fields,
    // What is said of this one line wins over what is said of the work around it.
    mixinMergeStrategy: (line: object, around: object) => ({ ...around, ...line }),
    hooks: { streamWrite: scrub },
  };
}
