import { z } from "zod";
import type { TokenGrant } from "./actor.ts";
import type { AccessTokenId, AppId, DeveloperId, UserId } from "./ids.ts";
import { type TokenScope, tokenScopes } from "./permission.ts";
import { isSecretText, newSecretText, secretPrefixes } from "./secret-text.ts";

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

/** A new token's text; its form is that of every secret of the store. */
export const newTokenText = (): string => newSecretText("token");

/** Whether the text has a token's form and its checksum is right; says nothing about whether there is one. */
export const isTokenText = (text: string): boolean => isSecretText("token", text);

/** What lists show of a token: not enough to guess the rest, of which 154 random bits remain. */
export function tokenStart(text: string): string {
  return text.slice(0, secretPrefixes.token.length + 4);
}
