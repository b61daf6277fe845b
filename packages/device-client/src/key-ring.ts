import type { DeviceMemory } from "./device-memory.ts";
import { nothingRemembered, type RememberedKey } from "./device-memory.ts";
import { Fields } from "./fields.ts";
import { bytesOf, openSigned, type TrustedKey, trustKey } from "./trusted-keys.ts";

/** Most keys that a device learns: a store has two for a while, and no reason to have many. */
const mostKeys = 16;

/** The keys a device trusts: those built in, and those that the trusted ones vouched for. */
export interface KeyRing {
  list(now: Date): Promise<TrustedKey[]>;
  /** Takes in a list of keys that a trusted key signed. False when none did, or it is out of date. */
  learn(file: unknown, now: Date): Promise<boolean>;
}

export function createKeyRing(builtIn: readonly string[], memory: DeviceMemory): KeyRing {
  async function list(now: Date): Promise<TrustedKey[]> {
    const { keys } = (await memory.read()) ?? nothingRemembered;
    const learned = keys.filter(({ until }) => now < new Date(until)).map(({ publicKey }) => publicKey);
    return Promise.all([...new Set([...builtIn, ...learned])].map((text) => trustKey(keyBytes(text))));
  }

  return {
    list,
    async learn(file, now) {
      const keys = await readKeys(file, await list(now), now);
      if (!keys) return false;
      await memory.write({ ...((await memory.read()) ?? nothingRemembered), keys });
      return true;
    },
  };
}

/** Null unless a trusted key signed one of the documents and it is not out of date. */
async function readKeys(
  file: unknown,
  trusted: readonly TrustedKey[],
  now: Date,
): Promise<RememberedKey[] | null> {
  const refuse = () => new Error("this is no list of keys");
  try {
    const { documents } = file as { documents: unknown[] };
    for (const document of documents.slice(0, mostKeys)) {
      const payload = await openSigned(document, trusted);
      if (payload === undefined) continue;
      const fields = new Fields(payload, refuse);
      if (fields.text("format") !== "mosis-keys/1" || fields.time("expires_at") <= now) continue;
      return fields
        .list("keys")
        .slice(0, mostKeys)
        .map((key) => ({
          publicKey: key.text("public_key", /^[A-Za-z0-9_-]{43}$/),
          until: key.time("until").toISOString(),
        }));
    }
    return null;
  } catch {
    // Whatever it is, it teaches nothing.
    return null;
  }
}

/** @throws RangeError for what is no key: a built-in one is the maker's mistake. */
function keyBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = bytesOf(text);
  if (bytes?.length !== 32) throw new RangeError("a public key is 32 bytes in base64url");
  return bytes;
}
