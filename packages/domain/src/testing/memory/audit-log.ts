import { auditFacts } from "../../audit.ts";
import type { AuditLog } from "../../ports/stores.ts";
import type { Access } from "./state.ts";

export function memoryAuditLog({ write }: Access): AuditLog {
  return {
    append: (entry) =>
      write(({ audit }) => void audit.push(structuredClone({ ...entry, data: auditFacts(entry) }))),
  };
}
