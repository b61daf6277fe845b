import { createHmac, randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freshBucketPrefix, freshDatabase, freshRedis, s3Variables } from "@mosis/devstack/testing";
import {
  type AnnouncementId,
  actorOf,
  DeliveryQuery,
  NoticeQuery,
  newId,
  system,
  type UserActor,
  type WebhookId,
  webhookKinds,
} from "@mosis/domain";
import { announce } from "@mosis/domain/testing";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { createContainer } from "./container.ts";
import { readEnv } from "./env.ts";
import { startWorker } from "./testing/start-worker.ts";
import { workerVariables } from "./testing/worker-variables.ts";

// What is announced, on its way to people and their servers: two workers as main.ts wires them, on real PostgreSQL and
// Redis, mails into a folder, messages to a server of this file.

const { s3 } = freshBucketPrefix();
const mails = await mkdtemp(join(tmpdir(), "mosis-notices-"));
const variables = {
  DATABASE_URL: await freshDatabase(),
  REDIS_URL: await freshRedis(),
  ...s3Variables(s3),
  ...workerVariables,
  MAIL_DIRECTORY: mails,
  LOG_LEVEL: "fatal",
};
const env = readEnv({ ...variables, WEBHOOK_PRIVATE_ADDRESSES: "allow" });
const container = createContainer(env);
const { app, ports } = container;
const rules = { allowHttp: true, allowPrivate: true };

const start = (settings = env) =>
  startWorker(settings, {
    // The first delay of a webhook is a quarter of a minute; here of a twentieth of a second.
    firstRetryMs: 3,
    idle: ["events.read", "logs.import", "store.sweep", "documents.renew", "inventory.tend", "usage.record"],
  });
const workers = await Promise.all([start(), start()]);

/** A server of a developer's, and what it heard. */
type Heard = { headers: IncomingHttpHeaders; body: string };
let heard: Heard[] = [];
let answer: (response: ServerResponse) => void = (response) => response.end("heard");
const receiver = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on("end", () => {
    heard.push({ headers: request.headers, body });
    answer(response);
  });
});
await new Promise<void>((listening) => receiver.listen(0, "127.0.0.1", listening));
const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;

beforeEach(() => {
  heard = [];
  answer = (response) => response.end("heard");
});
afterAll(async () => {
  for (const stop of workers) await stop();
  receiver.closeAllConnections();
  receiver.close();
  await container.close();
  await rm(mails, { recursive: true });
});

async function signIn(): Promise<UserActor> {
  const subject = randomUUID();
  const email = `${subject}@example.com`;
  const identity = { provider: "demo", subject, name: "Ada", email, avatarUrl: null } as const;
  const { user } = await app.signIn({ identity, userAgent: "test" });
  return actorOf(user);
}

async function happen(actor: UserActor): Promise<AnnouncementId> {
  const { developerId } = actor;
  await ports.db.transaction((stores) =>
    announce(stores, { kind: "version.removed", actor: system, at: new Date(), developerId }),
  );
  const find = async () => (await noticesOf(actor))[0]?.announcement.id;
  await expect.poll(find, { timeout: 20_000 }).toBeDefined();
  return (await find()) ?? newId();
}

const noticesOf = async (actor: UserActor) =>
  (await app.listNotices({ actor, query: NoticeQuery.parse({}) })).items;
const logOf = async (actor: UserActor, webhookId: WebhookId) =>
  (await app.listDeliveries({ actor, webhookId, query: DeliveryQuery.parse({}) })).items;
const isSignedWith = (secret: string, { headers, body }: Heard) => {
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const expected = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  return String(headers["webhook-signature"]).split(" ").includes(expected);
};

