import { createHmac } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { UserActor } from "../actor.ts";
import { newId } from "../ids.ts";
import type { OutboundRequest, OutboundResult } from "../ports/outbound.ts";
import { addSampleApp, createSampleStore, payloadsOf, type SampleStore } from "../testing/sample-store.ts";
import {
  type AddressRules,
  addressProblem,
  DeliveryQuery,
  failingMs,
  mostWebhooks,
  secretOverlapMs,
  storeWebhookKinds,
  WebhookInput,
  webhookKinds,
} from "../webhook.ts";
import { announce } from "./announce.ts";
import { deliverAnnouncement } from "./deliver-announcement.ts";
import { grantRole } from "./grant-role.ts";
import { sendWebhook } from "./send-webhook.ts";

const rules: AddressRules = { allowHttp: false, allowPrivate: false };
const input = { name: "Bot", url: "https://example.com/hooks", kinds: [...webhookKinds] };

let store: SampleStore;
let requests: OutboundRequest[];
let answer: OutboundResult;
beforeEach(async () => {
  store = await createSampleStore();
  requests = [];
  answer = { kind: "answer", status: 200, body: "ok", isWhole: true, durationMs: 5 };
});

const create = (actor: UserActor = store.developer) => store.app.createWebhook({ actor, rules, ...input });

const storeInput = { ...input, kinds: [...storeWebhookKinds] };

