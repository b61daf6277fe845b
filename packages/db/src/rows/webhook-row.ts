import type { Webhook, WebhookDelivery } from "@mosis/domain";
import { Prisma } from "../generated/client.ts";
import type { WebhookDeliveryModel, WebhookModel } from "../generated/models.ts";

export type WebhookRow = WebhookModel;
export type DeliveryRow = WebhookDeliveryModel;

/** Of `webhooks w`. */
export const webhookColumns = Prisma.sql`
  w.id, w.developer_id AS "developerId", w.name, w.url, w.kinds, w.secret, w.previous_secret AS "previousSecret",
  w.previous_until AS "previousUntil", w.paused_for AS "pausedFor", w.failing_since AS "failingSince",
  w.created_by AS "createdBy", w.created_at AS "createdAt"`;
/** Of `webhook_deliveries d`. */
export const deliveryColumns = Prisma.sql`
  d.id, d.webhook_id AS "webhookId", d.announcement_id AS "announcementId", d.kind, d.status, d.body, d.attempts,
  d.attempted_at AS "attemptedAt", d.duration_ms AS "durationMs", d.response_status AS "responseStatus",
  d.response_text AS "responseText", d.problem, d.created_at AS "createdAt"`;

export function toWebhook({ previousSecret, previousUntil, ...row }: WebhookRow): Webhook {
  const previous =
    previousSecret !== null && previousUntil !== null
      ? { secret: previousSecret, until: previousUntil }
      : null;
  return { ...row, previous } as unknown as Webhook;
}

export function toDelivery(row: DeliveryRow): WebhookDelivery {
  return row as unknown as WebhookDelivery;
}
