import type { WebhookDeliveryId } from "../../ids.ts";
import type { WebhookQueries, WebhookStore } from "../../ports/webhooks.ts";
import type { Webhook, WebhookDelivery } from "../../webhook.ts";
import { contains, cut } from "./queries.ts";
import type { Access, State } from "./state.ts";

export function memoryWebhookStore({ read, write }: Access): WebhookStore {
  const ofAccount = (state: State, developerId: string): Webhook[] =>
    [...state.webhooks.values()]
      .filter((webhook) => webhook.developerId === developerId)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  const change = (
    state: State,
    id: WebhookDeliveryId,
    when: (delivery: WebhookDelivery) => boolean,
    set: Partial<WebhookDelivery>,
  ): boolean => {
    const delivery = state.deliveries.get(id);
    if (!delivery || !when(delivery)) return false;
    state.deliveries.set(id, { ...delivery, ...set });
    return true;
  };

  return {
    create: (webhook, most) =>
      write((state) => {
        if (ofAccount(state, webhook.developerId).length >= most) return false;
        state.webhooks.set(webhook.id, structuredClone(webhook));
        return true;
      }),

    async find(actor, id) {
      const webhook = read().webhooks.get(id);
      return webhook?.developerId === actor.developerId ? structuredClone(webhook) : null;
    },

    list: async (actor) => structuredClone(ofAccount(read(), actor.developerId)),

    update: (webhook) =>
      write((state) => {
        if (state.webhooks.has(webhook.id)) state.webhooks.set(webhook.id, structuredClone(webhook));
      }),

    delete: (id) =>
      write((state) => {
        state.webhooks.delete(id);
        for (const delivery of [...state.deliveries.values()])
          if (delivery.webhookId === id) state.deliveries.delete(delivery.id);
      }),

    async listFor(developerId, kind) {
      return ofAccount(read(), developerId)
        .filter(({ pausedFor, kinds }) => pausedFor === null && kinds.includes(kind))
        .map(({ id }) => id);
    },

    async listStoreWide(kind) {
      const { webhooks, users } = read();
      return [...webhooks.values()]
        .filter(({ pausedFor, kinds }) => pausedFor === null && kinds.includes(kind))
        .filter(({ createdBy }) => users.get(createdBy)?.role === "admin")
        .map(({ id }) => id)
        .sort();
    },

    pauseFailing: (id) =>
      write((state) => {
        const webhook = state.webhooks.get(id);
        if (!webhook || webhook.pausedFor !== null) return false;
        state.webhooks.set(id, { ...webhook, pausedFor: "failures" });
        return true;
      }),

    addDeliveries: (deliveries) =>
      write((state) => {
        const added = deliveries.filter((delivery) => {
          const isKnown = [...state.deliveries.values()].some(
            ({ webhookId, announcementId }) =>
              announcementId !== null &&
              webhookId === delivery.webhookId &&
              announcementId === delivery.announcementId,
          );
          if (!isKnown) state.deliveries.set(delivery.id, structuredClone(delivery));
          return !isKnown;
        });
        return added.map(({ id }) => id);
      }),

    async findDelivery(id) {
      const delivery = read().deliveries.get(id);
      const webhook = delivery && read().webhooks.get(delivery.webhookId);
      return webhook ? structuredClone({ delivery, webhook }) : null;
    },

    setBody: (id, body) =>
      write((state) => {
        const standing = state.deliveries.get(id)?.body ?? body;
        change(state, id, () => true, { body: standing });
        return standing;
      }),

    noteAttempt: ({ id, attempts }, { isDelivered, at, ...answer }, most) =>
      write((state) => {
        const isMine = change(
          state,
          id,
          (delivery) => delivery.status === "pending" && delivery.attempts === attempts,
          {
            ...answer,
            attempts: attempts + 1,
            attemptedAt: at,
            status: isDelivered ? "delivered" : attempts + 1 >= most ? "failed" : "pending",
          },
        );
        const delivery = state.deliveries.get(id);
        const webhook = delivery && state.webhooks.get(delivery.webhookId);
        if (!isMine || !webhook) return null;
        const next = { ...webhook, failingSince: isDelivered ? null : (webhook.failingSince ?? at) };
        state.webhooks.set(webhook.id, next);
        return structuredClone({ delivery, webhook: next });
      }),

    endDelivery: (id, problem) =>
      write((state) => {
        change(state, id, ({ status }) => status === "pending", { status: "failed", problem });
      }),

    reopenDelivery: (id) =>
      write((state) =>
        change(state, id, ({ status }) => status !== "pending", { status: "pending", attempts: 0 }),
      ),

    forgetDeliveries: (before, limit) =>
      write(({ deliveries }) => {
        const old = [...deliveries.values()].filter(({ createdAt }) => createdAt < before).slice(0, limit);
        for (const { id } of old) deliveries.delete(id);
        return old.length;
      }),
  };
}

export function memoryWebhookQueries(read: () => State): WebhookQueries {
  return {
    async listDeliveries(actor, webhookId, query) {
      if (read().webhooks.get(webhookId)?.developerId !== actor.developerId) return cut([], query);
      const deliveries = [...read().deliveries.values()]
        .filter(
          (delivery) =>
            delivery.webhookId === webhookId &&
            (query.status ?? delivery.status) === delivery.status &&
            contains(query.search, [
              delivery.kind,
              delivery.responseStatus?.toString(),
              delivery.body ?? undefined,
            ]),
        )
        .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1));
      return cut(deliveries, query);
    },
  };
}
