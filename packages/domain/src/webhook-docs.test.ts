import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type NoticeKind, noticeKinds } from "./announcement.ts";
import type { Told } from "./notice.ts";
import { newWebhookSecret, signatureHeaders, storeWebhookKinds, webhookKinds } from "./webhook.ts";
import { webhookMessage } from "./webhook-message.ts";

const text = readFileSync(join(import.meta.dirname, "../../../docs/webhooks.md"), "utf8");
const blockOf = (language: string): string => {
  const [, block] = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "m").exec(text) ?? [];
  if (block === undefined) throw new Error(`docs/webhooks.md has no ${language}`);
  return block;
};

test("the message in docs/webhooks.md is what the store sends", () => {
  const idOf = (number: number, version = 7) => `01979e1c-0000-${version}000-8000-00000000000${number}`;
  const at = new Date(Date.UTC(2026, 5, 1, 12));
  const told = {
    announcement: {
      id: idOf(9),
      kind: "release.halted",
      at,
      developerId: idOf(1),
      userId: null,
      appId: idOf(2, 8),
      versionId: idOf(3),
      by: null,
      data: { release: idOf(4), failed: 9, reports: 24 },
      once: null,
    },
    names: {
      account: "Acme",
      app: { name: "Notes", packageId: "com.example.notes" },
      version: { name: "1.2.0", code: 12 },
      by: null,
    },
  } as unknown as Told;
  const sent = webhookMessage(told, { at, portalUrl: "https://store.example" });
  expect(JSON.parse(blockOf("json"))).toEqual(JSON.parse(JSON.stringify(sent)));
});

test("docs/webhooks.md has every type, in the words of the portal", () => {
  const rows = [...text.matchAll(/^\| `([a-z._]+)` \| (.+) \|$/gm)].map(([, type, words]) => [type, words]);
  expect(rows).toEqual([
    ...[...webhookKinds, ...storeWebhookKinds].map((kind: NoticeKind) => [kind, noticeKinds[kind].words]),
    ["ping", "Somebody presses “Send a ping”"],
  ]);
});

test("the program for Node in docs/webhooks.md tells what is ours", async () => {
  const { isOurs } = (await import(`data:text/javascript,${encodeURIComponent(blockOf("js"))}`)) as {
    isOurs: (secret: string, headers: Record<string, string>, body: string) => boolean;
  };
  const [secret, other] = [newWebhookSecret(), newWebhookSecret()];
  const message = { id: "0190", body: '{"type":"ping","words":"ä"}' };
  const now = new Date();
  const headers = await signatureHeaders([secret], message, now);
  expect(isOurs(secret, headers, message.body)).toBe(true);
  expect(isOurs(other, headers, message.body)).toBe(false);
  expect(isOurs(secret, headers, message.body.replace("ä", "a"))).toBe(false);
  expect(isOurs(secret, { ...headers, "webhook-id": "0191" }, message.body)).toBe(false);
  const rotating = await signatureHeaders([other, secret], message, now);
  expect(isOurs(secret, rotating, message.body)).toBe(true);
  const old = await signatureHeaders([secret], message, new Date(now.getTime() - 301_000));
  expect(isOurs(secret, old, message.body)).toBe(false);
});
