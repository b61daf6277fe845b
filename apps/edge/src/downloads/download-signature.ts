/** How long a download address works at most, in seconds. */
export const downloadLifetime = 3600;
/** Expiries are multiples of this many seconds, so that the same answer is given for that long. */
const rounding = 300;

/** When an address handed out now (milliseconds) expires, in seconds since 1970: 55 to 60 minutes ahead. */
export function downloadExpiry(now: number): number {
  return Math.floor(now / 1000 / rounding) * rounding + downloadLifetime;
}

/** Signs addresses with HMAC-SHA-256 over the object's key and the expiry. */
export interface DownloadSigner {
  sign(objectKey: string, expires: number): Promise<string>;
  /** Compares in constant time. */
  verify(objectKey: string, expires: number, signature: string): Promise<boolean>;
}

export function createDownloadSigner(secret: string): DownloadSigner {
  let imported: Awaited<ReturnType<typeof crypto.subtle.importKey>> | undefined;
  // The key is kept, not the promise of it: workerd ties a pending promise to the request that made it.
  const key = async () => {
    imported ??= await crypto.subtle.importKey(
      "raw",
      new TextEncoder().encode(secret),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign", "verify"],
    );
    return imported;
  };
  return {
    async sign(objectKey, expires) {
      return toBase64Url(
        new Uint8Array(await crypto.subtle.sign("HMAC", await key(), signedBytes(objectKey, expires))),
      );
    },
    async verify(objectKey, expires, signature) {
      const bytes = fromBase64Url(signature);
      return (
        bytes !== null && crypto.subtle.verify("HMAC", await key(), bytes, signedBytes(objectKey, expires))
      );
    },
  };
}

/** The first line keeps these signatures apart from any other use of the key. */
function signedBytes(objectKey: string, expires: number): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`mosis-download-v1\n${expires}\n${objectKey}`);
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/** Null when the text is not 32 bytes in base64url. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]{43}$/.test(text)) return null;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