describe("a webhook that is told of the store", () => {
  test("is an admin's to make, and nobody else's in the account to see, change or read", async () => {
    const { app, admin, developer } = store;
    await expect(app.createWebhook({ actor: developer, rules, ...storeInput })).rejects.toMatchObject({
      code: "role_required",
    });
    const { webhook } = await app.createWebhook({ actor: admin, rules, ...storeInput });
    const webhookId = webhook.id;
    // A maintainer of the admin's own account, who administers nothing.
    const colleague: UserActor = { ...admin, userId: developer.userId, role: "member" };
    expect(await app.listWebhooks({ actor: colleague })).toEqual([]);
    const query = DeliveryQuery.parse({});
    for (const attempt of [
      () => app.getWebhook({ actor: colleague, webhookId }),
      () => app.changeWebhook({ actor: colleague, webhookId, rules, url: "https://elsewhere.example" }),
      () => app.rotateWebhookSecret({ actor: colleague, webhookId }),
      () => app.pingWebhook({ actor: colleague, webhookId }),
      () => app.listDeliveries({ actor: colleague, webhookId, query }),
      () => app.deleteWebhook({ actor: colleague, webhookId }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: "not_found" });
    expect(await app.listWebhooks({ actor: admin })).toHaveLength(1);
    const own = await create();
    await expect(
      app.changeWebhook({ actor: developer, webhookId: own.webhook.id, rules, kinds: ["alert.firing"] }),
    ).rejects.toMatchObject({ code: "role_required" });
  });

  test("gets what concerns the store, and those of accounts do not", async () => {
    const { app, admin, db, clock } = store;
    await grantRole(store, { provider: "demo", subject: "admin", role: "admin" });
    const { webhook } = await app.createWebhook({ actor: admin, rules, ...storeInput });
    await create();
    await db.transaction((stores) =>
      announce(stores, {
        kind: "alert.firing",
        actor: { kind: "system" },
        at: clock.now(),
        data: { alert: "queue_age", value: 900, above: 600 },
      }),
    );
    const { announcementId } = payloadsOf(store, "announcement.deliver").at(-1) ?? {};
    if (announcementId) await deliverAnnouncement(store, { announcementId });
    const query = DeliveryQuery.parse({});
    expect(await app.listDeliveries({ actor: admin, webhookId: webhook.id, query })).toMatchObject({
      items: [{ kind: "alert.firing" }],
    });
    expect(payloadsOf(store, "webhook.send")).toHaveLength(1);
  });
});

async function happen(): Promise<void> {
  const app = await store.app.getOwnAppByPackageId({
    actor: store.developer,
    packageId: "com.example.notes",
  });
  const { developerId } = store.developer;
  const about = {
    kind: "release.halted",
    developerId,
    appId: app.id,
    data: { failed: 9, reports: 20 },
  } as const;
  await store.db.transaction((stores) =>
    announce(stores, { ...about, actor: { kind: "system" }, at: store.clock.now() }),
  );
  const { announcementId } = payloadsOf(store, "announcement.deliver").at(-1) ?? {};
  if (announcementId) await deliverAnnouncement(store, { announcementId });
}

/** Runs the latest job, and gives its failure's code. */
async function send(): Promise<string | null> {
  const { deliveryId } = payloadsOf(store, "webhook.send").at(-1) ?? {};
  if (!deliveryId) throw new Error("nothing is to be sent");
  const outbound = {
    async request(request: OutboundRequest) {
      requests.push(request);
      return answer;
    },
  };
  const ports = { ...store, outbound, addresses: rules, portalUrl: "https://store.example" };
  return sendWebhook(ports, { deliveryId }).then(
    () => null,
    (error: { code: string }) => error.code,
  );
}

const logOf = async (webhookId: Parameters<SampleStore["app"]["getWebhook"]>[0]["webhookId"]) =>
  (await store.app.listDeliveries({ actor: store.developer, webhookId, query: DeliveryQuery.parse({}) }))
    .items;

describe("a webhook", () => {
  test("is its account's, whose owners and maintainers set it up", async () => {
    const { webhook, secret } = await create();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(JSON.stringify(webhook)).not.toContain(secret);
    const { id: webhookId } = webhook;
    const query = DeliveryQuery.parse({});
    const calls = (actor: UserActor) => [
      () => store.app.getWebhook({ actor, webhookId }),
      () => store.app.changeWebhook({ actor, webhookId, rules, paused: true }),
      () => store.app.rotateWebhookSecret({ actor, webhookId }),
      () => store.app.pingWebhook({ actor, webhookId }),
      () => store.app.listDeliveries({ actor, webhookId, query }),
      () => store.app.resendDelivery({ actor, webhookId, deliveryId: newId() }),
      () => store.app.deleteWebhook({ actor, webhookId }),
    ];
    const both = (actor: UserActor) => [
      () => create(actor),
      () => store.app.listWebhooks({ actor }),
      ...calls(actor),
    ];
    for (const call of calls(store.stranger))
      await expect(call()).rejects.toMatchObject({ code: "not_found" });
    const viewer: UserActor = { ...store.developer, accountRole: "viewer" };
    for (const call of both(viewer))
      await expect(call()).rejects.toMatchObject({ code: "account_role_required" });
    const program: UserActor = {
      ...store.developer,
      token: { id: newId(), scopes: ["read", "upload", "publish"], appId: null },
    };
    for (const call of both(program))
      await expect(call()).rejects.toMatchObject({ code: "token_not_allowed" });
    await store.app.changeWebhook({
      actor: { ...store.developer, accountRole: "maintainer" },
      webhookId,
      rules,
      paused: true,
    });
    expect(await store.app.listWebhooks({ actor: store.developer })).toMatchObject([{ pausedFor: "person" }]);
  });

  test("is one of ten at most, with an address that may be sent to", async () => {
    for (let made = 0; made < mostWebhooks; made += 1) await create();
    await expect(create()).rejects.toMatchObject({ code: "webhook_limit_reached" });
    const actor = store.stranger;
    for (const url of ["http://example.com", "https://127.0.0.1", "nonsense"])
      await expect(store.app.createWebhook({ actor, rules, ...input, url })).rejects.toMatchObject({
        code: "input_invalid",
        fields: [{ path: "url" }],
      });
  });

  test("has everything that people do to it in the audit log, and no secret in it", async () => {
    const { webhook, secret } = await create();
    const { id: webhookId } = webhook;
    const actor = store.developer;
    await store.app.changeWebhook({ actor, webhookId, rules, url: "https://example.org/secret-path" });
    await store.app.changeWebhook({ actor, webhookId, rules, paused: true });
    await store.app.changeWebhook({ actor, webhookId, rules, paused: false });
    const rotated = await store.app.rotateWebhookSecret({ actor, webhookId });
    await store.app.deleteWebhook({ actor, webhookId });
    expect(store.audit.map(({ action }) => action)).toEqual([
      "webhook.created",
      "webhook.changed",
      "webhook.paused",
      "webhook.resumed",
      "webhook.secret_rotated",
      "webhook.deleted",
    ]);
    const log = JSON.stringify(store.audit);
    for (const text of [secret, rotated.secret, "secret-path"]) expect(log).not.toContain(text);
  });
});

describe("a message", () => {
  beforeEach(() => addSampleApp(store));

  test("says what happened, signed", async () => {
    const { webhook, secret } = await create();
    await happen();
    expect(await send()).toBeNull();
    const [{ headers = {}, body = "", url } = {}] = requests;
    expect(url).toBe(input.url);
    expect(JSON.parse(body)).toEqual({
      type: "release.halted",
      timestamp: "2026-06-01T12:00:00.000Z",
      data: {
        message: "Notes: the rollout of a version has paused by itself, as 9 of 20 installations failed.",
        url: "https://store.example/console/apps/com.example.notes/releases",
        account: { id: store.developer.developerId, name: "developer" },
        app: { id: expect.any(String), package_id: "com.example.notes", name: "Notes" },
        version: null,
        by: null,
        details: { failed: 9, reports: 20 },
      },
    });
    const [delivery] = await logOf(webhook.id);
    expect(headers["webhook-id"]).toBe(delivery?.id);
    expect(headers["webhook-timestamp"]).toBe(String(store.clock.now().getTime() / 1000));
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const key = Buffer.from(secret.slice("whsec_".length), "base64");
    expect(headers["webhook-signature"]).toBe(
      `v1,${createHmac("sha256", key).update(signed).digest("base64")}`,
    );
    expect(delivery).toMatchObject({
      status: "delivered",
      attempts: 1,
      responseStatus: 200,
      durationMs: 5,
      body,
    });
  });

  test("carries both signatures for a day after the secret was replaced", async () => {
    const { webhook } = await create();
    const actor = store.developer;
    const signaturesOf = async () => {
      await store.app.pingWebhook({ actor, webhookId: webhook.id });
      await send();
      return requests.at(-1)?.headers["webhook-signature"]?.split(" ").length;
    };
    expect(await signaturesOf()).toBe(1);
    const { webhook: rotated } = await store.app.rotateWebhookSecret({ actor, webhookId: webhook.id });
    expect(rotated.previousUntil).toEqual(new Date(store.clock.now().getTime() + secretOverlapMs));
    expect(await signaturesOf()).toBe(2);
    store.clock.advance(secretOverlapMs);
    expect(await signaturesOf()).toBe(1);
  });

  test("is tried eight times, then it has failed, and its job with it has not", async () => {
    const { webhook } = await create();
    await happen();
    answer = {
      kind: "answer",
      status: 500,
      body: `oops\0${"x".repeat(2_000)}`,
      isWhole: true,
      durationMs: 5,
    };
    for (let attempt = 1; attempt < 8; attempt += 1) expect(await send()).toBe("webhook_not_delivered");
    expect(await send()).toBeNull();
    const [failed] = await logOf(webhook.id);
    expect(failed).toMatchObject({ status: "failed", attempts: 8, problem: "The address answered 500." });
    expect(failed?.responseText).toHaveLength(1_000);
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
    expect(new Set(requests.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(await send()).toBeNull();
    expect(requests).toHaveLength(8);

    // Asked for again it goes as it was.
    answer = { kind: "answer", status: 204, body: "", isWhole: true, durationMs: 5 };
    const again = { actor: store.developer, webhookId: webhook.id, deliveryId: failed?.id ?? newId() };
    await store.app.resendDelivery(again);
    await expect(store.app.resendDelivery(again)).rejects.toMatchObject({ code: "delivery_state_conflict" });
    expect(await send()).toBeNull();
    expect(requests.at(-1)?.body).toBe(requests[0]?.body);
    expect((await logOf(webhook.id))[0]).toMatchObject({ status: "delivered", attempts: 1 });
  });

  test("is not taken by a redirection, a refusal or silence", async () => {
    const { webhook } = await create();
    await happen();
    answer = { kind: "answer", status: 302, body: "", isWhole: true, durationMs: 5 };
    expect(await send()).toBe("webhook_not_delivered");
    expect((await logOf(webhook.id))[0]?.problem).toBe(
      "The address answered 302, and redirections are not followed.",
    );
    answer = { kind: "timeout", problem: "There was no answer within 10 s.", durationMs: 10_000 };
    expect(await send()).toBe("webhook_not_delivered");
    expect((await logOf(webhook.id))[0]).toMatchObject({ responseStatus: null, problem: answer.problem });
  });

  test("goes nowhere once the rules forbid its address", async () => {
    const { webhook } = await create();
    const stored = await store.db.webhooks.find(store.developer, webhook.id);
    if (stored) await store.db.webhooks.update({ ...stored, url: "http://127.0.0.1:1/" });
    await happen();
    expect(await send()).toBe("webhook_not_delivered");
    expect(requests).toEqual([]);
  });

  test("is sent to no paused webhook, but a ping is", async () => {
    const { webhook } = await create();
    await happen();
    const actor = store.developer;
    await store.app.changeWebhook({ actor, webhookId: webhook.id, rules, paused: true });
    expect(await send()).toBeNull();
    expect((await logOf(webhook.id))[0]).toMatchObject({
      status: "failed",
      problem: "The webhook was paused.",
    });
    await happen();
    expect(await logOf(webhook.id)).toHaveLength(1);
    await store.app.pingWebhook({ actor, webhookId: webhook.id });
    expect(await send()).toBeNull();
    expect(requests).toHaveLength(1);
    expect(JSON.parse(requests[0]?.body ?? "")).toMatchObject({ type: "ping" });
  });

  test("that none arrives for three days pauses the webhook, of which its account is told once", async () => {
    const { webhook } = await create();
    const { id: webhookId } = webhook;
    const actor = store.developer;
    answer = { kind: "unreachable", problem: "There is no server of this name.", durationMs: 3 };
    const pausedFor = async () => (await store.app.getWebhook({ actor, webhookId })).pausedFor;
    await happen();
    await send();
    store.clock.advance(failingMs - 1);
    await send();
    expect(await pausedFor()).toBeNull();
    store.clock.advance(1);
    await store.app.pingWebhook({ actor, webhookId });
    await send();
    await send();
    expect(await pausedFor()).toBe("failures");
    const { announcementId } = payloadsOf(store, "announcement.deliver").at(-1) ?? {};
    if (announcementId) await deliverAnnouncement(store, { announcementId });
    const { unread, latest } = await store.app.readBell({ actor });
    expect(unread).toBe(2);
    expect(latest[0]?.announcement).toMatchObject({
      kind: "webhook.paused",
      data: { webhook: webhookId, name: "Bot" },
    });
    // One success, and it is as good as new.
    const resumed = await store.app.changeWebhook({ actor, webhookId, rules, paused: false });
    expect(resumed).toMatchObject({ pausedFor: null, failingSince: null });
  });

  test("of a deleted webhook is nothing", async () => {
    const { webhook } = await create();
    await happen();
    await store.app.deleteWebhook({ actor: store.developer, webhookId: webhook.id });
    expect(await send()).toBeNull();
    expect(requests).toEqual([]);
  });
});

test.each([
  ["https://example.com/hooks?x=1", rules, null],
  ["https://1.1.1.1", rules, null],
  ["http://example.com", rules, "https"],
  ["http://example.com", { ...rules, allowHttp: true }, null],
  ["ftp://example.com", { ...rules, allowHttp: true }, "https"],
  ["https://user:pass@example.com", rules, "password"],
  ["https://localhost", rules, "private"],
  ["https://foo.localhost.", rules, "private"],
  ["https://127.0.0.1", rules, "private"],
  ["https://0x7f.1", rules, "private"],
  ["https://2130706433", rules, "private"],
  ["https://[::1]", rules, "private"],
  ["https://[::ffff:10.0.0.1]", rules, "private"],
  ["https://169.254.169.254/latest", rules, "private"],
  ["https://10.1.2.3", { ...rules, allowPrivate: true }, null],
  ["/hooks", rules, "whole"],
])("the address %s under %j", (url, given, problem) => {
  const said = addressProblem(url, given);
  if (problem === null) expect(said).toBeNull();
  else expect(said).toContain(problem);
});

test("a webhook is made of a name, an address and kinds of its account", () => {
  expect(WebhookInput.safeParse(input).success).toBe(true);
  for (const wrong of [
    { ...input, name: " " },
    { ...input, name: "a\nb" },
    { ...input, kinds: [] },
    { ...input, kinds: ["review.submitted"] },
    { ...input, url: `https://example.com/${"x".repeat(2_000)}` },
  ])
    expect(WebhookInput.safeParse(wrong).success).toBe(false);
});
