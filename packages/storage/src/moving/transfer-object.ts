import { createHash } from "node:crypto";
import { DomainError, isDomainError, type ObjectHead } from "@mosis/domain";
import { sha256OfStream } from "../sha256-of-stream.ts";
import type { Side, Source } from "./side.ts";

/** What arrived is not what was sent, although storage took it. */
export class TransferMismatch extends Error {
  constructor(key: string) {
    super(`The copy of ${key} does not read back as it was sent.`);
    this.name = "TransferMismatch";
  }
}

/** A copy that was read back and found equal. */
export interface Transferred {
  head: ObjectHead;
  sha256: string;
}

/**
 * Copies one state of an object from one place to another, through this process: hashed as it passes, then read back
 * from where it was written, and compared. A copy that does not compare is removed again.
 *
 * @param options.as what the copy is called and served with; default as its source.
 * @param options.onBytes hears of the bytes as they are read from the source.
 * @throws DomainError `object_missing`, `object_changed` when the source is gone or another one; `object_changed` also
 *   when the condition on the destination does not hold, or when it changed before it was read back.
 * @throws TransferMismatch
 */
export async function transferObject(options: {
  from: Source;
  to: Side;
  key: string;
  etag: string;
  expectedEtag?: string | null;
  as?: { key: string; contentType: string; cacheControl: string };
  signal?: AbortSignal | undefined;
  onBytes?: ((bytes: number) => void) | undefined;
}): Promise<Transferred> {
  const { from, to, key, etag, expectedEtag, signal, onBytes } = options;
  const source = await from.open(key, { etag, ...(signal && { signal }) });
  const { contentType, cacheControl } = options.as ?? source;
  const target = options.as?.key ?? key;
  const hash = createHash("sha256");
  const passing = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      hash.update(chunk);
      onBytes?.(chunk.length);
      controller.enqueue(chunk);
    },
  });
  const stream = source.stream.pipeThrough(passing);
  const condition = expectedEtag === undefined ? {} : { expectedEtag };
  const head = await to
    .write({ key: target, size: source.size, stream, contentType, cacheControl, ...condition })
    .catch(async (error: unknown) => {
      // Its connection must not wait for a reader; what fails in closing it is not the news.
      if (!stream.locked) await stream.cancel().catch(() => {});
      throw error;
    });
  const sha256 = hash.digest("hex");
  const copy = await to
    .open(target, { etag: head.etag, ...(signal && { signal }) })
    .catch((error: unknown) => {
      if (isDomainError(error, "object_missing")) throw new DomainError("object_changed", { cause: error });
      throw error;
    });
  const isEqual = (await sha256OfStream(copy.stream)) === sha256;
  if (isEqual && copy.contentType === contentType && copy.cacheControl === cacheControl)
    return { head, sha256 };
  if ((await to.head(target))?.etag === head.etag) await to.delete(target);
  throw new TransferMismatch(target);
}
