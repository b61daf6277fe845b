import { isAdmin, requireAdmin, requirePermission, type UserActor } from "../actor.ts";
import { type AuditAction, type AuditEntry, changeOf } from "../audit.ts";
import { DomainError } from "../errors.ts";
import { newId, type WebhookDeliveryId, type WebhookId } from "../ids.ts";
import type { Page } from "../listing.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import {
  type AddressRules,
  addressProblem,
  type DeliveryQuery,
  isStoreWide,
  mostWebhooks,
  newWebhookSecret,
  secretOverlapMs,
  type Webhook,
  type WebhookDelivery,
  type WebhookInput,
} from "../webhook.ts";
import { newDelivery } from "./deliver-announcement.ts";

/** A webhook as people see it: its secrets are shown once, when they are made. */
export type ShownWebhook = Omit<Webhook, "secret" | "previous"> & { previousUntil: Date | null };

/**
 * Adds a webhook to the actor's account. Its secret is known from here on to nobody but the caller. Who administers the
 * store may have it told of the store as well; then it is theirs, and nobody else's in the account.
 * @throws DomainError `account_role_required`, `role_required`, `token_not_allowed`, `input_invalid`,
 *   `webhook_limit_reached`.
 */
export async function createWebhook(
  { db, clock }: Ports,
  { actor, rules, ...input }: { actor: UserActor; rules: AddressRules } & WebhookInput,
): Promise<{ webhook: ShownWebhook; secret: string }> {
  requirePermission(actor, "webhook.manage");
  if (isStoreWide(input)) requireAdmin(actor);
  requireAddress(input.url, rules);
  const at = clock.now();
  const webhook: Webhook = {
    ...input,
    id: newId(at),
    developerId: actor.developerId,
    secret: newWebhookSecret(),
    previous: null,
    pausedFor: null,
    failingSince: null,
    createdBy: actor.userId,
    createdAt: at,
  };
  await db.transaction(async (stores) => {
    if (!(await stores.webhooks.create(webhook, mostWebhooks)))
      throw new DomainError("webhook_limit_reached", {
        message: `Your account has ${mostWebhooks} webhooks, as many as it can have. Delete one you no longer need.`,
      });
    await note(stores, { actor, webhook, at }, "webhook.created", { data: factsOf(webhook) });
  });
  return { webhook: shown(webhook), secret: webhook.secret };
}

/** The account's webhooks, the oldest first. @throws DomainError `account_role_required`, `token_not_allowed`. */
export async function listWebhooks({ db }: Ports, { actor }: { actor: UserActor }): Promise<ShownWebhook[]> {
  requirePermission(actor, "webhook.manage");
  const webhooks = await db.webhooks.list(actor);
  return webhooks.filter((webhook) => isSeen(actor, webhook)).map(shown);
}

/** @throws DomainError `account_role_required`, `token_not_allowed`, `not_found`. */
export async function getWebhook(
  { db }: Ports,
  { actor, webhookId }: { actor: UserActor; webhookId: WebhookId },
): Promise<ShownWebhook> {
  return shown(await requireOwnWebhook(db, actor, webhookId));
}

/**
 * Changes where a webhook sends and what, or pauses it and has it go on.
 * @throws DomainError `account_role_required`, `role_required`, `token_not_allowed`, `not_found`, `input_invalid`.
 */
export async function changeWebhook(
  { db, clock }: Ports,
  {
    actor,
    webhookId,
    rules,
    paused,
    ...input
  }: { actor: UserActor; webhookId: WebhookId; rules: AddressRules; paused?: boolean | undefined } & {
    [Field in keyof WebhookInput]?: WebhookInput[Field] | undefined;
  },
): Promise<ShownWebhook> {
  requirePermission(actor, "webhook.manage");
  if (input.url !== undefined) requireAddress(input.url, rules);
  if (input.kinds && isStoreWide({ kinds: input.kinds })) requireAdmin(actor);
  const at = clock.now();
  return db.transaction(async (stores) => {
    const before = await requireOwnWebhook(stores, actor, webhookId);
    const { name = before.name, url = before.url, kinds = before.kinds } = input;
    const isPaused = paused ?? before.pausedFor !== null;
    const webhook: Webhook = {
      ...before,
      name,
      url,
      kinds,
      pausedFor: isPaused ? (before.pausedFor ?? "person") : null,
      // Whoever has it go on, or points it elsewhere, has seen to it: its three days begin anew.
      failingSince:
        (before.pausedFor !== null && !isPaused) || url !== before.url ? null : before.failingSince,
    };
    await stores.webhooks.update(webhook);
    const steps: [boolean, AuditAction, Pick<AuditEntry, "before" | "after">][] = [
      [
        JSON.stringify(factsOf(before)) !== JSON.stringify(factsOf(webhook)),
        "webhook.changed",
        changeOf(factsOf(before), factsOf(webhook)),
      ],
      [before.pausedFor === null && isPaused, "webhook.paused", {}],
      [before.pausedFor !== null && !isPaused, "webhook.resumed", {}],
    ];
    for (const [happened, action, entry] of steps)
      if (happened) await note(stores, { actor, webhook, at }, action, entry);
    return shown(webhook);
  });
}

