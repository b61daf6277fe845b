import type { Outbox } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { outboxChannel } from "../notify.ts";

export function createOutbox({ prisma }: Connection): Outbox {
  return {
    async add({ name, payload }, at) {
      await prisma.$executeRaw`
        WITH added AS (
          INSERT INTO outbox (name, payload, created_at)
          VALUES (${name}, ${JSON.stringify(payload)}::jsonb, ${at}::timestamptz)
          RETURNING id
        )
        SELECT pg_notify(${outboxChannel}, '') FROM added`;
    },
  };
}
