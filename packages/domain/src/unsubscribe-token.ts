import { type NoticeKind, noticeKindNames } from "./announcement.ts";
import type { UserId } from "./ids.ts";
import { hmac } from "./webhook.ts";

/** Whose e-mails of which kind a link ends. */
export interface Unsubscription {
  userId: UserId;
  kind: NoticeKind;
}

const form = /^([0-9a-f-]{36})\.([a-z_.]{1,60})\.([0-9a-f]{64})$/;

/**
 * What stands in the link of an e-mail: whoever has the mail can end its like without signing in, and nobody can make
 * such a link for somebody else. It has no end, as mails are read late.
 */
export async function unsubscribeToken(secret: string, { userId, kind }: Unsubscription): Promise<string> {
  const said = `${userId}.${kind}`;
  const utf8 = new TextEncoder();
  // The first word keeps these signatures apart from any other made with the secret.
  const signature = await hmac(utf8.encode(secret), utf8.encode(`unsubscribe.${said}`));
  return `${said}.${Array.from(signature, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** What a link stands for; null where it was not made here. */
export async function readUnsubscribeToken(secret: string, token: string): Promise<Unsubscription | null> {
  const [, userId, kind] = form.exec(token) ?? [];
  const known = noticeKindNames.find((name) => name === kind);
  if (userId === undefined || known === undefined) return null;
  const unsubscription = { userId: userId as UserId, kind: known };
  return isSame(await unsubscribeToken(secret, unsubscription), token) ? unsubscription : null;
}

/** In a time that does not tell where two texts of one length differ. */
function isSame(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at += 1) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}