/**
 * Gives a webhook a new secret, which is shown this once. For a day both sign.
 * @throws DomainError `account_role_required`, `token_not_allowed`, `not_found`.
 */
export async function rotateWebhookSecret(
  { db, clock }: Ports,
  { actor, webhookId }: { actor: UserActor; webhookId: WebhookId },
): Promise<{ webhook: ShownWebhook; secret: string }> {
  const at = clock.now();
  return db.transaction(async (stores) => {
    const before = await requireOwnWebhook(stores, actor, webhookId);
    const previous = { secret: before.secret, until: new Date(at.getTime() + secretOverlapMs) };
    const webhook: Webhook = { ...before, secret: newWebhookSecret(), previous };
    await stores.webhooks.update(webhook);
    await note(stores, { actor, webhook, at }, "webhook.secret_rotated", {});
    return { webhook: shown(webhook), secret: webhook.secret };
  });
}

/** Deletes a webhook with its deliveries. @throws DomainError `account_role_required`, `token_not_allowed`, `not_found`. */
export async function deleteWebhook(
  { db, clock }: Ports,
  { actor, webhookId }: { actor: UserActor; webhookId: WebhookId },
): Promise<void> {
  await db.transaction(async (stores) => {
    const webhook = await requireOwnWebhook(stores, actor, webhookId);
    await stores.webhooks.delete(webhookId);
    await note(stores, { actor, webhook, at: clock.now() }, "webhook.deleted", {
      data: { name: webhook.name },
    });
  });
}

/** Has a test message sent, also to a paused one. @throws DomainError `account_role_required`, `token_not_allowed`, `not_found`. */
export async function pingWebhook(
  { db, clock }: Ports,
  { actor, webhookId }: { actor: UserActor; webhookId: WebhookId },
): Promise<WebhookDelivery> {
  const at = clock.now();
  return db.transaction(async (stores) => {
    await requireOwnWebhook(stores, actor, webhookId);
    const delivery = newDelivery({ webhookId, announcementId: null, kind: "ping" }, at);
    await stores.webhooks.addDeliveries([delivery]);
    await stores.outbox.add({ name: "webhook.send", payload: { deliveryId: delivery.id } }, at);
    return delivery;
  });
}

/** What was sent to a webhook. @throws DomainError `account_role_required`, `token_not_allowed`, `not_found`. */
export async function listDeliveries(
  { db }: Ports,
  { actor, webhookId, query }: { actor: UserActor; webhookId: WebhookId; query: DeliveryQuery },
): Promise<Page<WebhookDelivery>> {
  await requireOwnWebhook(db, actor, webhookId);
  return db.queries.listDeliveries(actor, webhookId, query);
}

/**
 * Has a message that was delivered or failed sent again, as it was and under the same id.
 * @throws DomainError `account_role_required`, `token_not_allowed`, `not_found`, `delivery_state_conflict`.
 */
export async function resendDelivery(
  { db, clock }: Ports,
  { actor, webhookId, deliveryId }: { actor: UserActor; webhookId: WebhookId; deliveryId: WebhookDeliveryId },
): Promise<void> {
  await db.transaction(async (stores) => {
    await requireOwnWebhook(stores, actor, webhookId);
    const found = await stores.webhooks.findDelivery(deliveryId);
    if (found?.webhook.id !== webhookId) throw new DomainError("not_found");
    if (!(await stores.webhooks.reopenDelivery(deliveryId))) throw new DomainError("delivery_state_conflict");
    await stores.outbox.requeue({ name: "webhook.send", payload: { deliveryId } }, clock.now());
  });
}

async function requireOwnWebhook(stores: Stores, actor: UserActor, id: WebhookId): Promise<Webhook> {
  requirePermission(actor, "webhook.manage");
  const webhook = await stores.webhooks.find(actor, id);
  if (!webhook || !isSeen(actor, webhook)) throw new DomainError("not_found");
  return webhook;
}

/** What the store tells its admins is nothing that others of the account could have sent elsewhere, or read. */
function isSeen(actor: UserActor, webhook: Webhook): boolean {
  return isAdmin(actor) || !isStoreWide(webhook);
}

function requireAddress(url: string, rules: AddressRules): void {
  const message = addressProblem(url, rules);
  if (message !== null) throw new DomainError("input_invalid", { fields: [{ path: "url", message }] });
}

function shown({ secret: _, previous, ...webhook }: Webhook): ShownWebhook {
  return { ...webhook, previousUntil: previous?.until ?? null };
}

/** The host alone: what follows it in an address is often a secret. */
function factsOf({ name, url, kinds }: Webhook): NonNullable<AuditEntry["data"]> {
  return { name, host: new URL(url).host, kinds: kinds.join(" ") };
}

function note(
  stores: Stores,
  { actor, webhook, at }: { actor: UserActor; webhook: Webhook; at: Date },
  action: AuditAction,
  entry: Pick<AuditEntry, "data" | "before" | "after">,
): Promise<void> {
  return stores.audit.append({ actor, action, subjectId: webhook.id, at, ...entry });
}
