import { system } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { WebhookDeliveryId } from "../ids.ts";
import type { Outbound, OutboundResult } from "../ports/outbound.ts";
import type { Ports } from "../ports/ports.ts";
import {
  type AddressRules,
  type Attempt,
  addressProblem,
  answerMs,
  answerShown,
  failingMs,
  mostAnswerBytes,
  mostAttempts,
  mostBodyBytes,
  signatureHeaders,
  signingSecrets,
  type Webhook,
  type WebhookDelivery,
} from "../webhook.ts";
import { webhookMessage } from "../webhook-message.ts";
import { announce } from "./announce.ts";

/**
 * Sends one message to one webhook and notes what came of it. What runs twice may send twice, under the same
 * `webhook-id`; the eighth attempt in vain ends the delivery.
 * @throws DomainError `webhook_not_delivered` as long as it is to be tried again.
 */
export async function sendWebhook(
  ports: Ports & { outbound: Outbound; addresses: AddressRules; portalUrl: string },
  { deliveryId, signal }: { deliveryId: WebhookDeliveryId; signal?: AbortSignal },
): Promise<void> {
  const { db, clock } = ports;
  const found = await db.webhooks.findDelivery(deliveryId);
  if (found?.delivery.status !== "pending") return;
  const { delivery, webhook } = found;
  if (webhook.pausedFor !== null && delivery.kind !== "ping") {
    await db.webhooks.endDelivery(deliveryId, "The webhook was paused.");
    return;
  }
  const body = delivery.body ?? (await compose(ports, delivery));
  if (body === null) {
    await db.webhooks.endDelivery(deliveryId, "What it was about is not known any more.");
    return;
  }
  const result = await post(ports, { delivery, webhook, body, signal });
  // Not an attempt of the address's: the next run makes it.
  signal?.throwIfAborted();
  const attempt = attemptOf(result, clock.now());
  const noted = await db.transaction(async (stores) => {
    const noted = await stores.webhooks.noteAttempt(delivery, attempt, mostAttempts);
    if (!noted || attempt.isDelivered) return noted;
    const { id, name, developerId, failingSince, pausedFor } = noted.webhook;
    const isLost = failingSince !== null && attempt.at.getTime() - failingSince.getTime() >= failingMs;
    if (isLost && pausedFor === null && (await stores.webhooks.pauseFailing(id))) {
      const about = { kind: "webhook.paused", actor: system, at: attempt.at, developerId } as const;
      await announce(stores, { ...about, data: { webhook: id, name } });
      await stores.audit.append({
        actor: system,
        action: "webhook.paused",
        subjectId: id,
        developerId,
        at: attempt.at,
        data: { failing_since: failingSince.toISOString() },
      });
    }
    return noted;
  });
  if (noted?.delivery.status === "pending")
    throw new DomainError(
      "webhook_not_delivered",
      attempt.problem === null ? {} : { message: attempt.problem },
    );
}

async function compose(
  { db, portalUrl }: Ports & { portalUrl: string },
  delivery: WebhookDelivery,
): Promise<string | null> {
  const told = delivery.announcementId && (await db.announcements.find(delivery.announcementId));
  if (delivery.kind !== "ping" && !told) return null;
  return db.webhooks.setBody(
    delivery.id,
    JSON.stringify(webhookMessage(told || null, { at: delivery.createdAt, portalUrl })),
  );
}

async function post(
  { outbound, addresses, clock }: Ports & { outbound: Outbound; addresses: AddressRules },
  message: { delivery: WebhookDelivery; webhook: Webhook; body: string; signal?: AbortSignal | undefined },
): Promise<OutboundResult> {
  const { delivery, webhook, body, signal } = message;
  const refusal =
    addressProblem(webhook.url, addresses) ??
    (new TextEncoder().encode(body).length > mostBodyBytes ? "The message is too long to be sent." : null);
  if (refusal !== null) return { kind: "refused", problem: refusal, durationMs: 0 };
  const at = clock.now();
  return outbound.request({
    method: "POST",
    url: webhook.url,
    headers: {
      ...(await signatureHeaders(signingSecrets(webhook, at), { id: delivery.id, body }, at)),
      "content-type": "application/json",
      "user-agent": "Mosis-Webhooks/1",
    },
    body,
    timeoutMs: answerMs,
    mostAnswerBytes,
    signal,
  });
}

function attemptOf(result: OutboundResult, at: Date): Attempt {
  const { durationMs } = result;
  if (result.kind !== "answer")
    return {
      isDelivered: false,
      at,
      durationMs,
      responseStatus: null,
      responseText: null,
      problem: result.problem,
    };
  const { status, body } = result;
  const isDelivered = status >= 200 && status < 300;
  const isRedirect = status >= 300 && status < 400;
  return {
    isDelivered,
    at,
    durationMs,
    responseStatus: status,
    // PostgreSQL holds no U+0000.
    responseText: body.replaceAll("\0", "\uFFFD").slice(0, answerShown),
    problem: isDelivered
      ? null
      : `The address answered ${status}${isRedirect ? ", and redirections are not followed" : ""}.`,
  };
}
