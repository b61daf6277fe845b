import type { JobId, OutboxEntry } from "@mosis/domain";

const form = /^outbox-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d+)$/;

/** What an outbox entry's job is called in the queue: the same for each delivery of one generation. */
export function jobIdOf({ id, generation }: Pick<OutboxEntry, "id" | "generation">): string {
  return `outbox-${id}-${generation}`;
}

/** Which outbox entry a job in the queue stands for; null for one that did not come from there. */
export function entryOf(jobId: string | undefined): Pick<OutboxEntry, "id" | "generation"> | null {
  const [, id, generation] = form.exec(jobId ?? "") ?? [];
  return id && generation ? { id: id as JobId, generation: Number(generation) } : null;
}
