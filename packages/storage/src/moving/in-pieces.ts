import { DomainError } from "@mosis/domain";

/**
 * The bytes of a stream in pieces of `pieceBytes`, the last one shorter. Only one piece is in memory at a time: the next
 * one takes its place, so that each must be done with before it is asked for.
 * @throws DomainError `object_changed` when the stream has more or fewer than `size` bytes.
 */
export async function* inPieces(
  stream: ReadableStream<Uint8Array>,
  size: number,
  pieceBytes: number,
): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(Math.min(size, pieceBytes));
  let filled = 0;
  let seen = 0;
  for await (const chunk of stream) {
    seen += chunk.length;
    if (seen > size) throw new DomainError("object_changed");
    for (let from = 0; from < chunk.length; ) {
      const taken = chunk.subarray(from, from + piece.length - filled);
      piece.set(taken, filled);
      from += taken.length;
      filled += taken.length;
      if (filled < piece.length) continue;
      yield piece;
      filled = 0;
    }
  }
  if (seen !== size) throw new DomainError("object_changed");
  if (filled > 0) yield piece.subarray(0, filled);
}
