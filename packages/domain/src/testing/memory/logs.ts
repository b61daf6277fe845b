import { auditFacts } from "../../audit.ts";
import type { AuditLog, Outbox } from "../../ports/stores.ts";
import type { Access } from "./state.ts";

export function memoryOutbox({ write }: Access): Outbox {
  return {
    add: (job) =>
      write((state) => {
        const id = state.nextOutboxId;
        state.nextOutboxId += 1;
        state.outbox.set(id, { id, job: structuredClone(job), claimedUntil: null, dispatchedAt: null });
        state.changed.add("outbox");
      }),
  };
}

export function memoryAuditLog({ write }: Access): AuditLog {
  return {
    append: (entry) =>
      write(({ audit }) => void audit.push(structuredClone({ ...entry, data: auditFacts(entry) }))),
  };
}
