import { crc32 } from "@mosis/format";
import { sha256Of } from "./sha256.ts";

/** What texts begin with whose holder may do something: scanners for leaked secrets look for these. */
export const secretPrefixes = {
  /** An access token. */
  token: "mosis_pat_",
  /** Leave to upload once, got by trusted publishing. */
  upload: "mosis_pub_",
  /** In the link of an invitation. */
  invitation: "mosis_inv_",
  /** In the link of an app's offer to another account. */
  transfer: "mosis_trf_",
} as const;
export type SecretKind = keyof typeof secretPrefixes;

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const secretLength = 30;
const checksumLength = 6;

/** Finds every secret of the store in a text, for scanners: docs/teams-and-tokens.md. */
export const secretPattern = new RegExp(
  `mosis_(?:${Object.values(secretPrefixes)
    .map((prefix) => prefix.slice("mosis_".length, -1))
    .join("|")})_[0-9A-Za-z]{${secretLength + checksumLength}}`,
);

/**
 * A new secret's text: a prefix that scanners for leaked secrets can look for, 30 random characters (178 bits), and
 * a checksum of them, so that a scanner tells a secret from its like without asking. The form is that of GitHub's
 * tokens ("Behind GitHub's new authentication token formats", GitHub blog, 5 April 2021).
 */
export function newSecretText(kind: SecretKind): string {
  let secret = "";
  while (secret.length < secretLength) {
    for (const byte of crypto.getRandomValues(new Uint8Array(2 * secretLength))) {
      // 248 is the last multiple of 62 in a byte: no character is likelier than another.
      if (byte < 248 && secret.length < secretLength) secret += alphabet[byte % 62];
    }
  }
  return `${secretPrefixes[kind]}${secret}${secretChecksum(secret)}`;
}

/** CRC-32 of the random characters, as six digits to the base of 62 (0-9, A-Z, a-z), with leading zeros. */
export function secretChecksum(secret: string): string {
  let rest = crc32(new TextEncoder().encode(secret));
  let digits = "";
  for (let digit = 0; digit < checksumLength; digit += 1) {
    digits = `${alphabet[rest % 62]}${digits}`;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** Whether the text has the form of such a secret and its checksum is right; says nothing about whether there is one. */
export function isSecretText(kind: SecretKind, text: string): boolean {
  const prefix = secretPrefixes[kind];
  return (
    text.startsWith(prefix) &&
    text.length === prefix.length + secretLength + checksumLength &&
    secretPattern.test(text) &&
    text.endsWith(secretChecksum(text.slice(prefix.length, -checksumLength)))
  );
}

/**
 * What is kept of a secret's text, and what it is looked up by. One round of SHA-256 is enough: slow hashes protect
 * passwords, which can be guessed, and nobody can try 178 random bits.
 */
export function secretHash(text: string): Promise<string> {
  return sha256Of(new TextEncoder().encode(text));
}
