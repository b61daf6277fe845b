import { crc32 } from "@mosis/format";
import { z } from "zod";
import type { TokenGrant } from "./actor.ts";
import type { AccessTokenId, AppId, DeveloperId, UserId } from "./ids.ts";
import { type TokenScope, tokenScopes } from "./permission.ts";
import { sha256Of } from "./sha256.ts";

/** Lets a program act for a person. Its text is shown once, when it is made, and kept as a hash alone. */
export interface AccessToken {
  id: AccessTokenId;
  userId: UserId;
  /** The developer account it acts for; it is good for nothing once its person has left that account. */
  developerId: DeveloperId;
  name: string;
  /** What it may be used for, as far as its person may. */
  scopes: readonly TokenScope[];
  /** The one app it is good for; null for all of the account's. */
  appId: AppId | null;
  /** The first characters of its text, to tell tokens apart. */
  start: string;
  createdAt: Date;
  expiresAt: Date;
  /** To the minute. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** Days for which a token may be made. */
export const tokenLifetimes = [7, 30, 90, 365] as const;
/** Live tokens of one person at most. */
export const mostTokens = 20;

const appId = z.uuid("Choose one of your apps.").transform((id) => id as AppId);

export const NewAccessToken = z.object({
  name: z
    .string("Give the token a name.")
    .trim()
    .min(1, "Give the token a name.")
    .max(60, "Use a name of at most 60 characters.")
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, "Leave out line breaks and invisible characters."),
  days: z.literal([...tokenLifetimes], `Choose ${tokenLifetimes.slice(0, -1).join(", ")} or 365 days.`),
  scopes: z
    .array(z.enum(tokenScopes, "Choose among read, upload and publish."), "Choose what the token is for.")
    .min(1, "Choose what the token is for.")
    .transform((scopes) => tokenScopes.filter((scope) => scopes.includes(scope))),
  app_id: appId.nullable().default(null),
});
export type NewAccessToken = z.infer<typeof NewAccessToken>;

/** What its bearer may, as far as its person may. */
export function grantOf({ id, scopes, appId }: AccessToken): TokenGrant {
  return { id, scopes, appId };
}

export type AccessTokenStatus = "live" | "expired" | "revoked";

export function tokenStatus(token: AccessToken, at: Date): AccessTokenStatus {
  if (token.revokedAt !== null) return "revoked";
  return token.expiresAt > at ? "live" : "expired";
}

/** When the token stops working, or stopped: only a live one can be revoked, so that comes before its expiry. */
export function tokenEnd(token: AccessToken): Date {
  return token.revokedAt ?? token.expiresAt;
}

const prefix = "mosis_pat_";
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const secretLength = 30;
const checksumLength = 6;
const shownLength = prefix.length + 4;
const form = new RegExp(`^${prefix}[0-9A-Za-z]{${secretLength + checksumLength}}$`);

/**
 * A new token's text: a prefix that scanners for leaked secrets can look for, 30 random characters (178 bits), and
 * a checksum of them, so that a scanner tells a token from its like without asking. The form is that of GitHub's
 * tokens ("Behind GitHub's new authentication token formats", GitHub blog, 5 April 2021).
 */
export function newTokenText(): string {
  let secret = "";
  while (secret.length < secretLength) {
    for (const byte of crypto.getRandomValues(new Uint8Array(2 * secretLength))) {
      // 248 is the last multiple of 62 in a byte: no character is likelier than another.
      if (byte < 248 && secret.length < secretLength) secret += alphabet[byte % 62];
    }
  }
  return `${prefix}${secret}${tokenChecksum(secret)}`;
}

/** CRC-32 of the random characters, as six digits to the base of 62 (0-9, A-Z, a-z), with leading zeros. */
export function tokenChecksum(secret: string): string {
  let rest = crc32(new TextEncoder().encode(secret));
  let digits = "";
  for (let digit = 0; digit < checksumLength; digit += 1) {
    digits = `${alphabet[rest % 62]}${digits}`;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** Whether the text has a token's form and its checksum is right; says nothing about whether there is one. */
export function isTokenText(text: string): boolean {
  return form.test(text) && text.endsWith(tokenChecksum(text.slice(prefix.length, -checksumLength)));
}

/** What lists show of a token: not enough to guess the rest, of which 154 random bits remain. */
export function tokenStart(text: string): string {
  return text.slice(0, shownLength);
}

/**
 * What is kept of a token's text, and what it is looked up by. One round of SHA-256 is enough: slow hashes protect
 * passwords, which can be guessed, and nobody can try 178 random bits.
 */
export function tokenHash(text: string): Promise<string> {
  return sha256Of(new TextEncoder().encode(text));
}
