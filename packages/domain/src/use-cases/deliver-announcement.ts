import { audienceOf, type NoticeKind } from "../announcement.ts";
import { type AnnouncementId, type DeveloperId, newId, type UserId, type WebhookId } from "../ids.ts";
import type { Job } from "../jobs.ts";
import { defaultChoice, type Told } from "../notice.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import type { WebhookDelivery } from "../webhook.ts";

/**
 * Tells everybody whom an announcement concerns, each in the way they chose, and the webhooks of the account, or of the
 * store's admins where it concerns the store: notices in the portal at once, e-mails and messages by jobs of their own. However often it runs, and however many run at once,
 * everybody is told once.
 *
 * @param options.batch people told in one transaction.
 */
export async function deliverAnnouncement(
  { db, clock }: Ports,
  {
    announcementId,
    signal,
    batch = 500,
  }: { announcementId: AnnouncementId; signal?: AbortSignal; batch?: number },
): Promise<void> {
  const told = await db.announcements.find(announcementId);
  if (!told) return;
  const at = clock.now();
  await db.transaction((stores) => tellWebhooks(stores, told, at));
  const byDefault = defaultChoice(told.announcement.kind);
  let after: UserId | null = null;
  do {
    signal?.throwIfAborted();
    const span: { byDefault: typeof byDefault; after: UserId | null; limit: number } = {
      byDefault,
      after,
      limit: batch,
    };
    after = await db.transaction(async (stores) => {
      const { mailed, last } = await stores.notices.tell(told.announcement, span);
      const mails = mailed.map((userId): Job => ({ name: "mail.send", payload: { announcementId, userId } }));
      await stores.outbox.addAll(mails, at);
      return last;
    });
  } while (after !== null);
}

async function tellWebhooks(stores: Stores, { announcement }: Told, at: Date): Promise<void> {
  const { id, developerId, kind } = announcement;
  const webhooks = await webhooksFor(stores, kind, developerId);
  if (webhooks.length === 0) return;
  const added = await stores.webhooks.addDeliveries(
    webhooks.map((webhookId) => newDelivery({ webhookId, announcementId: id, kind }, at)),
  );
  await stores.outbox.addAll(
    added.map((deliveryId) => ({ name: "webhook.send", payload: { deliveryId } })),
    at,
  );
}

async function webhooksFor(
  { webhooks }: Stores,
  kind: NoticeKind,
  developerId: DeveloperId | null,
): Promise<WebhookId[]> {
  const audience = audienceOf(kind);
  if (audience === "admins") return webhooks.listStoreWide(kind);
  return audience === "account" && developerId !== null ? webhooks.listFor(developerId, kind) : [];
}

/** A message that has not been sent yet. */
export function newDelivery(
  of: Pick<WebhookDelivery, "webhookId" | "announcementId" | "kind">,
  at: Date,
): WebhookDelivery {
  return {
    ...of,
    id: newId(at),
    status: "pending",
    body: null,
    attempts: 0,
    attemptedAt: null,
    durationMs: null,
    responseStatus: null,
    responseText: null,
    problem: null,
    createdAt: at,
  };
}
