import type { Topic } from "@mosis/domain";
import type { Prisma } from "./generated/client.ts";

/** Channels of PostgreSQL's NOTIFY. What is sent in a transaction arrives when, and only if, it commits. */
export const changesChannel = "mosis_changes";
export const outboxChannel = "mosis_outbox";

/** Tells subscribers of `topic`, in every process, that its row has changed. */
export async function notifyChange(prisma: Prisma.TransactionClient, topic: Topic): Promise<void> {
  await prisma.$executeRaw`SELECT pg_notify(${changesChannel}, ${topic})`;
}
