/** A public key that the device believes: 32 bytes of Ed25519, named by the beginning of their SHA-256. */
export interface TrustedKey {
  readonly id: string;
  readonly key: CryptoKey;
}

type CryptoKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** Bytes that a store signed, as they come in JSON; see docs/device-protocol.md. */
export interface SignedDocument {
  readonly payload: string;
  readonly signature: string;
  readonly key_id: string;
}

/** @throws RangeError when the bytes are no Ed25519 public key. */
export async function trustKey(bytes: Uint8Array<ArrayBuffer>): Promise<TrustedKey> {
  if (bytes.length !== 32) throw new RangeError("an Ed25519 public key has 32 bytes");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const id = Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { id, key: await crypto.subtle.importKey("raw", bytes, "Ed25519", false, ["verify"]) };
}

/** What was signed, as JSON says it; undefined when none of the keys signed exactly these bytes. */
export async function openSigned(document: unknown, keys: readonly TrustedKey[]): Promise<unknown> {
  if (!isSignedDocument(document)) return undefined;
  const trusted = keys.find(({ id }) => id === document.key_id);
  const [payload, signature] = [bytesOf(document.payload), bytesOf(document.signature)];
  if (!trusted || !payload || !signature) return undefined;
  if (!(await crypto.subtle.verify("Ed25519", trusted.key, signature, payload))) return undefined;
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
}

function isSignedDocument(value: unknown): value is SignedDocument {
  if (typeof value !== "object" || value === null) return false;
  return ["payload", "signature", "key_id"].every(
    (name) => typeof (value as Record<string, unknown>)[name] === "string",
  );
}

/** Base64url without padding; null when it is not. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