test("what happens is told once in every way, however often its job comes and to whichever worker", async () => {
  const actor = await signIn();
  const input = { name: "Bot", url, kinds: [...webhookKinds] };
  const { webhook, secret } = await app.createWebhook({ actor, rules, ...input });
  const announcementId = await happen(actor);
  // The same job again, many times over.
  const again = Array.from({ length: 20 }, () => ({
    name: "announcement.deliver" as const,
    payload: { announcementId },
  }));
  await ports.db.outbox.addAll(again, new Date());
  await vi.waitFor(
    async () => {
      expect(await ports.db.queries.countJobs()).not.toContainEqual(
        expect.objectContaining({ name: expect.stringMatching(/^(announcement|mail|webhook)\./) }),
      );
    },
    { timeout: 30_000, interval: 100 },
  );
  expect(await noticesOf(actor)).toHaveLength(1);
  expect(heard).toHaveLength(1);
  expect(heard.every((one) => isSignedWith(secret, one))).toBe(true);
  expect(await logOf(actor, webhook.id)).toMatchObject([
    { status: "delivered", attempts: 1, responseStatus: 200, responseText: "heard", body: heard[0]?.body },
  ]);
  const files = (await readdir(mails)).filter((name) => name.endsWith(".eml"));
  expect(files).toHaveLength(1);
  const mail = await readFile(join(mails, files[0] ?? ""), "utf8");
  expect(mail).toContain("Subject: An app: a version has been taken down.");
  expect(mail).toContain("List-Unsubscribe: <http://localhost:3000/api/v1/unsubscribe/");
});

test("a message is tried again after a failure, the same each time, and can be asked for once more", async () => {
  const actor = await signIn();
  const input = { name: "Bot", url, kinds: [...webhookKinds] };
  const { webhook, secret } = await app.createWebhook({ actor, rules, ...input });
  answer = (response) => response.writeHead(heard.length < 3 ? 500 : 204).end();
  await happen(actor);
  const log = () => logOf(actor, webhook.id);
  await expect.poll(async () => (await log())[0]?.status, { timeout: 30_000 }).toBe("delivered");
  expect(await log()).toMatchObject([{ attempts: 3, responseStatus: 204, problem: null }]);
  expect(heard).toHaveLength(3);
  expect(new Set(heard.map(({ headers, body }) => `${headers["webhook-id"]} ${body}`)).size).toBe(1);

  const rotated = await app.rotateWebhookSecret({ actor, webhookId: webhook.id });
  const [delivery] = await log();
  await app.resendDelivery({ actor, webhookId: webhook.id, deliveryId: delivery?.id ?? newId() });
  await expect.poll(() => heard.length, { timeout: 20_000 }).toBe(4);
  const last = heard.at(-1);
  expect(last && [secret, rotated.secret].map((one) => isSignedWith(one, last))).toEqual([true, true]);
  expect(last?.body).toBe(heard[0]?.body);
});

test("no redirection is followed, and nothing is sent into a private network", async () => {
  const actor = await signIn();
  const input = { name: "Bot", url, kinds: [...webhookKinds] };
  const { webhook } = await app.createWebhook({ actor, rules, ...input });
  answer = (response) => response.writeHead(302, { location: `${url}/elsewhere` }).end();
  await app.pingWebhook({ actor, webhookId: webhook.id });
  const problem = async () => (await logOf(actor, webhook.id))[0]?.problem;
  await expect.poll(problem, { timeout: 20_000 }).toContain("redirections are not followed");
  await app.deleteWebhook({ actor, webhookId: webhook.id });

  // The same store with the rules it has unless it is told otherwise.
  for (const stop of workers.splice(0)) await stop();
  workers.push(await start(readEnv(variables)));
  heard = [];
  for (const address of [url, url.replace("127.0.0.1", "localhost")]) {
    const { webhook } = await app.createWebhook({ actor, rules, ...input, url: address });
    await app.pingWebhook({ actor, webhookId: webhook.id });
    const problem = async () => (await logOf(actor, webhook.id))[0]?.problem;
    await expect.poll(problem, { timeout: 20_000 }).toContain("private network");
    await app.deleteWebhook({ actor, webhookId: webhook.id });
  }
  expect(heard).toEqual([]);
});
