import { describe, expect, test } from "vitest";
import type { UserActor } from "../../actor.ts";
import type { NoticeKind } from "../../announcement.ts";
import { newId } from "../../ids.ts";
import { newDelivery } from "../../use-cases/deliver-announcement.ts";
import {
  type Attempt,
  DeliveryQuery,
  newWebhookSecret,
  type Webhook,
  type WebhookDelivery,
} from "../../webhook.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addPerson, minute } from "./sample-rows.ts";

export function describeWebhooks(database: () => ObservedDatabase): void {
  describe("webhooks", () => {
    // Lists go by ids, which grow with time.
    let made = 0;
    const nextId = () => {
      made += 1;
      return newId<"webhook">(minute(made));
    };
    const webhookOf = ({ developerId, userId }: UserActor, fields: Partial<Webhook> = {}): Webhook => ({
      id: nextId(),
      developerId,
      name: "Bot",
      url: "https://example.com/hooks",
      kinds: ["review.approved", "version.failed"],
      secret: newWebhookSecret(),
      previous: null,
      pausedFor: null,
      failingSince: null,
      createdBy: userId,
      createdAt: minute(0),
      ...fields,
    });
    async function add(actor: UserActor, fields: Partial<Webhook> = {}): Promise<Webhook> {
      const webhook = webhookOf(actor, fields);
      expect(await database().webhooks.create(webhook, 10)).toBe(true);
      return webhook;
    }
    async function addAnnouncement(kind: NoticeKind, actor: UserActor) {
      const id = newId<"announcement">();
      const about = { userId: null, appId: null, versionId: null, by: null, data: {}, once: null };
      await database().announcements.addAll([
        { id, kind, at: minute(0), developerId: actor.developerId, ...about },
      ]);
      return id;
    }
    async function addDelivery(webhook: Webhook, at = minute(1)): Promise<WebhookDelivery> {
      const delivery = newDelivery({ webhookId: webhook.id, announcementId: null, kind: "ping" }, at);
      expect(await database().webhooks.addDeliveries([delivery])).toEqual([delivery.id]);
      return delivery;
    }
    const failed: Attempt = {
      isDelivered: false,
      at: minute(3),
      durationMs: 12,
      responseStatus: 500,
      responseText: "oops",
      problem: "The address answered 500.",
    };
    const delivered: Attempt = {
      isDelivered: true,
      at: minute(4),
      durationMs: 7,
      responseStatus: 204,
      responseText: "",
      problem: null,
    };
    const logOf = (actor: UserActor, webhook: Webhook, query: object = {}) =>
      database().queries.listDeliveries(actor, webhook.id, DeliveryQuery.parse(query));

    test("are their account's own, and no more than it may have", async () => {
      const db = database();
      const [{ actor }, { actor: stranger }] = [await addPerson(db), await addPerson(db)];
      const webhook = await add(actor, { previous: { secret: newWebhookSecret(), until: minute(9) } });
      expect(await db.webhooks.find(actor, webhook.id)).toEqual(webhook);
      expect(await db.webhooks.find(stranger, webhook.id)).toBeNull();
      expect(await db.webhooks.list(actor)).toEqual([webhook]);
      expect(await db.webhooks.list(stranger)).toEqual([]);
      const more = [1, 2, 3].map(() => db.webhooks.create(webhookOf(actor), 2));
      expect((await Promise.all(more)).filter(Boolean)).toHaveLength(1);
    });

    test("are changed and deleted with what was sent", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const webhook = await add(actor);
      const next: Webhook = {
        ...webhook,
        name: "Robot",
        url: "https://example.org",
        kinds: ["version.failed"],
        secret: newWebhookSecret(),
        previous: { secret: webhook.secret, until: minute(60) },
        pausedFor: "person",
      };
      await db.webhooks.update(next);
      expect(await db.webhooks.find(actor, webhook.id)).toEqual(next);
      const delivery = await addDelivery(webhook);
      await db.webhooks.delete(webhook.id);
      expect(await db.webhooks.find(actor, webhook.id)).toBeNull();
      expect(await db.webhooks.findDelivery(delivery.id)).toBeNull();
    });

    test("are found for what they want, unless they are paused", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const [one, two] = [await add(actor), await add(actor, { kinds: ["version.failed"] })];
      await add(actor, { pausedFor: "person" });
      const { developerId } = actor;
      expect(await db.webhooks.listFor(developerId, "review.approved")).toEqual([one.id]);
      expect(await db.webhooks.listFor(developerId, "version.failed")).toEqual([one.id, two.id]);
      expect(await db.webhooks.listFor(developerId, "team.joined")).toEqual([]);
      expect(await db.webhooks.pauseFailing(one.id)).toBe(true);
      expect(await db.webhooks.pauseFailing(one.id)).toBe(false);
      expect(await db.webhooks.listFor(developerId, "review.approved")).toEqual([]);
      expect((await db.webhooks.find(actor, one.id))?.pausedFor).toBe("failures");
    });

    test("are told of the store where they want it, as long as who made them administers it", async () => {
      const db = database();
      const [admin, other] = [await addPerson(db), await addPerson(db)];
      await db.users.setRole(admin.actor.userId, "admin");
      const kinds = ["alert.firing", "version.failed"] as const;
      const wanted = await add(admin.actor, { kinds });
      await add(other.actor, { kinds });
      await add(admin.actor, { kinds: ["version.failed"] });
      await add(admin.actor, { kinds, pausedFor: "person" });
      const found = async () =>
        (await db.webhooks.listStoreWide("alert.firing")).filter((id) => id >= wanted.id);
      expect(await found()).toEqual([wanted.id]);
      await db.users.setRole(admin.actor.userId, "member");
      expect(await found()).toEqual([]);
    });

    test("get each announcement once, and pings as often as one likes", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const webhook = await add(actor);
      const announcementId = await addAnnouncement("review.approved", actor);
      const of = { webhookId: webhook.id, announcementId, kind: "review.approved" } as const;
      const added = await Promise.all(
        [1, 2, 3].map(() => db.webhooks.addDeliveries([newDelivery(of, minute(1))])),
      );
      expect(added.flat()).toHaveLength(1);
      await addDelivery(webhook);
      await addDelivery(webhook);
      expect((await logOf(actor, webhook)).total).toBe(3);
      expect(await db.webhooks.addDeliveries([])).toEqual([]);
    });

    test("are sent the same body at every attempt", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const { id } = await addDelivery(await add(actor));
      expect(await db.webhooks.setBody(id, '{"a":1}')).toBe('{"a":1}');
      expect(await db.webhooks.setBody(id, '{"a":2}')).toBe('{"a":1}');
      expect((await db.webhooks.findDelivery(id))?.delivery.body).toBe('{"a":1}');
    });

    test("have every attempt noted once, until one succeeds", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const webhook = await add(actor);
      const delivery = await addDelivery(webhook);
      const { isDelivered: _, at: attemptedAt, ...answer } = failed;
      const both = await Promise.all([1, 2].map(() => db.webhooks.noteAttempt(delivery, failed, 8)));
      const noted = both.filter((one) => one !== null);
      expect(noted).toEqual([
        {
          delivery: { ...delivery, ...answer, attemptedAt, attempts: 1, status: "pending" },
          webhook: { ...webhook, failingSince: minute(3) },
        },
      ]);
      const again = await db.webhooks.noteAttempt(
        { ...delivery, attempts: 1 },
        { ...failed, at: minute(5) },
        8,
      );
      expect(again?.webhook.failingSince).toEqual(minute(3));
      const last = await db.webhooks.noteAttempt({ ...delivery, attempts: 2 }, delivered, 8);
      expect(last).toMatchObject({
        delivery: { status: "delivered", attempts: 3, responseStatus: 204, problem: null },
        webhook: { failingSince: null },
      });
      expect(await db.webhooks.noteAttempt({ ...delivery, attempts: 3 }, failed, 8)).toBeNull();
      expect(await db.webhooks.findDelivery(delivery.id)).toEqual(last);
    });

    test("fail with the last attempt, and can be asked for again", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const webhook = await add(actor);
      const delivery = await addDelivery(webhook);
      expect(await db.webhooks.reopenDelivery(delivery.id)).toBe(false);
      expect((await db.webhooks.noteAttempt(delivery, failed, 1))?.delivery.status).toBe("failed");
      expect(await db.webhooks.reopenDelivery(delivery.id)).toBe(true);
      expect(await db.webhooks.reopenDelivery(delivery.id)).toBe(false);
      expect((await db.webhooks.findDelivery(delivery.id))?.delivery).toMatchObject({
        status: "pending",
        attempts: 0,
      });
      await db.webhooks.endDelivery(delivery.id, "The webhook was paused.");
      expect((await db.webhooks.findDelivery(delivery.id))?.delivery).toMatchObject({
        status: "failed",
        problem: "The webhook was paused.",
      });
      await db.webhooks.reopenDelivery(delivery.id);
      await db.webhooks.noteAttempt(delivery, delivered, 8);
      await db.webhooks.endDelivery(delivery.id, "too late");
      expect((await db.webhooks.findDelivery(delivery.id))?.delivery.status).toBe("delivered");
      expect(await db.webhooks.reopenDelivery(newId())).toBe(false);
    });

    test("show what was sent to their account alone, the latest first", async () => {
      const db = database();
      const [{ actor }, { actor: stranger }] = [await addPerson(db), await addPerson(db)];
      const webhook = await add(actor);
      const first = await addDelivery(webhook, minute(1));
      const second = await addDelivery(webhook, minute(2));
      await db.webhooks.setBody(first.id, '{"message":"needle"}');
      await db.webhooks.noteAttempt(first, delivered, 8);
      const ids = async (query: object = {}) =>
        (await logOf(actor, webhook, query)).items.map(({ id }) => id);
      expect(await ids()).toEqual([second.id, first.id]);
      expect(await ids({ status: "delivered" })).toEqual([first.id]);
      expect(await ids({ search: "NEEDLE" })).toEqual([first.id]);
      expect(await ids({ search: "204" })).toEqual([first.id]);
      expect(await logOf(stranger, webhook)).toMatchObject({ items: [], total: 0 });
    });

    test("forget what was sent long ago", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const webhook = await add(actor);
      const long = new Date(Date.UTC(2001, 0, 1));
      await addDelivery(webhook, long);
      await addDelivery(webhook, long);
      const kept = await addDelivery(webhook);
      const before = new Date(Date.UTC(2001, 1, 1));
      expect(await db.webhooks.forgetDeliveries(before, 1)).toBe(1);
      expect(await db.webhooks.forgetDeliveries(before, 10)).toBe(1);
      expect((await logOf(actor, webhook)).items.map(({ id }) => id)).toEqual([kept.id]);
    });
  });
}
