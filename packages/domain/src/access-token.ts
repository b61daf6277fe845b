import { z } from "zod";
import type { AccessTokenId, UserId } from "./ids.ts";
import { sha256Of } from "./sha256.ts";

/** Lets a program act for a person. Its text is shown once, when it is made, and kept as a hash alone. */
export interface AccessToken {
  id: AccessTokenId;
  userId: UserId;
  name: string;
  /** The first characters of its text, to tell tokens apart. */
  start: string;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** Days for which a token may be made. */
export const tokenLifetimes = [7, 30, 90, 365] as const;
/** Live tokens of one person at most. */
export const mostTokens = 20;

export const NewAccessToken = z.object({
  name: z.string().trim().min(1, "Give the token a name.").max(60, "Use a name of at most 60 characters."),
  days: z.literal([...tokenLifetimes], `Choose ${tokenLifetimes.join(", ")} days.`),
});
export type NewAccessToken = z.infer<typeof NewAccessToken>;

export function isLiveToken(token: AccessToken, at: Date): boolean {
  return token.revokedAt === null && token.expiresAt > at;
}

const prefix = "mosis_pat_";
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const secretLength = 30;
const checksumLength = 6;
const shownLength = prefix.length + 4;

/**
 * A new token's text: a prefix that scanners for leaked secrets can look for, 30 random characters (178 bits), and
 * a checksum, so that a scanner tells a token from its like without asking. The form is that of GitHub's tokens
 * ("Behind GitHub's new authentication token formats", 2021).
 */
export function newTokenText(): string {
  let secret = "";
  while (secret.length < secretLength) {
    for (const byte of crypto.getRandomValues(new Uint8Array(2 * secretLength))) {
      // 248 is the last multiple of 62 in a byte: no character is likelier than another.
      if (byte < 248 && secret.length < secretLength) secret += alphabet[byte % 62];
    }
  }
  return `${prefix}${secret}${checksumOf(secret)}`;
}

/** Whether the text has a token's form and its checksum is right; says nothing about whether there is one. */
export function isTokenText(text: string): boolean {
  if (!/^mosis_pat_[0-9A-Za-z]{36}$/.test(text)) return false;
  const secret = text.slice(prefix.length, -checksumLength);
  return text.endsWith(checksumOf(secret));
}

/** What lists show of a token. */
export function tokenStart(text: string): string {
  return text.slice(0, shownLength);
}

/**
 * What is kept of a token's text. One round of SHA-256 is enough: nobody can try all texts of 178 random bits,
 * unlike passwords, for which slow hashes are made.
 */
export function tokenHash(text: string): Promise<string> {
  return sha256Of(new TextEncoder().encode(text));
}

/** CRC-32 (ISO 3309) of the secret, in six digits to the base of 62. */
function checksumOf(secret: string): string {
  let crc = 0xffffffff;
  for (const byte of new TextEncoder().encode(secret)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  let rest = (crc ^ 0xffffffff) >>> 0;
  let digits = "";
  for (let digit = 0; digit < checksumLength; digit++) {
    digits = `${alphabet[rest % 62]}${digits}`;
    rest = Math.floor(rest / 62);
  }
  return digits;
}
