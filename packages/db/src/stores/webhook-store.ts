import type { Webhook, WebhookDeliveryId, WebhookId, WebhookStore } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { Prisma } from "../generated/client.ts";
import {
  type DeliveryRow,
  deliveryColumns,
  toDelivery,
  toWebhook,
  type WebhookRow,
  webhookColumns,
} from "../rows/webhook-row.ts";

const toColumns = ({ previous, kinds, ...webhook }: Webhook) => ({
  ...webhook,
  kinds: [...kinds],
  previousSecret: previous?.secret ?? null,
  previousUntil: previous?.until ?? null,
});

export function createWebhookStore({ prisma, inTransaction, atomically }: Connection): WebhookStore {
  return {
    create: (webhook, most) =>
      atomically(async (tx) => {
        // Admits an account's webhooks one by one, so that the limit holds.
        await tx.$queryRaw`
          SELECT 1 AS held FROM developers WHERE id = ${webhook.developerId}::uuid FOR NO KEY UPDATE`;
        const count = await tx.webhook.count({ where: { developerId: webhook.developerId } });
        if (count >= most) return false;
        await tx.webhook.create({ data: toColumns(webhook), select: { id: true } });
        return true;
      }),

    async find(actor, id) {
      // Held inside a transaction: what is written then was made of what stands.
      const lock = inTransaction ? Prisma.sql`FOR NO KEY UPDATE` : Prisma.empty;
      const [row] = await prisma.$queryRaw<WebhookRow[]>`
        SELECT ${webhookColumns} FROM webhooks w
        WHERE w.id = ${id}::uuid AND w.developer_id = ${actor.developerId}::uuid ${lock}`;
      return row ? toWebhook(row) : null;
    },

    async list(actor) {
      const rows = await prisma.webhook.findMany({
        where: { developerId: actor.developerId },
        orderBy: { id: "asc" },
      });
      return rows.map(toWebhook);
    },

    async update(webhook) {
      await prisma.webhook.updateMany({ where: { id: webhook.id }, data: toColumns(webhook) });
    },

    async delete(id) {
      await prisma.webhook.deleteMany({ where: { id } });
    },

    async listFor(developerId, kind) {
      const rows = await prisma.webhook.findMany({
        where: { developerId, pausedFor: null, kinds: { has: kind } },
        orderBy: { id: "asc" },
        select: { id: true },
      });
      return rows.map(({ id }) => id as WebhookId);
    },

    async listStoreWide(kind) {
      const rows = await prisma.$queryRaw<{ id: string }[]>`
        SELECT w.id FROM users u JOIN webhooks w ON w.created_by = u.id
        WHERE u.role = 'admin' AND w.paused_for IS NULL AND ${kind} = ANY(w.kinds) ORDER BY w.id`;
      return rows.map(({ id }) => id as WebhookId);
    },

    async pauseFailing(id) {
      const { count } = await prisma.webhook.updateMany({
        where: { id, pausedFor: null },
        data: { pausedFor: "failures" },
      });
      return count === 1;
    },

    async addDeliveries(deliveries) {
      const added = await prisma.webhookDelivery.createManyAndReturn({
        data: [...deliveries],
        skipDuplicates: true,
        select: { id: true },
      });
      return added.map(({ id }) => id as WebhookDeliveryId);
    },

    async findDelivery(id) {
      const row = await prisma.webhookDelivery.findUnique({ where: { id }, include: { webhook: true } });
      if (!row) return null;
      const { webhook, ...delivery } = row;
      return { delivery: toDelivery(delivery), webhook: toWebhook(webhook) };
    },

    async setBody(id, body) {
      const [row] = await prisma.$queryRaw<{ body: string }[]>`
        UPDATE webhook_deliveries SET body = coalesce(body, ${body}) WHERE id = ${id}::uuid RETURNING body`;
      return row?.body ?? body;
    },

    noteAttempt: ({ id, attempts }, { isDelivered, at, ...answer }, most) =>
      atomically(async (tx) => {
        const ended = isDelivered ? "delivered" : attempts + 1 >= most ? "failed" : "pending";
        const [row] = await tx.$queryRaw<DeliveryRow[]>`
          UPDATE webhook_deliveries d SET attempts = d.attempts + 1, attempted_at = ${at}::timestamptz,
            status = ${ended}, duration_ms = ${answer.durationMs}::int,
            response_status = ${answer.responseStatus}::int, response_text = ${answer.responseText},
            problem = ${answer.problem}
          WHERE d.id = ${id}::uuid AND d.status = 'pending' AND d.attempts = ${attempts}
          RETURNING ${deliveryColumns}`;
        if (!row) return null;
        const [webhook] = await tx.$queryRaw<WebhookRow[]>`
          UPDATE webhooks w
          SET failing_since = CASE WHEN ${isDelivered} THEN NULL ELSE coalesce(w.failing_since, ${at}::timestamptz) END
          WHERE w.id = ${row.webhookId}::uuid RETURNING ${webhookColumns}`;
        return webhook ? { delivery: toDelivery(row), webhook: toWebhook(webhook) } : null;
      }),

    async endDelivery(id, problem) {
      await prisma.webhookDelivery.updateMany({
        where: { id, status: "pending" },
        data: { status: "failed", problem },
      });
    },

    async reopenDelivery(id) {
      const { count } = await prisma.webhookDelivery.updateMany({
        where: { id, status: { not: "pending" } },
        data: { status: "pending", attempts: 0 },
      });
      return count === 1;
    },

    forgetDeliveries: (before, limit) => prisma.$executeRaw`
      DELETE FROM webhook_deliveries WHERE id IN (
        SELECT id FROM webhook_deliveries WHERE created_at < ${before}::timestamptz LIMIT ${limit}
      )`,
  };
}
