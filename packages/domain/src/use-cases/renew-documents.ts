import { isDomainError } from "../errors.ts";
import { inParallel } from "../in-parallel.ts";
import { addressOf } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import { documentRenewalMs } from "../release-document.ts";
import type { ReleaseSigner } from "../release-signer.ts";
import { writeDeviceKeys } from "./write-device-keys.ts";
import { writeFeed } from "./write-feed.ts";

/** Documents at a time: each is two requests to storage. */
const atOnce = 8;

/**
 * Signs documents anew that will be out of date one day although nothing changed, the oldest first, at most `limit`, and
 * the list of keys. Cut off anywhere, the rest is the oldest the next time.
 */
export async function renewDocuments(
  ports: Ports & { signer: ReleaseSigner },
  { limit = 1_000, signal }: { limit?: number; signal?: AbortSignal } = {},
): Promise<void> {
  await writeDeviceKeys(ports);
  const since = new Date(ports.clock.now().getTime() - documentRenewalMs);
  const keys = await ports.db.objects.listOldFeeds(since, limit);
  await inParallel(keys, atOnce, async (key) => {
    signal?.throwIfAborted();
    const address = addressOf(key);
    if (address?.kind !== "feed") throw new Error(`the ledger calls ${key} a release document`);
    await writeFeed(ports, address).catch((error: unknown) => {
      // Somebody else wrote it just now, which is all that was wanted.
      if (!isDomainError(error, "object_changed")) throw error;
    });
  });
}
