import type { KeysDocument } from "./release-document.ts";
import {
  base64urlOf,
  keyInForce,
  type PublicKey,
  type SignedDocument,
  type SigningKey,
  signDocument,
} from "./signed-document.ts";

/** Signs what devices are told. Only the worker has one. */
export interface ReleaseSigner {
  /** @throws Error when no key's time is now: nothing can be told to devices until somebody adds one. */
  sign(payload: unknown, at: Date): Promise<SignedDocument>;
  /** The same payload with the signature of each key that has not ended. */
  signWithEach(payload: unknown, at: Date): Promise<SignedDocument[]>;
  /** Keys that have not ended, those to come among them. */
  listKeys(at: Date): KeysDocument["keys"];
}

export function createReleaseSigner(keys: readonly SigningKey[]): ReleaseSigner {
  const living = (at: Date) => keys.filter(({ until }) => at < until);
  return {
    async sign(payload, at) {
      const key = keyInForce(keys, at);
      if (!key) throw new Error("None of the keys in RELEASE_SIGNING_KEYS is in force now.");
      return signDocument(payload, key);
    },
    signWithEach: (payload, at) => Promise.all(living(at).map((key) => signDocument(payload, key))),
    listKeys: (at) =>
      living(at).map(({ publicKey, from, until }) => ({
        ...named(publicKey),
        from: from.toISOString(),
        until: until.toISOString(),
      })),
  };
}

function named({ id, bytes }: PublicKey): { key_id: string; public_key: string } {
  return { key_id: id, public_key: base64urlOf(bytes) };
}
