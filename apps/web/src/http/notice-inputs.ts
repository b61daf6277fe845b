import { noticeKindNames, type WebhookDeliveryId, type WebhookId, WebhookInput } from "@mosis/domain";
import { z } from "zod";
import { id } from "./inputs.ts";

export const WebhookParams = z.object({ webhookId: id<WebhookId>() });
export const DeliveryParams = z.object({ webhookId: id<WebhookId>(), deliveryId: id<WebhookDeliveryId>() });
export const UnsubscribeParams = z.object({ token: z.string().min(1).max(200) });

export const NoticeChoiceInput = z.object({
  kind: z.enum(noticeKindNames),
  portal: z.boolean(),
  mail: z.boolean(),
});

/** Any of a webhook's fields, and whether it is paused. */
export const WebhookChange = WebhookInput.partial().extend({ paused: z.boolean().optional() });
