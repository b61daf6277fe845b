import type { Outbox, UncheckedJob } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { Prisma } from "../generated/client.ts";
import { outboxChannel } from "../notify.ts";

/** What makes an entry wait again that was given up. */
export const waitingAgain = Prisma.sql`
  generation = generation + 1, claimed_until = 'epoch', failed_at = NULL, failure_class = NULL, failure_code = NULL,
  failure_message = NULL, incident_id = NULL, attempts = NULL`;

export function createOutbox({ prisma, currentTrace }: Connection): Outbox {
  return {
    async add({ name, payload }, at) {
      await prisma.$executeRaw`
        WITH added AS (
          INSERT INTO outbox (name, payload, created_at, traceparent)
          VALUES (${name}, ${JSON.stringify(payload)}::jsonb, ${at}::timestamptz, ${currentTrace()}::text)
          RETURNING id
        )
        SELECT pg_notify(${outboxChannel}, '') FROM added`;
    },

    async addAll(jobs, at) {
      if (jobs.length === 0) return;
      await prisma.$executeRaw`
        WITH added AS (
          INSERT INTO outbox (name, payload, created_at, traceparent)
          SELECT job->>'name', job->'payload', ${at}::timestamptz, ${currentTrace()}::text
          FROM jsonb_array_elements(${JSON.stringify(jobs)}::jsonb) WITH ORDINALITY AS jobs (job, number)
          ORDER BY number
        )
        SELECT pg_notify(${outboxChannel}, '')`;
    },

    async requeue({ name, payload }, at) {
      const json = JSON.stringify(payload);
      await prisma.$executeRaw`
        WITH again AS (
          UPDATE outbox SET ${waitingAgain} WHERE id = (
            SELECT id FROM outbox WHERE failed_at IS NOT NULL AND name = ${name} AND payload = ${json}::jsonb
            ORDER BY id LIMIT 1
          )
          RETURNING id
        ), added AS (
          INSERT INTO outbox (name, payload, created_at, traceparent)
          SELECT ${name}, ${json}::jsonb, ${at}::timestamptz, ${currentTrace()}::text WHERE NOT EXISTS (SELECT FROM again)
          RETURNING id
        )
        SELECT pg_notify(${outboxChannel}, '')`;
    },

    async giveUp({ id, generation }, failure, at) {
      const count = await prisma.$executeRaw`
        UPDATE outbox SET failed_at = ${at}::timestamptz, failure_class = ${failure.class},
          failure_code = ${failure.code}, failure_message = ${failure.message},
          incident_id = ${failure.incidentId}::uuid, attempts = ${failure.attempts}
        WHERE key = ${id}::uuid AND generation = ${generation} AND failed_at IS NULL`;
      return count === 1;
    },

    async retry(id) {
      const [job] = await prisma.$queryRaw<UncheckedJob[]>`
        WITH again AS (
          UPDATE outbox SET ${waitingAgain} WHERE key = ${id}::uuid AND failed_at IS NOT NULL
          RETURNING name, payload
        )
        SELECT name, payload, pg_notify(${outboxChannel}, '')::text FROM again`;
      return job ? { name: job.name, payload: job.payload } : null;
    },

    async discard(id) {
      const [job] = await prisma.$queryRaw<UncheckedJob[]>`
        DELETE FROM outbox WHERE key = ${id}::uuid AND failed_at IS NOT NULL RETURNING name, payload`;
      return job ?? null;
    },
  };
}
