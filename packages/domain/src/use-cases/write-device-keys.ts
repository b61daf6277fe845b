import { z } from "zod";
import { KeysFile } from "../feed.ts";
import { cacheControl, objectKeys } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import { dayMs } from "../quota.ts";
import { documentLifetimeMs, KeysDocument } from "../release-document.ts";
import type { ReleaseSigner } from "../release-signer.ts";
import { payloadOf } from "../signed-document.ts";

/**
 * Writes the list of the keys that devices may trust, signed with each of them; does nothing while the one that is there
 * says the same and is younger than a day.
 * @throws DomainError `object_changed` when another worker wrote in between.
 */
export async function writeDeviceKeys({
  db,
  objects,
  clock,
  signer,
}: Ports & { signer: ReleaseSigner }): Promise<void> {
  const key = objectKeys.deviceKeys;
  const at = clock.now();
  const existing = await objects.head(key);
  const keys = signer.listKeys(at);
  // What a run left half-way is written again.
  const row = existing && (await db.objects.find(key));
  const isNoted = row?.status === "stored" && row.etag === existing?.etag;
  if (isNoted && isFresh(await readDocument(objects, key), keys, at)) return;
  const document = KeysDocument.parse({
    format: "mosis-keys/1",
    signed_at: at.toISOString(),
    expires_at: new Date(at.getTime() + documentLifetimeMs).toISOString(),
    keys,
  } satisfies KeysDocument);
  const file = KeysFile.parse({ documents: await signer.signWithEach(document, at) } satisfies KeysFile);
  await db.objects.expect({ key, kind: "device_keys", appId: null, at });
  const head = await objects.put({
    key,
    bytes: new TextEncoder().encode(JSON.stringify(file)),
    contentType: "application/json",
    cacheControl: cacheControl.deviceKeys,
    expectedEtag: existing?.etag ?? null,
  });
  await db.objects.stored({ key, ...head, sha256: null, at });
}

const StoredKeysFile = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue("no JSON");
      return z.NEVER;
    }
  })
  .pipe(KeysFile);

/** Null for what is no list of keys of ours: it is replaced. */
async function readDocument(objects: Ports["objects"], key: string): Promise<KeysDocument | null> {
  const { stream } = await objects.read(key);
  const file = StoredKeysFile.safeParse(await new Response(stream).text());
  const [first] = file.data?.documents ?? [];
  return KeysDocument.safeParse(first && payloadOf(first)).data ?? null;
}

function isFresh(document: KeysDocument | null, keys: KeysDocument["keys"], at: Date): boolean {
  if (!document) return false;
  const age = at.getTime() - Date.parse(document.signed_at);
  return age < dayMs && JSON.stringify(document.keys) === JSON.stringify(keys);
}
