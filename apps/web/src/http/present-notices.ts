import {
  type Bell,
  type Notice,
  type NoticeChoice,
  noticePlace,
  noticeSentence,
  type ShownWebhook,
  type WebhookDelivery,
} from "@mosis/domain";

/** What the domain says of a notice, for pages and programs. */
export function presentNotice(notice: Notice) {
  const { announcement, names, readAt } = notice;
  return {
    id: announcement.id,
    kind: announcement.kind,
    at: announcement.at.toISOString(),
    message: noticeSentence(notice),
    /** A path in the portal. */
    place: noticePlace(notice),
    account: announcement.developerId && { id: announcement.developerId, name: names.account },
    read_at: readAt?.toISOString() ?? null,
  };
}

export function presentBell({ unread, latest }: Bell) {
  return { unread, latest: latest.map(presentNotice) };
}

export function presentChoice({ kind, portal, mail }: NoticeChoice) {
  return { kind, portal, mail };
}

/** Never with a secret: that is shown where one is made. */
export function presentWebhook(webhook: ShownWebhook) {
  return {
    id: webhook.id,
    name: webhook.name,
    url: webhook.url,
    kinds: webhook.kinds,
    paused_for: webhook.pausedFor,
    failing_since: webhook.failingSince?.toISOString() ?? null,
    previous_secret_until: webhook.previousUntil?.toISOString() ?? null,
    created_at: webhook.createdAt.toISOString(),
  };
}

export function presentNewSecret({ webhook, secret }: { webhook: ShownWebhook; secret: string }) {
  return { ...presentWebhook(webhook), secret };
}

export function presentDelivery(delivery: WebhookDelivery) {
  return {
    id: delivery.id,
    kind: delivery.kind,
    status: delivery.status,
    body: delivery.body,
    attempts: delivery.attempts,
    attempted_at: delivery.attemptedAt?.toISOString() ?? null,
    duration_ms: delivery.durationMs,
    response_status: delivery.responseStatus,
    response_text: delivery.responseText,
    problem: delivery.problem,
    created_at: delivery.createdAt.toISOString(),
  };
}

export type NoticeJson = ReturnType<typeof presentNotice>;
export type BellJson = ReturnType<typeof presentBell>;
export type WebhookJson = ReturnType<typeof presentWebhook>;
export type NewSecretJson = ReturnType<typeof presentNewSecret>;
export type DeliveryJson = ReturnType<typeof presentDelivery>;
