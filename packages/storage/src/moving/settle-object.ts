import { isDomainError, isWrittenOnce } from "@mosis/domain";
import { sha256OfStream } from "../sha256-of-stream.ts";
import type { Pair } from "./compare-sides.ts";
import type { MoveRecord } from "./move-record.ts";
import type { Side, Source } from "./side.ts";
import { transferObject } from "./transfer-object.ts";

/**
 * What became of one object: `copied`; `equal`, as it was there already; `own`, as the new side has a later one;
 * `vanished`, deleted by the store meanwhile; `changed` meanwhile, to be looked at again; `differs`, where nothing may.
 */
export type Outcome = "copied" | "equal" | "own" | "vanished" | "changed" | "differs";

/**
 * Brings one object over, unless the new side has it. Nothing on the new side is replaced that is not a copy made by
 * this move: every write is on condition of what was there.
 * @throws DomainError `service_unavailable`; TransferMismatch.
 */
export async function settleObject(
  sides: { from: Source; to: Side; record: MoveRecord },
  { source, target }: Pair,
  options: { signal: AbortSignal; onBytes: (bytes: number) => void },
): Promise<Outcome> {
  const { from, to, record } = sides;
  const { key, etag, size } = source;
  try {
    let expectedEtag: string | null = null;
    if (target) {
      expectedEtag = target.etag;
      if (!record.settled.isCopy(key, target.etag)) {
        const found = await compare({ ...sides, ...options }, { source, target });
        if (found.kind === "equal") {
          record.add({ key, etag, size, sha256: found.sha256, copy: target.etag });
          return "equal";
        }
        if (found.kind === "different" && isWrittenOnce(key)) return "differs";
        if (found.kind === "different") {
          record.add({ key, etag, size, copy: null });
          return "own";
        }
      }
    }
    const { head, sha256 } = await transferObject({ from, to, key, etag, expectedEtag, ...options });
    const after = await from.head(key);
    if (after?.etag === etag) {
      record.add({ key, etag, size, sha256, copy: head.etag });
      return "copied";
    }
    if (after) return "changed";
    // The store deletes on the old side first and on the new one after that: either it finds this copy, or it has just
    // been here, and then the copy must go.
    if ((await to.head(key))?.etag === head.etag) await to.delete(key);
    return "vanished";
  } catch (error) {
    if (isDomainError(error, "object_missing")) return "vanished";
    if (!isDomainError(error, "object_changed")) throw error;
    // A copy that was gone before it could be read back may have been deleted together with its source.
    return (await from.head(key)) ? "changed" : "vanished";
  }
}

type Found = { kind: "equal"; sha256: string } | { kind: "different" } | { kind: "other headers" };

async function compare(
  {
    from,
    to,
    signal,
    onBytes,
  }: { from: Source; to: Side; signal: AbortSignal; onBytes: (bytes: number) => void },
  { source, target }: { source: Pair["source"]; target: NonNullable<Pair["target"]> },
): Promise<Found> {
  if (source.size !== target.size) return { kind: "different" };
  const ours = await from.open(source.key, { etag: source.etag, signal });
  const sha256 = await sha256OfStream(ours.stream);
  const theirs = await to.open(source.key, { etag: target.etag, signal });
  const copied = await sha256OfStream(theirs.stream);
  onBytes(source.size);
  if (sha256 !== copied) return { kind: "different" };
  const isServedAlike = ours.contentType === theirs.contentType && ours.cacheControl === theirs.cacheControl;
  return isServedAlike ? { kind: "equal", sha256 } : { kind: "other headers" };
}
