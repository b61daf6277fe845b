import { z } from "zod";
import { kindsFor, type NoticeKind } from "./announcement.ts";
import type { AnnouncementId, DeveloperId, UserId, WebhookDeliveryId, WebhookId } from "./ids.ts";
import { ListQuery } from "./listing.ts";
import { isPublicAddress } from "./public-address.ts";

/** What an account can have sent to its webhooks. */
export const webhookKinds = kindsFor("account");
/** What concerns the store as a whole: sent to webhooks of those who administer it, in whatever account. */
export const storeWebhookKinds = kindsFor("admins");
const everyWebhookKind = [...webhookKinds, ...storeWebhookKinds];

/** Whether a webhook is told of the store, so that it is none of its account's affair. */
export function isStoreWide({ kinds }: { kinds: readonly NoticeKind[] }): boolean {
  return kinds.some((kind) => storeWebhookKinds.includes(kind));
}

/** Where an account's announcements are sent. */
export interface Webhook {
  id: WebhookId;
  developerId: DeveloperId;
  name: string;
  url: string;
  kinds: readonly NoticeKind[];
  secret: string;
  /** Signs beside the new one until its time is over. */
  previous: { secret: string; until: Date } | null;
  /** Why nothing is sent at the moment: somebody wants it so, or nothing arrived for too long. */
  pausedFor: "person" | "failures" | null;
  /** Since when nothing has been delivered; null after a success. */
  failingSince: Date | null;
  createdBy: UserId;
  createdAt: Date;
}

export const deliveryStatuses = ["pending", "delivered", "failed"] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** One message to one webhook. */
export interface WebhookDelivery {
  id: WebhookDeliveryId;
  webhookId: WebhookId;
  /** Null for a ping. */
  announcementId: AnnouncementId | null;
  kind: NoticeKind | "ping";
  status: DeliveryStatus;
  /** What is sent: from the first attempt on always the same. */
  body: string | null;
  /** Since it was added, or asked for again. */
  attempts: number;
  /** Of the last attempt; null before it. */
  attemptedAt: Date | null;
  durationMs: number | null;
  responseStatus: number | null;
  /** The first 1,000 characters of the answer. */
  responseText: string | null;
  /** Why there was no answer, or none that counts, in a sentence. */
  problem: string | null;
  createdAt: Date;
}

/** What came of an attempt. */
export type Attempt = Pick<WebhookDelivery, "durationMs" | "responseStatus" | "responseText" | "problem"> & {
  isDelivered: boolean;
  at: Date;
};

export const mostWebhooks = 10;
/** Attempts after which a delivery has failed; with the delays of the jobs about a day. */
export const mostAttempts = 8;
/** A webhook to which nothing was delivered for so long pauses itself, milliseconds. */
export const failingMs = 3 * 24 * 60 * 60 * 1000;
/** How long a secret still signs after it was replaced, milliseconds. */
export const secretOverlapMs = 24 * 60 * 60 * 1000;
/** How long an address may take to answer, milliseconds. */
export const answerMs = 10_000;
/** Most bytes of a message, and most that are read of an answer. */
export const mostBodyBytes = 64 * 1024;
export const mostAnswerBytes = 16 * 1024;
export const answerShown = 1_000;
/** Deliveries are kept this long, days. */
export const deliveryDays = 30;

/** Which addresses a store sends to. */
export interface AddressRules {
  /** Whether `http:` will do, which it does for a portal on this machine. */
  allowHttp: boolean;
  /** Whether addresses of private networks may be sent to. */
  allowPrivate: boolean;
}

/**
 * What is wrong with an address as it is written, in a sentence; null for nothing. Names are resolved and judged when
 * the connection is made.
 */
export function addressProblem(text: string, rules: AddressRules): string | null {
  if (!URL.canParse(text)) return "Give a whole address, such as https://example.com/hooks.";
  const url = new URL(text);
  if (url.protocol !== "https:" && !(rules.allowHttp && url.protocol === "http:"))
    return "The address has to begin with https://.";
  if (url.username || url.password) return "Leave the user name and password out of the address.";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isPrivate = isPublicAddress(host) === false || /^(.+\.)?localhost\.?$/.test(host);
  if (isPrivate && !rules.allowPrivate)
    return "This address is in a private network, where the store does not send to.";
  return null;
}

export const WebhookInput = z.object({
  name: z
    .string("Give the webhook a name.")
    .trim()
    .min(1, "Give the webhook a name.")
    .max(60, "Use a name of at most 60 characters.")
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, "Leave out line breaks and invisible characters."),
  url: z
    .string("Give the address to send to.")
    .trim()
    .max(2_000, "Use an address of at most 2,000 characters."),
  kinds: z
    .array(z.enum(everyWebhookKind), "Choose what is to be sent.")
    .min(1, "Choose what is to be sent.")
    .transform((kinds) => everyWebhookKind.filter((kind) => kinds.includes(kind))),
});
export type WebhookInput = z.infer<typeof WebhookInput>;

export const DeliveryQuery = ListQuery.extend({
  status: z.enum(deliveryStatuses).nullable().catch(null).default(null),
});
export type DeliveryQuery = z.infer<typeof DeliveryQuery>;

const secretPrefix = "whsec_";

/** A new secret: 32 random bytes, written as Standard Webhooks wants it. */
export function newWebhookSecret(): string {
  return `${secretPrefix}${toBase64(crypto.getRandomValues(new Uint8Array(32)))}`;
}

/** The secrets that sign at a time, the current one first. */
export function signingSecrets({ secret, previous }: Webhook, at: Date): string[] {
  return previous && previous.until > at ? [secret, previous.secret] : [secret];
}

/**
 * The headers by which a receiver knows that a message is ours, and when it was sent: Standard Webhooks 1.0, "Signature
 * scheme". One signature for each secret.
 */
export async function signatureHeaders(
  secrets: readonly string[],
  message: { id: string; body: string },
  at: Date,
): Promise<Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signed = new TextEncoder().encode(`${message.id}.${timestamp}.${message.body}`);
  const signatures = await Promise.all(
    secrets.map(
      async (secret) => `v1,${toBase64(await hmac(fromBase64(secret.slice(secretPrefix.length)), signed))}`,
    ),
  );
  return {
    "webhook-id": message.id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}

/** HMAC-SHA256. */
export async function hmac(key: Uint8Array, bytes: Uint8Array): Promise<Uint8Array> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key as Uint8Array<ArrayBuffer>, algorithm, false, [
    "sign",
  ]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, bytes as Uint8Array<ArrayBuffer>));
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
