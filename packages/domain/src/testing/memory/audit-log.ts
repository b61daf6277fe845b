import { auditFacts } from "../../audit.ts";
import type { AuditLog } from "../../ports/stores.ts";
import type { Access } from "./state.ts";

export function memoryAuditLog({ write }: Access): AuditLog {
  const appendAll: AuditLog["appendAll"] = (entries) =>
    write(({ audit }) => {
      for (const entry of entries) audit.push(structuredClone({ ...entry, data: auditFacts(entry) }));
    });
  return { append: (entry) => appendAll([entry]), appendAll };
}
