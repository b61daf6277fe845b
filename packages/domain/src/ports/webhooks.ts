import type { UserActor } from "../actor.ts";
import type { NoticeKind } from "../announcement.ts";
import type { DeveloperId, WebhookDeliveryId, WebhookId } from "../ids.ts";
import type { Page } from "../listing.ts";
import type { Attempt, DeliveryQuery, Webhook, WebhookDelivery } from "../webhook.ts";

/** Webhooks and what was sent to them. Finders that take an actor find what is their account's own. */
export interface WebhookStore {
  /** False when the account has `most` already, also when several are made at once. */
  create(webhook: Webhook, most: number): Promise<boolean>;
  find(actor: UserActor, id: WebhookId): Promise<Webhook | null>;
  /** The oldest first. */
  list(actor: UserActor): Promise<Webhook[]>;
  /** What people set: not what became of deliveries. */
  update(webhook: Webhook): Promise<void>;
  /** With its deliveries. */
  delete(id: WebhookId): Promise<void>;
  /** Those of an account that are not paused and want this kind. */
  listFor(developerId: DeveloperId, kind: NoticeKind): Promise<WebhookId[]>;
  /** Those that are not paused, want this kind, and were made by somebody who administers the store now. */
  listStoreWide(kind: NoticeKind): Promise<WebhookId[]>;
  /** Pauses it for failures. False when it is paused already. */
  pauseFailing(id: WebhookId): Promise<boolean>;

  /** Gives those that were added: not what was added before for the same webhook and announcement. */
  addDeliveries(deliveries: readonly WebhookDelivery[]): Promise<WebhookDeliveryId[]>;
  findDelivery(id: WebhookDeliveryId): Promise<{ delivery: WebhookDelivery; webhook: Webhook } | null>;
  /** Notes what is sent, once, and gives what stands. */
  setBody(id: WebhookDeliveryId, body: string): Promise<string>;
  /**
   * Notes an attempt, with what it says of the webhook, and gives both as they stand now; null when another run was
   * first. The delivery has failed with its `most`th attempt.
   */
  noteAttempt(
    delivery: Pick<WebhookDelivery, "id" | "attempts">,
    attempt: Attempt,
    most: number,
  ): Promise<{ delivery: WebhookDelivery; webhook: Webhook } | null>;
  /** Ends one that is pending. */
  endDelivery(id: WebhookDeliveryId, problem: string): Promise<void>;
  /** Has one that ended wait again. False when it is pending, or not there. */
  reopenDelivery(id: WebhookDeliveryId): Promise<boolean>;
  /** Deletes deliveries from before `before`, at most `limit`. Gives how many. */
  forgetDeliveries(before: Date, limit: number): Promise<number>;
}

export interface WebhookQueries {
  /** The latest first; `search` matches kinds, statuses of answers and what is sent. Empty for a foreign webhook. */
  listDeliveries(
    actor: UserActor,
    webhookId: WebhookId,
    query: DeliveryQuery,
  ): Promise<Page<WebhookDelivery>>;
}
