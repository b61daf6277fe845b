import { z } from "zod";

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);

/**
 * Bytes with a signature (Ed25519, RFC 8032) over exactly these bytes, so that nobody has to agree on how JSON is
 * spelled. Both are base64url without padding (RFC 4648 §5).
 */
export const SignedDocument = z.object({
  payload: base64url,
  signature: base64url.length(86),
  /** The first 16 hexadecimal digits of the SHA-256 of the public key's 32 bytes. */
  key_id: z.string().regex(/^[0-9a-f]{16}$/),
});
export type SignedDocument = z.infer<typeof SignedDocument>;

export interface PublicKey {
  id: string;
  /** 32 bytes. */
  bytes: Uint8Array<ArrayBuffer>;
}

type CryptoKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** A key pair with the time in which it signs. Clients take its signatures until `until`. */
export interface SigningKey {
  publicKey: PublicKey;
  privateKey: CryptoKey;
  from: Date;
  until: Date;
}

/** What PKCS #8 puts before the 32 bytes of an Ed25519 private key (RFC 8410 §7). */
const pkcs8Prefix = [
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/**
 * The pair that a private key of 32 bytes stands for.
 * @throws RangeError when it has another length.
 */
export async function signingKeyOf(
  secret: Uint8Array,
  { from, until }: { from: Date; until: Date },
): Promise<SigningKey> {
  if (secret.length !== 32) throw new RangeError("an Ed25519 private key has 32 bytes");
  const pkcs8 = new Uint8Array([...pkcs8Prefix, ...secret]);
  // Extractable only here, as that is the one way to the public key.
  const extractable = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const { x = "" } = await crypto.subtle.exportKey("jwk", extractable);
  const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]);
  return { publicKey: await publicKeyOf(bytesOf(x)), privateKey, from, until };
}

export async function publicKeyOf(bytes: Uint8Array<ArrayBuffer>): Promise<PublicKey> {
  if (bytes.length !== 32) throw new RangeError("an Ed25519 public key has 32 bytes");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const id = Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { id, bytes };
}

/** The key to sign with: of those whose time it is, the one that began last; null when there is none. */
export function keyInForce(keys: readonly SigningKey[], at: Date): SigningKey | null {
  const begun = keys.filter(({ from, until }) => from <= at && at < until);
  return begun.reduce<SigningKey | null>(
    (latest, key) => (latest === null || key.from > latest.from ? key : latest),
    null,
  );
}

export async function signDocument(payload: unknown, key: SigningKey): Promise<SignedDocument> {
  const bytes = new TextEncoder().encode(JSON.stringify(payload));
  const signature = await crypto.subtle.sign("Ed25519", key.privateKey, bytes);
  return {
    payload: base64urlOf(bytes),
    signature: base64urlOf(new Uint8Array(signature)),
    key_id: key.publicKey.id,
  };
}

/** The payload, if one of these keys signed it; null for everything else. */
export async function openDocument(document: SignedDocument, keys: readonly PublicKey[]): Promise<unknown> {
  const key = keys.find(({ id }) => id === document.key_id);
  if (!key) return null;
  const payload = bytesOf(document.payload);
  const imported = await crypto.subtle.importKey("raw", key.bytes, "Ed25519", false, ["verify"]);
  const isSigned = await crypto.subtle.verify("Ed25519", imported, bytesOf(document.signature), payload);
  return isSigned ? payloadOf(document) : null;
}

/** What the document says, whoever signed it: for those who have it from where only the store writes. */
export function payloadOf({ payload }: Pick<SignedDocument, "payload">): unknown {
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytesOf(payload)));
}

/** Without padding (RFC 4648 §5). */
export function base64urlOf(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
}
