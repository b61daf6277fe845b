import type { WebhookDelivery, WebhookQueries } from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { type DeliveryRow, deliveryColumns, toDelivery } from "../rows/webhook-row.ts";
import { contains, readPage } from "./search.ts";

export function webhookQueries(prisma: PrismaClient): WebhookQueries {
  return {
    listDeliveries: (actor, webhookId, query) =>
      readPage<DeliveryRow, WebhookDelivery>(prisma, query, {
        select: deliveryColumns,
        from: Prisma.sql`webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id`,
        where: Prisma.sql`d.webhook_id = ${webhookId}::uuid AND w.developer_id = ${actor.developerId}::uuid
          AND (${query.status}::text IS NULL OR d.status = ${query.status})
          AND ${contains(query.search, [
            Prisma.sql`d.kind`,
            Prisma.sql`d.response_status::text`,
            Prisma.sql`d.body`,
          ])}`,
        orderBy: Prisma.sql`d.created_at DESC, d.id DESC`,
        toItem: toDelivery,
      }),
  };
}
